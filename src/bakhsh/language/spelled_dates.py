"""One date, in any of the spellings people use: what it says, or that it says nothing, or could say two things.

Numbers with / - . or blanks between them, names of months in Persian or Latin letters, days of the week before, «ماه»
after, a time of day before or behind («ساعت ۱۴:۳۰», ب.ظ, PM), eight digits without a mark. Whether such a day exists
is for the calendar to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bakhsh.language.digits import DIGITS_TO_LATIN
from bakhsh.language.locale import Calendar
from bakhsh.language.months import WEEKDAY, month_named

__all__ = ["JALALI_YEARS", "Spelled", "spelled", "unlike"]

JALALI_YEARS = range(1200, 1600)
"""Years that are taken for Jalali wherever a year may be of either calendar."""

_LETTERS = {
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "\u200c": " ",
    "\u00a0": " ",
    "،": " ",
    "٬": " ",
    "−": "-",
    "–": "-",
    "—": "-",
}
_UNSEEN = "\u0640\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_PLAIN = str.maketrans({**DIGITS_TO_LATIN, **_LETTERS} | dict.fromkeys([*_UNSEEN, *map(chr, range(0x064B, 0x0653))]))

_HALF = r"[ap]\.? ?m\.?(?![^\W\d_])|(?:ق|ب)\.? ?ظ\.?|(?:قبل|بعد) ?از ?ظهر|صبح|عصر"
_CLOCK = re.compile(
    rf"(?:(?P<before>{_HALF}) )?(?:ساعت ?:? ?)?(?<!\d)(?P<H>\d{{1,2}}):(?P<M>\d{{1,2}})"
    rf"(?::(?P<S>\d{{1,2}})(?:[.,](?P<f>\d{{1,9}}))?)?(?!\d|:)(?: ?(?P<after>{_HALF}))?"
    r"(?: ?(?P<z>z|utc|gmt|[+-]\d{2}:?\d{2})(?![\w:]))?"
)
_HOUR = re.compile(rf"ساعت ?:? ?(?P<H>\d{{1,2}})(?![\d:])(?: ?(?P<after>{_HALF}))?")
_AROUND = " -,|؛;"

_NAME = r"(?P<b>[^\W\d_]+(?: [^\W\d_]+)?)\.?"
_MARK = r" ?[-/. ] ?"
_NTH = r"(?:st|nd|rd|th|ام)?"
_SHAPES = {
    "year_first": re.compile(rf"(?P<Y>\d{{4}})(?:{_MARK})(?:(?P<m>\d{{1,2}})|{_NAME})(?:{_MARK})(?P<d>\d{{1,2}})"),
    "day_name": re.compile(rf"(?P<d>\d{{1,2}}){_NTH}(?:{_MARK})?{_NAME}(?:{_MARK})?(?P<Y>\d{{4}}|\d\d)"),
    "name_day": re.compile(rf"{_NAME} (?P<d>\d{{1,2}}){_NTH},? (?P<Y>\d{{4}})"),
    "year_last": re.compile(r"(?P<a>\d{1,2})(?P<s> ?[-/. ] ?)(?P<c>\d{1,2})(?P=s)(?P<Y>\d{4})"),
    "compact": re.compile(r"(?P<Y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"),
    "short": re.compile(r"\d{1,2}(?P<s>[-/. ])\d{1,2}(?P=s)\d{1,2}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spelled:
    """What a text says: `calendar` and year, month, day; `clock` in microseconds since midnight (None: no time was
    said), `offset` from UTC in microseconds (None: none was said). `shape` is how the date is written. `unclear`: the
    text could mean several days; only `shape`, `clock` and `offset` then say something."""

    shape: str
    calendar: Calendar = "gregorian"
    year: int = 0
    month: int = 0
    day: int = 0
    clock: int | None = None
    offset: int | None = None
    unclear: bool = False


def spelled(text: str) -> Spelled | None:
    """What `text` says, or None where it says no date (or no time that a clock shows).

    The calendar is that of the month's name, else the year's: 1200 to 1599 is Jalali. A year of two digits is read
    beside a Jalali month's name alone (below 50: 14xx, else 13xx). Unclear are other years of two digits, and numbers
    of day and month before the year that make sense either way round (05/06/2024).
    """
    plain = " ".join(text.translate(_PLAIN).casefold().split())
    timed = _time_of(plain)
    if timed is None:
        return None
    rest, clock, offset = timed
    found = _date_of(rest)
    return replace(found, clock=clock, offset=offset) if found and (clock is not None or offset is not None) else found


def unlike(year: int, calendar: Calendar) -> bool:
    """Whether a year written in a column of `calendar` is one of the other calendar."""
    return year in JALALI_YEARS if calendar == "gregorian" else 1900 <= year <= 2200


# ---- the time of day ---------------------------------------------------------------------------------------------
def _time_of(text: str) -> tuple[str, int | None, int | None] | None:
    """The text without its time, the time, the offset; None where the time is none."""
    found = _CLOCK.search(text) or _HOUR.search(text)
    if found is None:
        return text, None, None
    parts = found.groupdict()
    clock = _clock(parts)
    before, after = text[: found.start()], text[found.end() :]
    if clock is None or ":" in before + after:
        return None
    before = before.rstrip(_AROUND)
    # The T of ISO 8601 stands between two digits.
    if before.endswith("t") and before[-2:-1].isdigit():
        before = before[:-1]
    return f"{before} {after.lstrip(_AROUND)}".strip(_AROUND), clock, _offset(parts.get("z"))


def _clock(parts: dict[str, str | None]) -> int | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in "HMS")
    fraction = int((parts.get("f") or "0").ljust(6, "0")[:6])
    half = parts.get("after") or parts.get("before")
    if parts.get("after") and parts.get("before"):
        return None
    if half:
        hour = _of_half(hour, half)
    if not (0 <= hour < 24 and minute < 60 and second < 60):
        return None
    return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction


def _of_half(hour: int, half: str) -> int:
    """The hour of the day; -1 where hour and half contradict each other. Programs write 14:30 PM, nobody 14:30 AM."""
    later = half[0] in "pبع"
    if later:
        return hour if hour > 12 else -1 if hour == 0 else hour % 12 + 12
    if half == "صبح" and hour == 12:
        return -1
    return -1 if hour > 12 else hour % 12


def _offset(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone in ("z", "utc", "gmt"):
        return 0
    digits = zone[1:].replace(":", "")
    micros = (int(digits[:2]) * 60 + int(digits[2:])) * 60_000_000
    return -micros if zone[0] == "-" else micros


# ---- the date ----------------------------------------------------------------------------------------------------
@lru_cache(maxsize=50_000)
def _date_of(text: str) -> Spelled | None:
    weekday = WEEKDAY.match(text)
    rest = text[weekday.end() :].lstrip(" ,.-") if weekday else text
    for shape, pattern in _SHAPES.items():
        found = pattern.fullmatch(rest)
        if found is not None:
            said = _said(shape, found.groupdict())
            if said is not None:
                return said
    return None


def _said(shape: str, parts: dict[str, str | None]) -> Spelled | None:
    if shape == "short":
        return Spelled(shape, unclear=True)
    if shape == "year_last":
        return _year_last(*(int(parts[name] or 0) for name in ("Y", "a", "c")))
    year, day = int(parts["Y"] or 0), int(parts["d"] or 0)
    if parts.get("b"):
        return _named(shape, parts["b"] or "", parts["Y"] or "", day)
    calendar: Calendar = "jalali" if year in JALALI_YEARS else "gregorian"
    return Spelled(shape, calendar, year, int(parts["m"] or 0), day)


def _named(shape: str, name: str, year: str, day: int) -> Spelled | None:
    words = [word for word in name.split() if word not in ("ماه", "mah")]
    month = month_named("".join(words).removesuffix("ماه")) if words else None
    if month is None:
        return None
    calendar, number = month
    if len(year) == 4:
        fits = (int(year) in JALALI_YEARS) == (calendar == "jalali")
        return Spelled(shape, calendar, int(year), number, day) if fits else None
    if calendar == "gregorian":
        return Spelled(shape, calendar, unclear=True)
    short, day = (day, int(year)) if day > 31 else (int(year), day)
    return Spelled(shape, calendar, short + (1400 if short < 50 else 1300), number, day)


def _year_last(year: int, first: int, second: int) -> Spelled:
    """Day and month in the one order in which they can be; a number above 31 fits neither and no calendar will know
    it."""
    calendar: Calendar = "jalali" if year in JALALI_YEARS else "gregorian"
    if first == second or first > 12:
        return Spelled("year_last", calendar, year, second, first)
    if second > 12:
        return Spelled("year_last", calendar, year, first, second)
    return Spelled("year_last", unclear=True)
