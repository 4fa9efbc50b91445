"""What cannot change of a customer is never named as what would move him."""

from __future__ import annotations

from datetime import date

import pytest

from bakhsh.conditions import ANYTHING, Possible, parse
from bakhsh.conditions.changes import changes
from bakhsh.conditions.evaluating import Evaluator
from bakhsh.conditions.wording import Wording
from bakhsh.tables import Type

TYPES = {
    "age": Type.INTEGER, "age_band": Type.TEXT, "gender": Type.TEXT, "joined_on": Type.DATE, "recency": Type.INTEGER,
    "known_for": Type.INTEGER, "top_interest": Type.TEXT, "interest_sport": Type.SHARE, "own": Type.NUMBER,
    "city": Type.TEXT, "review_score": Type.NUMBER, "visits": Type.INTEGER, "monetary": Type.MONEY,
}  # fmt: skip
ROW: dict[str, object] = {
    "age": 53, "age_band": "45-54", "gender": "male", "joined_on": date(2020, 1, 1), "recency": 10, "known_for": 100,
    "top_interest": None, "interest_sport": None, "own": 1.0, "city": "Tehran", "review_score": 4.0, "visits": 3,
    "monetary": 500, "segment_of_value": "good", "orders_ever": 3,
}  # fmt: skip


def directions(text: str, possible: Possible = ANYTHING) -> list[object]:
    now = Evaluator(ROW, TYPES, 1)
    return [one.row for one in changes(parse(text), now, Wording({}, TYPES, 1), possible)]


@pytest.mark.parametrize(
    "text",
    [
        "age < 35", "age >= 35", "age is not empty", "age_band = '25-34'", "age_band in ('18-24', 'unknown')",
        "gender = 'female'", "gender = 'male'", "gender is not empty", "joined_on < '2019-01-01'", "known_for < 30",
        "recency is empty", "known_for * 2 < 50 and joined_on = '2019-01-01'",
    ],
)  # fmt: skip
def test_no_age_falls_and_what_happened_once_stays(text: str) -> None:
    found = (
        [one for part in text.split(" and ") for one in directions(part)]
        if "*" not in text
        else directions("joined_on = '2019-01-01'")
    )
    assert found == []


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("age > 60", {"age": 61}), ("age_band in ('25-34', '55-64')", {"age_band": "55-64"}),
        ("known_for >= 365", {"known_for": 365}), ("recency <= 5", {"recency": 5}),
        ("visits is not empty", {"visits": None}),
        ("top_interest = 'sport'", {"top_interest": "sport"}), ("monetary < 100", {"monetary": 99}),
    ],
)  # fmt: skip
def test_what_can_change_is_tried(text: str, row: dict[str, object]) -> None:
    assert row in directions(text)


def test_nothing_closed_to_the_customer_is_tried() -> None:
    closed = Possible(frozenset({"top_interest", "interest_sport", "own"}))
    for text in ("top_interest = 'sport'", "interest_sport > 60%", "own > 2", "interest_sport is empty"):
        assert directions(text) != []
        assert directions(text, closed) == []
    assert directions("interest_sport > own", closed) == []
    assert directions("recency > own", closed) != []


def test_only_segments_that_a_single_change_leads_to_are_entered() -> None:
    leads = Possible(leads={"value": frozenset({"bad"})})
    (entered,) = directions("in_segment('value', 'lost', 'bad')", leads)
    assert entered == {"segment_of_value": "bad"}
    assert directions("in_segment('value', 'lost')", leads) == []
    assert len(directions("in_segment('value', 'good')", leads)) == 1
    assert directions("in_segment('value', 'good', 'bad')", leads) == []
    assert len(directions("in_segment('other', 'lost')", leads)) == 1
