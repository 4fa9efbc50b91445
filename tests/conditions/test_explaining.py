"""Why a condition holds, and what would turn it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.conditions import And, Compare, Condition, Name, Not, Or, atoms, because, parse, would_enter, would_leave
from bakhsh.conditions.evaluating import Evaluator
from bakhsh.conditions.explaining import _Story
from bakhsh.conditions.syntax import Number
from bakhsh.errors import UnknownName
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence
from bakhsh.tables import Type

EN = locale_for("en", money="USD")
TYPES = {
    "recency": Type.INTEGER, "frequency": Type.INTEGER, "monetary": Type.MONEY, "city": Type.TEXT, "gender": Type.TEXT,
    "overdue": Type.NUMBER, "last_on": Type.DATE, "discount_share": Type.SHARE,
}  # fmt: skip
ROW: dict[str, object] = {
    "recency": 12, "frequency": 6, "monetary": 25_000, "city": "Tehran", "overdue": 0.4, "last_on": date(2011, 6, 5),
    "discount_share": 0.25, "segment_of_value": "champions", "count_2af7b4": 3,
    "segment_1_months_before_of_value": "lost",
}  # fmt: skip

Tell = Callable[..., tuple[Sentence, ...]]


def told(tell: Tell, text: str, row: dict[str, object] = ROW) -> list[str]:
    return [render(one, EN) for one in tell(parse(text), row, TYPES, 100)]


def test_atoms_carry_their_path() -> None:
    found = atoms(parse("a = 1 and not (b = 1 or c = 1)"))
    assert [(path, atom.text) for path, atom in found] == [((0,), "a = 1"), ((1, 0, 0), "b = 1"), ((1, 0, 1), "c = 1")]
    assert [path for path, _ in atoms(parse("a = 1"))] == [()]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "recency <= 30 and frequency >= 5",
            ["recency is at most 30 days (now 12 days)", "frequency is at least 5 (now 6)"],
        ),
        ("recency <= 30 and frequency >= 5 or monetary > 100", ["monetary is above $100.00 (now $250.00)"]),
        ("recency > 30 or monetary > 100", ["monetary is above $100.00 (now $250.00)"]),
        ("recency < 30 or monetary > 100", ["recency is below 30 days (now 12 days)"]),
        ("not (city = 'Qom' or recency > 30)", ["city is not Qom", "recency is at most 30 days (now 12 days)"]),
        ("not (city = 'Qom' and recency > 30)", ["city is not Qom"]),
        ("not gender = 'f'", ["gender is empty"]),
        ("not gender is not empty", ["gender is empty"]),
        ("city in ('Tehran', 'Rey') and frequency = 6", ["city is Tehran or Rey", "frequency is 6"]),
        ("in_segment('value', 'champions')", ["the segment in value is champions"]),
        ("was_in_segment('value', 'lost', '1 month ago')", ["the segment in value was lost 1 month ago"]),
        ("not in_segment('value', 'lost')", ["it is not so that the segment in value is lost"]),
        ("monetary / frequency > 10", ["monetary ÷ frequency is above $10.00 (now $41.67)"]),
        ("discount_share < 30%", ["share of discount is below 30% (now 25.0%)"]),
        ("recency <= 30 and (recency <= 30 or frequency > 1)", ["recency is at most 30 days (now 12 days)"]),
        ("recency > 30", []),
    ],
)
def test_because_tells_the_fewest_facts(text: str, facts: list[str]) -> None:
    assert told(because, text) == facts


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        (
            "recency <= 30 and frequency >= 5",
            ["recency rises above 30 days (now 12 days)"],
        ),
        ("recency <= 30 and recency <= 60", ["recency rises above 30 days (now 12 days)"]),
        ("recency <= 30 or recency <= 60", ["recency rises above 60 days (now 12 days)"]),
        ("recency < 30 or recency = 30", ["recency rises above 30 days (now 12 days)"]),
        ("recency < 30.5", ["recency rises above 30.5 days (now 12 days)"]),
        ("recency < 30", ["recency rises to 30 days (now 12 days)"]),
        ("recency <= 30 or frequency >= 5", []),
        (
            "monetary between 100 and 500",
            ["monetary falls below $100.00 (now $250.00)", "monetary rises above $500.00 (now $250.00)"],
        ),
        ("frequency = 6", ["frequency rises above 6 (now 6)"]),
        ("frequency != 9", ["frequency rises to 9 (now 6)"]),
        ("frequency in (5, 6, 7)", ["frequency rises above 7 (now 6)"]),
        ("overdue < 2", ["overdue rises to 2 times the usual gap (now 0.4 times the usual gap)"]),
        ("last_on >= '2011-06-01'", []),
        ("last_on < '2011-06-10'", ["day of the last purchase moves to 10 June 2011 (now 5 June 2011)"]),
        ("city = 'tehran'", ["city is no longer tehran (now Tehran)"]),
        ("city not in ('Qom', 'Rey')", ["city becomes Qom or Rey (now Tehran)"]),
        ("gender is empty", ["gender is no longer empty (now empty)"]),
        ("city is not empty", ["city becomes empty (now Tehran)"]),
        ("in_segment('value', 'champions')", ["the segment in value is no longer champions (now champions)"]),
        ("was_in_segment('value', 'lost', '1 month ago')", []),
        (
            "monetary / frequency > 10",
            ["it becomes so that monetary ÷ frequency is at most $10.00 (now $41.67)"],
        ),
        ("recency > 30", []),
    ],
)
def test_would_leave_tells_each_single_change_that_turns_it(text: str, changes: list[str]) -> None:
    assert told(would_leave, text) == [f"would leave if {change}" for change in changes]


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("recency > 30 and frequency >= 5", ["recency rises above 30 days (now 12 days)"]),
        ("recency > 30 and frequency >= 9", []),
        (
            "recency > 30 or frequency >= 9",
            ["recency rises above 30 days (now 12 days)", "frequency rises to 9 (now 6)"],
        ),
        ("recency >= 40 or recency >= 30", ["recency rises to 30 days (now 12 days)"]),
        ("monetary between 100 and 200", ["monetary falls to $200.00 (now $250.00)"]),
        ("city in ('Qom', 'Rey')", ["city becomes Qom or Rey (now Tehran)"]),
        ("gender = 'f'", ["gender becomes female (now empty)"]),
        ("gender = 'f' and gender is empty", []),
        ("in_segment('value', 'lost')", ["the segment in value becomes lost (now champions)"]),
        ("recency <= 30", []),
    ],
)
def test_would_enter_tells_each_single_change_that_turns_it(text: str, changes: list[str]) -> None:
    assert told(would_enter, text) == [f"would enter if {change}" for change in changes]


def test_calls_are_explained_from_their_column() -> None:
    from bakhsh.conditions import lift

    (column,), _ = lift(parse("count(last = '90 days') >= 2"))
    row = {column.name: 3}
    assert told(because, "count(last = '90 days') >= 2", row) == [
        "number of orders in the last 90 days is at least 2 (now 3)"
    ]
    assert told(would_leave, "count(last = '90 days') >= 2", row) == [
        "would leave if number of orders in the last 90 days falls below 2 (now 3)"
    ]


def test_an_empty_number_is_told_as_what_it_would_have_to_be() -> None:
    assert told(would_enter, "recency <= 30", {}) == [
        "would enter if it becomes so that recency is at most 30 days (now empty)"
    ]
    assert told(would_enter, "recency <= 30 and recency is empty", {}) == []


def test_a_name_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownName):
        because(parse("recenc < 3"), ROW, TYPES, 100)


tests_of_numbers = st.builds(
    Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.sampled_from("abc").map(Name),
    st.integers(-3, 3).map(Decimal).map(Number),
)  # fmt: skip
trees = st.recursive(
    tests_of_numbers,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)
NUMBERS = dict.fromkeys("abc", Type.INTEGER)
some_row = st.fixed_dictionaries({name: st.one_of(st.none(), st.integers(-3, 3)) for name in NUMBERS})


@given(trees, some_row)
def test_the_facts_told_suffice(condition: Condition, row: dict[str, object]) -> None:
    now = Evaluator(row, NUMBERS, 1)
    enough = _Story(condition, row, NUMBERS, 1, {}).support(condition)
    others_turned = {atom: now.holds(atom) is (atom in enough) for _, atom in atoms(condition)}
    assert Evaluator(row, NUMBERS, 1, others_turned).holds(condition) is now.holds(condition)


@given(trees, some_row)
def test_every_change_told_turns_it_and_no_nearer_number_does(condition: Condition, row: dict[str, object]) -> None:
    story = _Story(condition, row, NUMBERS, 1, {})
    for change in story.turning():
        assert story.turns(change)
        for name, value in change.row.items():
            here = row[name]
            if here is None:
                continue
            assert isinstance(here, int)
            assert isinstance(value, int)
            between = range(here + 1, value) if value > here else range(value + 1, here)
            for nearer in between:
                assert Evaluator({**row, name: nearer}, NUMBERS, 1).holds(condition) is story.holds


@given(trees, some_row)
def test_no_turn_of_a_single_number_goes_untold(condition: Condition, row: dict[str, object]) -> None:
    story = _Story(condition, row, NUMBERS, 1, {})
    told_of = {change.direction for change in story.turning()}
    for name, here in row.items():
        for value in range(-9, 10) if isinstance(here, int) else ():
            if Evaluator({**row, name: value}, NUMBERS, 1).holds(condition) is not story.holds:
                assert (name, value > here) in told_of
