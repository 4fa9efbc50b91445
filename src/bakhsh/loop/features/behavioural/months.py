"""Months of the project's calendar as whole numbers, in expressions and in Python."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis

from bakhsh.conditions.sums import whole
from bakhsh.language.dates import add_months, jalali_to_gregorian, month_key
from bakhsh.language.locale import Calendar

__all__ = ["ends", "month_number", "month_of"]


def month_of(rows: ibis.Table, days: ibis.Table, calendar: Calendar) -> ibis.Table:
    """Rows that have a `day`, with its `month` as a number that grows by one each month. `days` is CALENDAR; of Jalali
    months a day it does not have is left out."""
    if calendar == "gregorian":
        return rows.mutate(month=_numbered(rows.day.year(), rows.day.month()))
    known = days.select("day", month=_numbered(days.jalali_year, days.jalali_month))
    return rows.join(known, "day")


def _numbered(year: Any, month: Any) -> Any:
    return whole(whole(year) * 12 + whole(month) - 1)


def month_number(day: date, calendar: Calendar) -> int:
    """The same number, of a day."""
    year, month = month_key(day, calendar)
    return year * 12 + month - 1


def ends(number: int, calendar: Calendar) -> tuple[date, date]:
    """The first and the last day of a month by its number."""
    year, month = divmod(number, 12)
    start = date(year, month + 1, 1) if calendar == "gregorian" else jalali_to_gregorian(year, month + 1, 1)
    assert start is not None, number
    return start, add_months(start, 1, calendar) - timedelta(days=1)
