"""The calendar that is shipped: its contract, its feasts, and what is not certain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bakhsh import reference
from bakhsh.language.dates import month_key
from bakhsh.tables import CALENDAR

ROWS = {row["day"]: row for row in reference.table("calendar").to_pylist()}


def test_the_table_keeps_its_contract_and_misses_no_day() -> None:
    CALENDAR.check(reference.table("calendar"))
    days = sorted(ROWS)
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert (ROWS[days[0]]["jalali_year"], ROWS[days[-1]]["jalali_year"]) == (1370, 1420)
    assert all((row["jalali_year"], row["jalali_month"]) == month_key(day, "jalali") for day, row in ROWS.items())


@pytest.mark.parametrize(
    ("season", "first", "last"),
    [
        ("ramadan", date(2024, 3, 12), date(2024, 4, 9)),
        ("ramadan", date(2026, 2, 19), date(2026, 3, 20)),
        ("muharram", date(2024, 7, 7), date(2024, 7, 16)),
        ("black_friday_iran", date(2024, 11, 21), date(2024, 11, 29)),
        ("black_friday_iran", date(2025, 11, 22), date(2025, 11, 28)),
        ("mothers_day", date(2024, 12, 13), date(2024, 12, 22)),
        ("fathers_day", date(2025, 1, 5), date(2025, 1, 14)),
        ("nowruz", date(2025, 2, 19), date(2025, 3, 20)),
        ("yalda", date(2024, 12, 10), date(2024, 12, 20)),
        ("school", date(2024, 9, 5), date(2024, 10, 1)),
        ("chaharshanbe_suri", date(2025, 3, 18), date(2025, 3, 18)),
    ],
)
def test_a_season_begins_and_ends_where_people_kept_it(season: str, first: date, last: date) -> None:
    assert all(ROWS[first + timedelta(days=number)][season] for number in range((last - first).days + 1))
    assert not ROWS[first - timedelta(days=1)][season]
    assert not ROWS[last + timedelta(days=1)][season]


def test_what_is_not_certain_is_marked() -> None:
    assert ROWS[date(2026, 4, 14)]["estimated"]
    assert ROWS[date(2027, 2, 10)]["estimated"]
    assert not ROWS[date(2024, 4, 10)]["estimated"]
