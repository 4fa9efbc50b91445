"""How long ago `was_in_segment` asks about: read, counted back from as_of, and said."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bakhsh.conditions.calls import Last, length
from bakhsh.language.dates import add_months, month_key, parse_day
from bakhsh.language.locale import Calendar
from bakhsh.language.sentences import Argument, Sentence

__all__ = ["day_ago", "read_ago", "said_ago", "shown_ago"]

_AGO = re.compile(r"(.+?)\s*(?:ago|پیش|قبل)", re.IGNORECASE | re.DOTALL)


def read_ago(text: str) -> Last | date | None:
    """ "1 month ago", «۹۰ روز پیش» or a day such as "2011-05-31"; None for anything else."""
    found = _AGO.fullmatch(text.strip())
    return length(found[1]) if found else parse_day(text, "gregorian")


def day_ago(ago: Last | date, as_of: date, calendar: Calendar) -> date:
    """The day meant, seen from `as_of`. The last day of a month, so many months ago, is the last day of that month: a
    month before 30 April is 31 March, so that ends of months meet."""
    if isinstance(ago, date):
        return ago
    if not ago.months:
        return as_of - timedelta(days=ago.days)
    back, next_day = add_months(as_of, -ago.months, calendar), as_of + timedelta(days=1)
    if month_key(next_day, calendar) == month_key(as_of, calendar):
        return back
    first = add_months(next_day, -ago.months, calendar)
    return first - timedelta(days=1)


def shown_ago(ago: Last | date) -> str:
    """The one way of writing it that all others come to."""
    if isinstance(ago, date):
        return ago.isoformat()
    return f"{ago.months} months ago" if ago.months else f"{ago.days} days ago"


def said_ago(ago: Last | date) -> Sentence:
    """The same in words."""
    if isinstance(ago, date):
        return Sentence("migration.on_day", {"day": ago})
    months: dict[str, Argument] = {"count": ago.months}
    return (
        Sentence("migration.months_ago", months) if ago.months else Sentence("migration.days_ago", {"count": ago.days})
    )
