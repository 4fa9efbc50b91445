"""Two spellings of one name have one key."""

import re
from collections.abc import Iterator

import duckdb
import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.keys import KEY_FROM, KEY_TO, matching_key

PERSIAN_AND_ASCII = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.sampled_from(
            "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیيىكةۀأإآٱؤئء۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩ـ\u064b\u064e\u0651\u200c\u200f\u00a0"
        ),
    )
)


@pytest.mark.parametrize(
    "spellings",
    [
        ("کاظمی‌پور", "كاظمي پور", "کاظمیپور", "کاظمـــی  پور", "  کاظمی\u00a0پور "),
        ("مسئول", "مسيول", "مسئـول"),
        ("خانۀ", "خانة", "خانه"),
        ("أحمد", "إحمد", "ٱحمد", "احمد", "اَحمَد"),
        ("مؤمن", "مومن", "مُؤمِن"),
        ("Blue  Mug", "blue mug", "BLUE\tMUG", "bluemug"),
        ("کد ۱۲", "کد 12", "كد ١٢"),
        ("Café", "Cafe\u0301", "CAFÉ"),
        ("Straße", "STRASSE"),
        ("", "   ", "\u200c\u200f"),
    ],
)
def test_spellings_of_one_name_meet(spellings: tuple[str, ...]) -> None:
    assert len({matching_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("آرد", "ارد"), ("شیر", "سیر"), ("cafe", "café"), ("a-b", "ab"), ("a", "")])
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert matching_key(one) != matching_key(other)


@given(st.text())
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert matching_key(matching_key(text)) == matching_key(text)


@given(st.text(alphabet="a\u0301\u200c\u0653\u0654\u0640\u064bاویيهەß\u0345İ \u0308"))
def test_the_key_of_a_key_is_itself_where_marks_come_together(text: str) -> None:
    assert matching_key(matching_key(text)) == matching_key(text)


@given(PERSIAN_AND_ASCII, st.sampled_from(" \u200c\u200f\u0640\u00a0\u064e"))
def test_what_nobody_sees_makes_no_difference(text: str, unseen: str) -> None:
    assert matching_key(unseen.join(text)) == matching_key(text)


def test_every_engine_can_build_the_key_in_one_expression() -> None:
    names = ibis.table({"name": "string"}, name="names")
    key = names.select(key=names.name.lower().translate(KEY_FROM, KEY_TO))
    for dialect in ("duckdb", "databricks", "postgres"):
        assert re.search(r"TRANSLATE\(\s*LOWER\(", str(ibis.to_sql(key, dialect=dialect)))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@given(st.lists(PERSIAN_AND_ASCII, min_size=1, max_size=20))
def test_the_engine_builds_the_very_key(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    key = "select translate(lower(name), ?, ?) from (select unnest(?::varchar[]) as name)"
    found = connection.execute(key, [KEY_FROM, KEY_TO, names]).fetchall()
    assert found == [(matching_key(name),) for name in names]
