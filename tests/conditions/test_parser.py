"""Reading conditions: the grammar, its limits, and what a mistake says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bakhsh.conditions import (
    And,
    Arithmetic,
    Compare,
    IsEmpty,
    Name,
    Not,
    Number,
    OneOf,
    Or,
    Text,
    Within,
    parse,
    parse_value,
    show,
)
from bakhsh.errors import BadCondition

R, F = Name("recency"), Name("frequency")


def number(text: str) -> Number:
    return Number(Decimal(text))


F_IS_3 = Compare("=", F, number("3"))


@pytest.mark.parametrize(
    "text",
    [
        "recency <= 30 and frequency >= 5",
        "  recency<=30\n   AND frequency  >= 5 ",
        "overdue >= 2 and spent(category = 'sport', last = '365 days') > 100",
        "not (city in ('تهران', 'Qom') or gender is empty)",
        "last_on >= «۱۴۰۳/۰۲/۱۵»",
        "in_segment('rfm', 'champions', 'loyal')",
        "was_in_segment('rfm', 'champions', 'loyal', '1 month ago')",
        "((recency < 3))",
    ],
)
def test_a_condition_gives_back_the_very_text_it_was_read_from(text: str) -> None:
    assert parse(text).text == text


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("recency <= 30", Compare("<=", R, number("30"))),
        ("recency ≤ ۳۰", Compare("<=", R, number("30"))),
        ("recency <> 1_000", Compare("!=", R, number("1000"))),
        ("discount_share > 12.5%", Compare(">", Name("discount_share"), number("0.125"))),
        ("monetary = ۱٬۵۰۰٫۵", Compare("=", Name("monetary"), number("1500.5"))),
        ("city = 'it''s'", Compare("=", Name("city"), Text("it's"))),
        ('city = "a\\"', Compare("=", Name("city"), Text("a\\"))),
        ("city IN («قم»، 'x')", OneOf(Name("city"), (Text("قم"), Text("x")))),
        ("city not in ('x')", OneOf(Name("city"), (Text("x"),), negated=True)),
        ("city is not empty", IsEmpty(Name("city"), negated=True)),
        ("recency between -1 and 2", Within(R, number("-1"), number("2"))),
        ("recency between 1 and 2 and frequency = 3", And((Within(R, number("1"), number("2")), F_IS_3))),
    ],
)  # fmt: skip
def test_every_spelling_is_read(text: str, meaning: object) -> None:
    assert parse(text) == meaning


def test_and_binds_closer_than_or_and_not_closest() -> None:
    a, b, c = (Compare("=", Name(name), number("1")) for name in "abc")
    assert parse("a = 1 or b = 1 and not c = 1") == Or((a, And((b, Not(c)))))
    assert parse("(a = 1 or b = 1) and c = 1") == And((Or((a, b)), c))
    assert parse("a = 1 and b = 1 and c = 1") == And((a, b, c))


def test_arithmetic_binds_as_in_school() -> None:
    a, b, c = Name("a"), Name("b"), Name("c")
    assert parse_value("a - b - c") == Arithmetic("-", Arithmetic("-", a, b), c)
    assert parse_value("a - b * c") == Arithmetic("-", a, Arithmetic("*", b, c))
    assert parse_value("(a - b) / -c") == Arithmetic(
        "/", Arithmetic("-", a, b), Arithmetic("-", number("0"), c)
    )  # fmt: skip
    assert show(parse_value("a-(b- c)*2")) == "a - (b - c) * 2"


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("", 1, "expected"),
        ("recency", 1, "condition_wanted"),
        ("recency <", 10, "expected"),
        ("recency 30", 9, "expected"),
        ("recency <= 30 and", 18, "expected"),
        ("recency < 3 or frequency", 16, "condition_wanted"),
        ("(recency < 3", 13, "expected"),
        ("recency < 3)", 12, "expected"),
        ("recency < 3 < 4", 13, "expected"),
        ("recency not 5", 13, "expected"),
        ("recency between 1", 18, "expected"),
        ("recency between 1 or 2", 19, "expected"),
        ("recency is 5", 12, "expected"),
        ("city in 'x'", 9, "expected"),
        ("city in ()", 10, "expected"),
        ("recency + (city = 'x') > 1", 12, "value_wanted"),
        ("a && b", 3, "unknown_character"),
        ("a = 1; drop table x", 6, "unknown_character"),
        ("city = 'a\x00b'", 10, "unknown_character"),
        ("city = 'abc", 8, "quote_not_closed"),
        ("city = «abc", 8, "quote_not_closed"),
        ("recency < 3x", 11, "not_a_number"),
        ("recency < 1.2.3", 11, "not_a_number"),
        ("recency < 1234567890123456", 11, "number_too_long"),
        ("total(brand = 'X') > 1", 1, "unknown_function"),
        ("count(90) > 1", 7, "expected"),
        ("count(brand > 'X') > 1", 13, "expected"),
        ("count(brand = 'X' > 1", 19, "expected"),
        ("in_segment('value')", 19, "expected"),
        ("in_segment(value, 'x')", 12, "expected"),
        ("was_in_segment('value', 'x')", 28, "expected"),
        ("in_segment('value', 'x') = true", 26, "expected"),
    ],
)
def test_a_mistake_names_its_column_and_shows_what_is_right(text: str, column: int, problem: str) -> None:
    with pytest.raises(BadCondition) as caught:
        parse(text)
    assert (caught.value.column, caught.value.sentence.id) == (column, f"conditions.{problem}")
    assert caught.value.hint is not None


def test_hints_are_conditions_themselves() -> None:
    for wrong in ["recency", "a &&", "(recency < 3", "city in 'x'", "count(90) > 1", "in_segment('value')"]:
        with pytest.raises(BadCondition) as caught:
            parse(wrong)
        assert caught.value.hint is not None
        parse(str(caught.value.hint.args["example"].text))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("(" * 5000 + "1", "too_long"),
        ("(" * 2000 + "1", "too_deep"),
        ("not " * 900 + "a = 1", "too_deep"),
        ("a = " + "-" * 3000 + "1", "too_deep"),
        ("a = " + "1+" * 1900 + "1", "too_many_signs"),
    ],
)
def test_hostile_lengths_and_depths_are_refused_in_words(text: str, problem: str) -> None:
    with pytest.raises(BadCondition) as caught:
        parse(text)
    assert caught.value.sentence.id == f"conditions.{problem}"


def test_a_value_is_no_condition_and_a_condition_no_value() -> None:
    assert parse_value("monetary / orders").text == "monetary / orders"
    with pytest.raises(BadCondition) as caught:
        parse_value("monetary > 5")
    assert caught.value.sentence.id == "conditions.value_wanted"
