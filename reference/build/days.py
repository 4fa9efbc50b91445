"""Builds src/bakhsh/reference/calendar.parquet: every day of the Jalali years 1370 to 1420, and what is special
about it.

    python reference/build/days.py        (not calendar.py: that name hides the module of the standard library)

Iranian public holidays, and with them the days of the lunar months, come from the package `holidays` (MIT). Months of
the moon are as observed in Iran, never as reckoned for Mecca: Ramadan begins 20 days before the holiday of its 21st
and ends the day before Eid al-Fitr; Muharram begins 8 days before Tasua; Mother's Day (20 Jumada II) is 17 days after
the holiday of the 3rd. What the package marks as estimated, and everything after the last day it has from a published
calendar, is marked so here; and so is 25 Farvardin 1405, a holiday in the package's list that is missing from the
25 of the year that newspapers printed. All else follows from the solar calendars.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import holidays
import pyarrow as pa
import pyarrow.parquet as pq

from bakhsh.language.dates import jalali_to_gregorian, month_key, month_starts
from bakhsh.tables import CALENDAR

FIRST_YEAR, LAST_YEAR = 1370, 1420
TO = Path(__file__).parents[2] / "src" / "bakhsh" / "reference" / "calendar.parquet"

FITR, TASUA, FATIMA, RAMADAN_21, FATHERS_DAY = (
    "عید سعید فطر", "تاسوعای حسینی", "شهادت حضرت فاطمه", "شهادت حضرت علی", "ولادت امام علی"
)  # fmt: skip
ESTIMATED = "(تخمینی)"
DOUBTFUL = frozenset({date(2026, 4, 14)})


def main() -> None:
    """Writes the table."""
    days = list(_days(_jalali(FIRST_YEAR, 1, 1), _jalali(LAST_YEAR + 1, 1, 1) - timedelta(days=1)))
    names = {language: _names(days, language) for language in ("fa_IR", "en_US")}
    sets = _solar() | _western() | _lunar(names["fa_IR"])
    rows = [_row(day, names, sets) for day in days]
    table = CALENDAR.check(pa.Table.from_pylist(rows, CALENDAR.schema()))
    pq.write_table(table, TO, compression="zstd", compression_level=19)
    print(f"{table.num_rows} days, {TO.stat().st_size} bytes")


def _row(day: date, names: dict[str, dict[date, str]], sets: dict[str, set[date]]) -> dict[str, object]:
    year, month = month_key(day, "jalali")
    number = (day - month_starts(day, day, "jalali")[0]).days + 1
    persian = names["fa_IR"].get(day)
    lunar = any(day in sets[name] for name in ("ramadan", "muharram", "mothers_day", "fathers_day"))
    guessed = day in DOUBTFUL or ESTIMATED in (persian or "") or (lunar and day > _last_published(names["fa_IR"]))
    return {
        "day": day, "jalali_year": year, "jalali_month": month, "jalali_day": number, "weekday": day.weekday(),
        "holiday": persian is not None, "holiday_en": _plain(names["en_US"].get(day)), "holiday_fa": _plain(persian),
        "estimated": guessed, **{name: day in found for name, found in sets.items()},
    }  # fmt: skip


def _plain(name: str | None) -> str | None:
    return None if name is None else name.replace(ESTIMATED, "").replace("(estimated)", "").replace("  ", " ").strip()


def _names(days: list[date], language: str) -> dict[date, str]:
    found = holidays.Iran(years=range(days[0].year, days[-1].year + 1), language=language)
    return {day: found[day] for day in days if day in found}


def _last_published(names: dict[date, str]) -> date:
    """The day before the first that is estimated in a year to come (old years are estimated here and there too)."""
    return min(day for day, name in names.items() if ESTIMATED in name and day.year >= 2026) - timedelta(days=1)


# ---- by the sun --------------------------------------------------------------------------------------------------
def _solar() -> dict[str, set[date]]:
    found: dict[str, set[date]] = {name: set() for name in ("nowruz", "nowruz_holiday", "chaharshanbe_suri", "yalda")}
    found |= {"school": set(), "sepandarmazgan": set()}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        new_year = _jalali(year + 1, 1, 1)
        found["nowruz"].update(_days(_jalali(year, 12, 1), new_year - timedelta(days=1)))
        found["nowruz_holiday"].update(_days(_jalali(year, 1, 1), _jalali(year, 1, 13)))
        tuesday = new_year - timedelta(days=1)
        while tuesday.weekday() != 1:
            tuesday -= timedelta(days=1)
        found["chaharshanbe_suri"].add(tuesday)
        found["yalda"].update(_days(_jalali(year, 9, 20), _jalali(year, 9, 30)))
        found["school"].update(_days(_jalali(year, 6, 15), _jalali(year, 7, 10)))
        found["sepandarmazgan"].update(_days(_jalali(year, 11, 23), _jalali(year, 11, 29)))
    return found


def _western() -> dict[str, set[date]]:
    found: dict[str, set[date]] = {
        name: set() for name in ("valentine", "singles_day", "black_friday", "black_friday_iran", "christmas")
    }
    for year in range(FIRST_YEAR + 621, LAST_YEAR + 623):
        found["valentine"].update(_days(date(year, 2, 8), date(year, 2, 14)))
        found["singles_day"].add(date(year, 11, 11))
        friday = _black_friday(year)
        found["black_friday"].update(_days(friday - timedelta(days=4), friday + timedelta(days=3)))
        found["black_friday_iran"].update(_days(_jalali(year - 621, 9, 1), friday))
        found["christmas"].update(_days(date(year, 12, 1), date(year, 12, 24)))
    return found


def _black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


# ---- by the moon -------------------------------------------------------------------------------------------------
def _lunar(names: dict[date, str]) -> dict[str, set[date]]:
    return {
        "ramadan": {day for start, end in _ramadans(names) for day in _days(start, end)},
        "muharram": {day for tasua in _of(names, TASUA) for day in _around(tasua, 8, 1)},
        "mothers_day": {day for third in _of(names, FATIMA) for day in _around(third + timedelta(days=17), 9, 0)},
        "fathers_day": {day for thirteenth in _of(names, FATHERS_DAY) for day in _around(thirteenth, 9, 0)},
    }


def _ramadans(names: dict[date, str]) -> Iterator[tuple[date, date]]:
    """The first and the last day of each: its 21st is a holiday, and the day after the last is Eid al-Fitr."""
    feasts = [day for day in _of(names, FITR) if day - timedelta(days=1) not in _of(names, FITR)]
    for martyrdom in _of(names, RAMADAN_21):
        feast = min((day for day in feasts if 8 <= (day - martyrdom).days <= 11), default=None)
        if feast is not None:
            yield martyrdom - timedelta(days=20), feast - timedelta(days=1)


def _of(names: dict[date, str], part: str) -> list[date]:
    return sorted(day for day, name in names.items() if part in name)


# ---- days --------------------------------------------------------------------------------------------------------
def _jalali(year: int, month: int, day: int) -> date:
    found = jalali_to_gregorian(year, month, day)
    assert found is not None, (year, month, day)
    return found


def _around(day: date, before: int, after: int) -> Iterable[date]:
    return _days(day - timedelta(days=before), day + timedelta(days=after))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


if __name__ == "__main__":
    main()
