"""Texts as they are shown and kept: letters put right, numbers of cards and people left out."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loop.data.shop import mapped, source, take

from bakhsh.errors import DataError
from bakhsh.language.keys import display_form, matching_key
from bakhsh.language.personal_numbers import is_national_id
from bakhsh.loop.data.shown import shown

SPELLINGS = st.text(st.sampled_from("اكيىةۀ آأ\u200c\u200d\u200fـَّ \t\u00a0abé\u0301e\u0653ۂ۱\u200bئی\n-«»"), max_size=8)


@given(st.lists(SPELLINGS | st.text(max_size=6), max_size=6))
def test_a_column_is_shown_as_each_of_its_texts(texts: list[str]) -> None:
    assert shown(pa.array(texts, pa.string())).to_pylist() == [display_form(text) or None for text in texts]


@given(SPELLINGS | st.text(max_size=8))
def test_what_is_shown_has_the_key_of_what_was_written(text: str) -> None:
    assert display_form(display_form(text)) == display_form(text)
    assert matching_key(display_form(text)) == matching_key(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("علي  رضايي", "علی رضایی"), ("كاظمي\u200cپور", "کاظمی\u200cپور"), ("\u200fلبـــاس\u200c ", "لباس"),
        ("خانهٔ  ما", "خانهٔ ما"), ("Blue\u00a0 Mug ", "Blue Mug"), ("پلاك ۱۲", "پلاک ۱۲"), ("می \u200cروم", "می روم"),
    ],
)  # fmt: skip
def test_a_text_keeps_its_spelling_and_gets_persian_letters(text: str, wanted: str) -> None:
    assert display_form(text) == wanted


def test_cards_in_a_text_are_masked_before_it_is_kept() -> None:
    found = take([{"channel": "کارت 4111 1111 1111 1111"}])
    assert found.entries.column("channel").to_pylist() == ["کارت •••"]


def test_a_column_of_national_ids_is_never_kept() -> None:
    ids = [str(number) for number in range(1_000_000_000, 1_000_000_600) if is_national_id(str(number))][:25]
    rows = [{"customer": one} for one in ids]
    with pytest.raises(DataError) as caught:
        take(rows)
    assert "customer" in str(caught.value)
    assert not any(one in str(caught.value) for one in ids)
    assert take(rows, mapped(source(), "customer_id", personal=True)).kept == 25
    assert take(rows[:19]).kept == 19
    assert take([*rows, *({"customer": f"C{number}"} for number in range(5))]).kept == 30
