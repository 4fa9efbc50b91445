"""A word may be written in any known way; what is compared is the term, what is shown is what was written."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import pyarrow as pa
import pytest

from bakhsh.conditions import (
    Known,
    check,
    evaluate,
    fingerprint,
    parse,
    show,
    standard_names,
    to_ibis,
    to_sentence,
    understood,
    would_enter,
)
from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.language.locale import ENGLISH, PERSIAN
from bakhsh.language.render import render
from bakhsh.language.vocabularies import vocabulary
from bakhsh.tables import Type

GENDER = vocabulary("gender")
MARRIED = vocabulary("marital_status")
assert GENDER is not None
assert MARRIED is not None
NAMES = standard_names([
    Known("gender", Type.TEXT, tuple(GENDER.terms), GENDER.keys),
    Known("marital_status", Type.TEXT, tuple(MARRIED.terms), MARRIED.keys),
    Known("province", Type.TEXT, (), {"فارس": "fars", "fars": "fars"}),
    Known("city", Type.TEXT),
])  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(tmp_path_factory.mktemp("spelled"))
    yield engine
    engine.close()


WOMAN = {"gender": "female", "province": "fars", "city": "زن"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("gender = 'زن'", True), ("gender = 'F'", True), ("'خانم' = gender", True), ("gender != 'Mr.'", True),
        ("gender in ('آقا', 'بانو')", True), ("gender not in ('female', 'other')", False),
        ("not (gender = 'مرد' or recency > 3)", True), ("gender = 'female'", True),
        ("province = 'Fars'", True), ("province = 'فارس'", True), ("province = 'elsewhere'", False),
        ("city = 'زن'", True), ("city = 'female'", False),
    ],
)  # fmt: skip
def test_any_spelling_is_compared_as_its_term(text: str, holds: bool, engine: DuckDB) -> None:
    meant = understood(parse(text), NAMES)
    row = {**WOMAN, "recency": 1}
    assert evaluate(meant, row, NAMES.types, 1) is holds
    engine.bind("people", pa.table({name: [value] for name, value in row.items()}))
    people = ibis.table({"gender": "string", "province": "string", "city": "string", "recency": "int64"}, name="people")
    asked = people.select(holds=to_ibis(meant, people, NAMES.types, 1))
    assert engine.query(asked).column("holds").to_pylist() == [holds]


def test_what_was_written_stays() -> None:
    written = parse("gender = 'زن' and city != 'Qom'")
    meant = understood(written, NAMES)
    assert meant == written
    assert show(meant) == show(written)
    assert meant.text == written.text


def test_the_meaning_is_that_of_the_term() -> None:
    one, other = (understood(parse(text), NAMES) for text in ("gender = 'زن'", "gender = 'F'"))
    assert fingerprint(one) == fingerprint(other)
    assert fingerprint(one) != fingerprint(understood(parse("gender = 'male'"), NAMES))


@pytest.mark.parametrize("text", ["gender = 'femal'", "gender in ('زن', 'femal')", "'femal' != gender"])
def test_a_word_that_a_feature_can_never_be_is_told_with_the_near_ones(text: str) -> None:
    (error,) = check(parse(text), NAMES)
    assert error.sentence.id == "conditions.unknown_word"
    assert "female" in str(error)


def test_of_a_word_like_none_all_are_named() -> None:
    (error,) = check(parse("gender = 'zzzz'"), NAMES)
    assert "female, male, other and unknown" in str(error)


def test_features_that_may_be_any_word_are_not_judged() -> None:
    assert check(parse("province = 'elsewhere' and city = 'nowhere'"), NAMES) == ()


def test_words_are_shown_by_their_titles_in_the_readers_language() -> None:
    asked = understood(parse("gender = 'F'"), NAMES)
    said = to_sentence(asked, types=NAMES.types)
    assert "زن" in render(said, PERSIAN)
    assert "female" in render(said, ENGLISH)
    married = understood(parse("marital_status = 'married'"), NAMES)
    (change,) = would_enter(married, {"marital_status": "single"}, NAMES.types, 1)
    assert "مجرد" in render(change, PERSIAN)
