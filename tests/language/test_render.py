"""Sentences become text."""

import re
from datetime import date, datetime
from decimal import Decimal
from timeit import timeit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.catalogues import Message
from bakhsh.language.locale import ENGLISH, PERSIAN, locale_for
from bakhsh.language.render import render, show
from bakhsh.language.sentences import Argument, Code, Money, Sentence, Share, Titled

INVISIBLE = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
BROKEN = Sentence(
    "tables.broken",
    {
        "problem": Sentence(
            "tables.column_missing", {"table": Code("ORDERS"), "column": Code("amount"), "found": Code("")}
        ),
        "table": Code("ORDERS"),
    },
)


def test_a_sentence_and_the_one_inside_it_are_rendered() -> None:
    assert render(BROKEN, ENGLISH) == "The table ORDERS does not keep its contract: the column amount is missing."
    assert render(BROKEN, PERSIAN) == "جدول \u2066ORDERS\u2069 با تعریفش نمی‌خواند: ستون \u2066amount\u2069 در آن نیست."


def test_a_sentence_speaks_english_by_itself() -> None:
    assert str(BROKEN) == render(BROKEN, ENGLISH)


@pytest.mark.parametrize(
    ("value", "english", "persian"),
    [
        (1234, "1,234", "۱٬۲۳۴"),
        (2.5, "2.5", "۲٫۵"),
        (Decimal("2.50"), "2.5", "۲٫۵"),
        (np.int64(1234), "1,234", "۱٬۲۳۴"),
        (np.float32(2.5), "2.5", "۲٫۵"),
        (True, "yes", "بله"),
        (False, "no", "خیر"),
        (None, "–", "–"),
        (date(2024, 5, 4), "4 May 2024", "۱۵ اردیبهشت ۱۴۰۳"),
        (datetime(2024, 5, 4, 14, 30), "4 May 2024, 14:30", "۱۵ اردیبهشت ۱۴۰۳، ۱۴:۳۰"),
        (Money(123450), "1,234.50", "۱۲٬۳۴۵ تومان"),
        (Share(0.25), "25.0%", "۲۵٫۰٪"),
        (Share(0.042, 2, signed=True), "+4.20%", "\u2066+۴٫۲۰٪\u2069"),
        (Code("a/b.toml:9"), "a/b.toml:9", "\u2066a/b.toml:9\u2069"),
        (Code("شهر.csv"), "\u2066شهر.csv\u2069", "\u2066شهر.csv\u2069"),
        ("London 2", "London 2", "\u2068London 2\u2069"),
        ("تهران", "\u2068تهران\u2069", "\u2068تهران\u2069"),
        ((), "–", "–"),
        (("a",), "a", "\u2068a\u2069"),
        (("a", "b"), "a and b", "\u2068a\u2069 و \u2068b\u2069"),
        ((1, 2, Code("c")), "1, 2 and c", "۱، ۲ و \u2066c\u2069"),
        (Sentence("words.yes"), "yes", "بله"),
        (Titled("value", {"en": "Value", "fa": "ارزش"}), "Value", "\u2068ارزش\u2069"),
        (Titled("a", {"en": "A: first", "fa": "A: اول"}), "A: first", "\u2067A: اول\u2069"),
        (Titled("value"), "value", "\u2068value\u2069"),
        ({"not": "ours"}, "{'not': 'ours'}", "\u2068{'not': 'ours'}\u2069"),
    ],
)
def test_an_argument_is_written_by_its_type(value: Argument, english: str, persian: str) -> None:
    assert show(value, ENGLISH) == english
    assert show(value, PERSIAN) == persian


def test_money_is_shown_in_the_projects_unit() -> None:
    assert show(Money(123450), locale_for("en", money="GBP")) == "£1,234.50"


@pytest.mark.parametrize("name", ["{table}", "{problem.__class__}", "{0}", "{{", "}", "%s", "{table!r:>99}"])
def test_what_stands_in_an_argument_is_never_a_template(name: str) -> None:
    sentence = Sentence("tables.column_unknown", {"column": name})
    assert render(sentence, ENGLISH) == f"the column {name} does not belong to it"


def test_marks_that_would_reach_beyond_their_argument_are_taken_out() -> None:
    assert show("safe\u202egnp.exe\x1b[31m\u2069", ENGLISH) == "safegnp.exe[31m"
    assert show(Code("a\u2069b\tc\nd"), PERSIAN) == "\u2066ab\tc\nd\u2069"


@given(st.text(alphabet=st.characters(max_codepoint=0x58F)) | st.integers() | st.floats() | st.dates() | st.booleans())
def test_english_has_no_invisible_marks(value: Argument) -> None:
    assert not INVISIBLE.search(render(Sentence("tables.column_unknown", {"column": value}), ENGLISH))


@given(st.recursive(st.text() | st.integers() | st.floats() | st.none(), lambda inner: st.lists(inner).map(tuple)))
def test_every_isolate_is_closed(value: Argument) -> None:
    for locale in (ENGLISH, PERSIAN):
        text = show(value, locale)
        depth = 0
        for character in text:
            depth += (character in "\u2066\u2068") - (character == "\u2069")
            assert depth in (0, 1)
        assert depth == 0


def test_one_is_counted_in_the_singular_in_english_alone() -> None:
    forms = ((("one order", None),), (("", "count"), (" orders", None)))
    english, persian = Message("en", forms), Message("fa", forms[:1])
    assert [english.parts(count) for count in (0, 1, 2, 1.5, None)] == [
        forms[1],
        forms[0],
        forms[1],
        forms[1],
        forms[1],
    ]
    assert [persian.parts(count) for count in (0, 1, 2)] == [forms[0]] * 3


def test_our_own_mistakes_are_shown_not_raised() -> None:
    assert render(Sentence("tables.nobody_wrote_this"), PERSIAN) == "[tables.nobody_wrote_this]"
    assert render(Sentence("nowhere.at_all"), ENGLISH) == "[nowhere.at_all]"
    assert render(Sentence("../errors.x"), ENGLISH) == "[../errors.x]"
    assert render(Sentence("tables.column_missing"), ENGLISH) == "the column {column} is missing"


def test_ten_thousand_sentences_take_less_than_two_seconds() -> None:
    render(BROKEN, PERSIAN)
    assert timeit(lambda: render(BROKEN, PERSIAN), number=10_000) < 2
