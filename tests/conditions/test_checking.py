"""Everything wrong with a condition is told at once, without data."""

from __future__ import annotations

import pytest

from bakhsh.conditions import Known, Names, check, parse, parse_value, standard_names
from bakhsh.errors import BadCondition, UnknownName
from bakhsh.tables import Type

NAMES = standard_names(
    [Known("city", Type.TEXT), Known("gender", Type.TEXT), Known("agreed", Type.BOOLEAN)],
    {"value": frozenset({"champions", "others"}), "rfm": frozenset({"loyal"})},
)


def problems(text: str, names: Names = NAMES) -> list[str]:
    return [error.sentence.id.removeprefix("conditions.") for error in check(parse(text), names)]


@pytest.mark.parametrize(
    "text",
    [
        "recency <= 30 and frequency >= 5",
        "overdue >= 2 and spent(category = 'sport', last = '365 days') > 100",
        "not (city in ('تهران', 'Qom') or gender is empty)",
        "monetary between 100 and 500",
        "last_on >= '1403/02/15' and last_on != '۱۴۰۳-۰۲-۱۵'",
        "last_on > first_on",
        "city = gender",
        "agreed = true",
        "in_segment('rfm', 'loyal') and in_segment('value', 'Champions')",
        "count(distinct = 'category', after = '2011-01-01', before = '2011-06-01') > 1",
        "monetary / orders > 50 and (monetary - spent_90) * 2 > average_order",
        "spent_90 / monetary > 50%",
        "count(last = '۳ ماه') = 0",
    ],
)
def test_a_sound_condition_has_no_problems(text: str) -> None:
    assert check(parse(text), NAMES) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("overdu >= 2", ["unknown_feature"]),
        ("zzz >= 2", ["unknown_feature_alone"]),
        ("recency < 'a'", ["cannot_compare"]),
        ("recency < city", ["cannot_compare"]),
        ("monetary > orders", ["cannot_compare"]),
        ("monetary > last_on", ["cannot_compare"]),
        ("last_on > 5", ["cannot_compare"]),
        ("city in ('a', 5)", ["cannot_compare"]),
        ("monetary between 1 and 'x'", ["cannot_compare"]),
        ("agreed = 1", ["cannot_compare"]),
        ("city < 'a'", ["no_order"]),
        ("agreed between true and false", ["no_order"]),
        ("last_on >= '1404/12/31'", ["not_a_date"]),
        ("last_on in ('2011-01-01', '2011-02-30')", ["not_a_date"]),
        ("1 = 1", ["nothing_to_compare"]),
        ("1 + 1 is empty", ["nothing_to_compare"]),
        ("'a' = 'a'", ["nothing_to_compare"]),
        ("monetary * monetary > 1", ["cannot_reckon"]),
        ("monetary + orders > 1", ["cannot_reckon"]),
        ("orders / monetary > 1", ["cannot_reckon"]),
        ("city + 1 > 1", ["cannot_reckon"]),
        ("in_segment('valu', 'x')", ["unknown_segmentation"]),
        ("was_in_segment('value', 'champion', '3 ماه پیش')", ["unknown_segment"]),
        ("in_segment('value', 'champion', 'others', 'x')", ["unknown_segment", "unknown_segment"]),
        ("count(categry = 'x') > 1", ["unknown_field"]),
        ("spent(distinct = 'category') > 1", ["unknown_field"]),
        ("count(distinct = 'colour') > 1", ["unknown_field"]),
        ("count(brand = 5) > 1", ["argument_needs_quotes"]),
        ("count(brand = city) > 1", ["argument_needs_quotes"]),
        ("count(last = '9 dogs') > 1", ["window_not_understood"]),
        ("count(last = '0 days') > 1", ["window_not_understood"]),
        ("count(last = '99999 weeks') > 1", ["window_not_understood"]),
        ("count(last = '101 years') > 1", ["window_not_understood"]),
        ("count(after = 'x') > 1", ["not_a_date"]),
        ("count(last = '9 days', last = '3 days') > 1", ["argument_once"]),
        ("count(last != '9 days') > 1", ["argument_once"]),
        ("count(last = '9 days', after = '2011-01-01') > 1", ["two_windows"]),
        ("count(after = '2011-02-01', before = '2011-02-01') > 1", ["empty_window"]),
        (
            "overdu > 2 and city > 3 or count(last = 'x') > 1 and recency = 1",
            ["unknown_feature", "cannot_compare", "window_not_understood"],
        ),
    ],
)  # fmt: skip
def test_every_problem_is_found(text: str, found: list[str]) -> None:
    assert problems(text) == found


def test_an_unknown_feature_names_the_near_ones_and_where_to_see_all() -> None:
    (error,) = check(parse("overdu >= 2"), NAMES)
    assert isinstance(error, UnknownName)
    assert str(error) == (
        '"overdu" is not a feature. Known and near: overdue.  Run "bakhsh check --features" to see all.'
    )


def test_a_text_without_quotes_is_recognised() -> None:
    (error,) = check(parse("city = Tehran"), NAMES)
    assert str(error).endswith("For example: city = 'Tehran'")


def test_problems_know_their_column() -> None:
    first, second = check(parse("recency < 'a' and last_on > 5"), NAMES)
    assert isinstance(first, BadCondition)
    assert isinstance(second, BadCondition)
    assert (first.column, second.column) == (11, 29)


def test_values_are_checked_by_the_same_rules() -> None:
    assert check(parse_value("spent(category = 'sport') / orders"), NAMES) == ()
    (error,) = check(parse_value("monetary + lines"), NAMES)
    assert error.sentence.id == "conditions.cannot_reckon"
