"""Which month a heading, a sheet or a title speaks of: «فروردین ۱۴۰۳», "1403/01", "Jan 2024", "2024-03"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from bakhsh.language.digits import to_latin
from bakhsh.language.months import month_named

__all__ = ["day_of", "first_day", "month_of", "year_of"]

_YEAR_FIRST = re.compile(r"(?<!\d)(1[2-5]\d\d|19\d\d|20\d\d|\d\d)\s*[-/._ ]\s*(\d{1,2})(?:\s*[-/._ ]\s*0?1)?(?!\d)")
_MONTH_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[-/._ ]\s*(1[2-5]\d\d|19\d\d|20\d\d)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(1[34]\d\d|20\d\d)(0[1-9]|1[0-2])(?!\d)")
_TIMED = re.compile(r"(\d{4})-(\d{2})-(\d{2})T00:00:00")
_YEAR = re.compile(r"(?<!\d)(1[2-5]\d\d|19\d\d|20\d\d)(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(0\d|[2-9]\d|1[0-9])(?!\d)")


@lru_cache(maxsize=4096)
def month_of(text: str) -> tuple[str, int, int] | None:
    """(calendar, year, month) that `text` names; year 0 where it names none, None where it names no month."""
    plain = to_latin(text).strip()
    return _timed(plain) or _named(plain) or _digits(plain)


def year_of(text: str) -> int:
    """The one year of four digits in `text`; 0 where there is none, or more than one."""
    found = set(_YEAR.findall(to_latin(text)))
    return int(found.pop()) if len(found) == 1 else 0


def first_day(texts: Sequence[str], year: int = 0) -> str | None:
    """The first day of the month that the first of `texts` naming one names, as "YYYY/MM/01" in its own calendar.

    Its year is its own, else `year`, else the first that one of the texts names (of its calendar). None without month
    or year.
    """
    found = next((said for text in texts if text and (said := month_of(text))), None)
    if found is None:
        return None
    calendar, own, month = found
    years = (own, year, *map(year_of, texts))
    fit = next((one for one in years if one and (1200 <= one <= 1599) == (calendar == "jalali")), 0)
    return f"{fit:04}/{month:02}/01" if fit else None


def day_of(parts: Sequence[str | None], texts: Sequence[str], year: int = 0) -> str | None:
    """The day that cells of year, month and day name together ("YYYY/MM/DD"), or the last of them alone: what they
    leave out is found as `first_day` does among `texts`. None where a cell is empty or no such number."""
    said = [to_latin(part or "").strip() for part in parts]
    if not said or not all(said) or not (said[-1].isdecimal() and 1 <= int(said[-1]) <= 31):
        return None
    own = int(said[-3]) if len(said) > 2 and said[-3].isdecimal() else year
    if len(said) > 1:
        years = (own, *map(year_of, texts))
        known = next((one for one in years if one >= 1200), 0)
        texts = (f"{known}/{said[-2]}" if said[-2].isdecimal() else said[-2], *texts)
    first = first_day(texts, own)
    return f"{first[:8]}{int(said[-1]):02}" if first else None


def _timed(text: str) -> tuple[str, int, int] | None:
    found = _TIMED.fullmatch(text)
    if found is None:
        return None
    year = int(found[1])
    return ("jalali" if 1200 <= year <= 1599 else "gregorian", year, int(found[2]))


def _named(text: str) -> tuple[str, int, int] | None:
    words = re.findall(r"[^\W\d_]+", text.replace("\u200c", ""))
    named = {found for word in words if (found := month_named(word.removesuffix("ماه")))}
    if len(named) != 1:
        return None
    calendar, month = named.pop()
    return calendar, year_of(text) or _short_year(text, calendar), month


def _short_year(text: str, calendar: str) -> int:
    """Of a named month, two digits are the year: «مهر ۰۳», "Jan 24"."""
    found = _SHORT_YEAR.findall(text)
    if len(found) != 1:
        return 0
    year = int(found[0])
    if calendar == "jalali":
        return 1400 + year if year < 50 else 1300 + year
    return 2000 + year if year < 70 else 1900 + year


def _digits(text: str) -> tuple[str, int, int] | None:
    """A year and a month in digits and nothing else; two digits for the year are too little to tell."""
    for form, year, month in ((_YEAR_FIRST, 1, 2), (_MONTH_FIRST, 2, 1), (_COMPACT, 1, 2)):
        found = form.fullmatch(text)
        if found and len(found[year]) == 4 and 1 <= int(found[month]) <= 12:
            number = int(found[year])
            calendar = "jalali" if 1200 <= number <= 1599 else "gregorian"
            return calendar, number, date(2000, int(found[month]), 1).month
    return None
