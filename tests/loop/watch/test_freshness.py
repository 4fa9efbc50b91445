"""Whether a source's data come as they use to."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from bakhsh.loop.watch.freshness import Told, fresh
from bakhsh.loop.watch.pauses import long_holidays
from bakhsh.records import Finding, LoadRecord
from bakhsh.specs import FeedLimits

FIRST, LAST = date(2024, 1, 1), date(2024, 6, 28)
FRIDAY = 4


def days(
    first: date = FIRST, last: date = LAST, rows: int = 100, closed: frozenset[int] = frozenset()
) -> dict[date, int]:
    """About so many rows a day, but on closed weekdays."""
    generator = random.Random(1)
    found = {}
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if day.weekday() not in closed:
            found[day] = round(generator.gauss(rows, rows**0.5))
    return found


def load(number: int, rows: int = 1000, duplicates: int = 0, rejected: int = 0, file: str = "") -> LoadRecord:
    kept = rows - duplicates - rejected
    name = file or f"orders-{number}.csv"
    return LoadRecord(number, "orders", name, "", datetime(2024, 6, number), rows, kept, duplicates, rejected)


def kinds(told: Told, as_of: date = LAST, since: date = LAST - timedelta(days=28)) -> dict[str, Finding]:
    return {one.kind: one for one in fresh(told, as_of, since)[1]}


def test_a_source_that_comes_as_it_uses_to_says_nothing() -> None:
    feed, found = fresh(Told("orders", days(), [load(n) for n in range(1, 8)]), LAST, LAST - timedelta(days=28))
    assert found == ()
    assert (feed.last_on, feed.waited, feed.waits) == (LAST, 0, 0)
    assert feed.usual_rows == pytest.approx(700, rel=0.05)


def test_silence_longer_than_ever_is_late_and_beyond_the_limit_serious() -> None:
    told = Told("orders", days(), [load(1)])
    assert not kinds(told, LAST)
    assert not kinds(told, LAST + timedelta(days=2))["late"].serious
    late = kinds(told, LAST + timedelta(days=3))["late"]
    assert (late.value, late.ceiling, late.limit, late.serious) == (3, 0, 2, True)


def test_a_weekday_on_which_the_shop_rests_is_no_silence() -> None:
    told = Told("orders", days(closed=frozenset({FRIDAY})), [load(1)])
    thursday = LAST - timedelta(days=1)
    assert thursday.weekday() == 3
    assert fresh(told, LAST, thursday)[0].waited == 0
    assert "late" in kinds(told, LAST + timedelta(days=2))


def test_holidays_are_no_silence() -> None:
    nowruz = frozenset(LAST + timedelta(days=step) for step in range(1, 14))
    assert not kinds(Told("orders", days(), [load(1)], holidays=nowruz), LAST + timedelta(days=13))
    assert "late" in kinds(Told("orders", days(), [load(1)]), LAST + timedelta(days=13))


NEW_YEAR = long_holidays("west", date(2022, 1, 1), date(2025, 12, 31))


def test_a_shop_that_closes_over_new_year_is_not_late_though_it_never_did_before() -> None:
    last = date(2023, 12, 23)
    young = Told("orders", days(date(2023, 11, 1), last), [load(1)], long_holidays=NEW_YEAR)
    assert not kinds(young, date(2023, 12, 31))
    assert not kinds(young, date(2024, 1, 4))["late"].serious
    assert kinds(young, date(2024, 1, 6))["late"].serious
    assert kinds(Told("orders", days(date(2023, 11, 1), last), [load(1)]), date(2023, 12, 31))["late"].serious


def test_a_shop_that_was_open_over_new_year_is_late_when_it_is_silent_then() -> None:
    told = Told("orders", days(date(2022, 10, 1), date(2023, 12, 23)), [load(1)], long_holidays=NEW_YEAR)
    assert kinds(told, date(2023, 12, 30))["late"].serious


def test_a_week_of_rest_in_last_years_summer_is_no_silence_this_summer_and_no_patience_in_spring() -> None:
    rest = {date(2023, 8, 7) + timedelta(days=step) for step in range(7)}
    known = {day: rows for day, rows in days(date(2023, 5, 1), date(2024, 8, 4)).items() if day not in rest}
    assert not kinds(Told("orders", known, [load(1)]), date(2024, 8, 10))
    spring = {day: rows for day, rows in known.items() if day <= date(2024, 4, 10)}
    assert kinds(Told("orders", spring, [load(1)]), date(2024, 4, 14))["late"].serious


def test_nowruz_lies_around_the_turn_of_the_jalali_year() -> None:
    found = long_holidays("iran", date(2024, 1, 1), date(2024, 12, 31))
    assert (min(found), max(found)) == (date(2024, 3, 19), date(2024, 4, 1))
    assert long_holidays("none", date(2024, 1, 1), date(2024, 12, 31)) == frozenset()


def test_a_source_that_comes_once_a_month_is_not_late_after_three_weeks() -> None:
    monthly = {date(2022 + month // 12, month % 12 + 1, 1): 500 for month in range(28)}
    told = Told("survey", monthly, [load(1)])
    assert not kinds(told, date(2024, 4, 21))
    assert "late" in kinds(told, date(2024, 6, 10))


def test_days_missing_within_are_found_and_named() -> None:
    gone = {date(2024, 6, 11), date(2024, 6, 12), date(2024, 6, 13)}
    told = Told("orders", {day: rows for day, rows in days().items() if day not in gone}, [load(1)])
    missing = kinds(told)["missing"]
    assert (missing.value, missing.said.args["days"]) == (3, tuple(sorted(gone)))


def test_a_week_with_half_the_rows_shrinks() -> None:
    known = days()
    told = Told(
        "orders", {day: rows if day <= LAST - timedelta(days=7) else rows // 3 for day, rows in known.items()}, []
    )
    shrinking = kinds(told)["shrinking"]
    assert shrinking.serious
    assert shrinking.value == pytest.approx(2 / 3, abs=0.05)


def test_noise_does_not_shrink() -> None:
    generator = random.Random(3)
    alarmed = 0
    for seed in range(100):
        generator.seed(seed)
        known = {day: round(generator.gauss(50, 15)) for day in days()}
        alarmed += bool(kinds(Told("orders", known, [])))
    assert alarmed <= 3


def test_a_load_that_was_there_already_is_told() -> None:
    loads = [load(n, duplicates=20) for n in range(1, 7)]
    assert not kinds(Told("orders", {}, loads))
    found = kinds(Told("orders", {}, [*loads, load(7, duplicates=1000)]))["duplicated"]
    assert (found.value, found.serious) == (1.0, False)
    limited = Told("orders", {}, [*loads, load(7, duplicates=1000)], limits=FeedLimits(duplicated=0.5))
    assert kinds(limited)["duplicated"].serious


def test_a_file_that_is_always_read_whole_may_repeat_itself() -> None:
    assert not kinds(Told("orders", {}, [load(1), *(load(n, duplicates=950) for n in range(2, 9))]))


def test_rows_that_are_refused_oftener_than_ever_are_told() -> None:
    loads = [load(n, rejected=5) for n in range(1, 7)]
    assert kinds(Told("orders", {}, [*loads, load(7, rejected=300)]))["rejected"].value == 0.3
    assert not kinds(Told("orders", {}, [*loads, load(7, rejected=9)]))


def test_a_table_without_days_that_lost_its_rows_shrinks() -> None:
    loads = [load(1, rows=1000, file="items.csv"), load(2, rows=100, file="items.csv")]
    assert kinds(Told("items", {}, loads))["shrinking"].serious


def test_of_a_source_that_is_not_watched_nothing_is_said() -> None:
    told = Told("old", days(), [load(1)], limits=FeedLimits(watched=False))
    assert not kinds(told, LAST + timedelta(days=300))


def test_of_a_source_without_data_nothing_is_said() -> None:
    assert fresh(Told("orders", {}, []), LAST, FIRST)[1] == ()
    assert fresh(Told("orders", days(last=date(2024, 1, 9)), []), LAST, FIRST)[1] == ()
