"""A day as users write it in a condition: 2011-06-01 or 1403/02/15, in any digits."""

from __future__ import annotations

import re
from datetime import date

from bakhsh.language.digits import to_latin

__all__ = ["read_day"]

_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_JALALI = range(1200, 1600)
_GREGORIAN = range(1800, 2200)


def read_day(text: str) -> date | None:
    """The day `text` names, None where it names none. Years 1200 to 1599 are Jalali, 1800 to 2199 Gregorian."""
    found = _DAY.fullmatch(to_latin(text).strip())
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[3]), int(found[4])
    try:
        if year in _JALALI:
            return _jalali(year, month, day)
        return date(year, month, day) if year in _GREGORIAN else None
    except ValueError:
        return None


def _jalali(year: int, month: int, day: int) -> date:
    import jdatetime

    found: date = jdatetime.date(year, month, day).togregorian()
    return found
