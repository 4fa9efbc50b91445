"""Which form a column of dates is written in, and whether that can be known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bakhsh.language.dates import jalali_to_gregorian
from bakhsh.language.digits import to_latin

__all__ = ["DateForm", "date_form"]

_TIME = r"(?P<gap>[ T])?(?P<time>\d{1,2}:\d{2}(?P<sec>:\d{2}(?P<frac>[.,]\d+)?)?)?(?P<half>\s*[AaPp]\.?[Mm]\.?)?"
_ZONE = r"(?:\s*(?:Z|UTC|[+-]\d{2}:?\d{2}))?"
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}}|[^\W\d]+)[-/.](?P<d>\d{{1,2}}){_TIME}{_ZONE}")
_YEAR_LAST = re.compile(rf"(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>\d{{4}}|\d{{2}}){_TIME}")
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_NAMED = re.compile(rf"(?P<d>\d{{1,2}})(?P<sep>[ -])(?P<b>[A-Za-z]{{3,9}})(?P=sep)(?P<y>\d{{4}}){_TIME}")
_ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class DateForm:
    """A form as `specs.ColumnMap` takes it; `share` of the values are written so. `either` is the other form that fits
    all of them just as well: nothing in the file says whether day or month comes first."""

    form: str
    share: float
    timed: bool
    either: str = ""


def date_form(values: Sequence[str]) -> DateForm | None:
    """The form at least nine in ten of the values share; None where there is none. Day and month are told apart by
    values that are impossible the other way; where there are none, the day is taken to come first."""
    plain = [to_latin(value).strip() for value in values]
    if not plain:
        return None
    for read in (_year_first, _year_last, _named, _compact):
        found = read(plain)
        if found is not None and found.share >= _ENOUGH:
            return found
    return None


def _year_first(values: Sequence[str]) -> DateForm | None:
    found = [match for match in map(_YEAR_FIRST.fullmatch, values) if match]
    jalali = [match for match in found if 1200 <= int(match["y"]) <= 1599]
    gregorian = [match for match in found if 1900 <= int(match["y"]) <= 2200 and match["m"].isdigit()]
    gregorian = [match for match in gregorian if _exists(int(match["y"]), int(match["m"]), int(match["d"]))]
    best, form = (jalali, "jalali") if len(jalali) > len(gregorian) else (gregorian, "")
    return DateForm(form, len(best) / len(values), _timed(best)) if best else None


def _year_last(values: Sequence[str]) -> DateForm | None:
    found = [match for match in map(_YEAR_LAST.fullmatch, values) if match]
    if not found:
        return None
    calendar = "jalali " if all(1200 <= int(match["y"]) <= 1599 for match in found) else ""
    day_first = sum(_fits(match, "a", "b", calendar) for match in found) / len(values)
    month_first = sum(_fits(match, "b", "a", calendar) for match in found) / len(values)
    shape = Counter(_tail(match) for match in found).most_common(1)[0][0]
    share = sum(_tail(match) == shape for match in found) / len(values)
    year = "%Y" if len(found[0]["y"]) == 4 else "%y"
    separator = found[0]["sep"]
    by_day = f"{calendar}%d{separator}%m{separator}{year}{shape}"
    by_month = f"{calendar}%m{separator}%d{separator}{year}{shape}"
    timed = bool(shape)
    if abs(day_first - month_first) < 1e-9:
        return DateForm(by_day, min(share, day_first), timed, by_month)
    if day_first > month_first:
        return DateForm(by_day, min(share, day_first), timed)
    return DateForm(by_month, min(share, month_first), timed)


def _named(values: Sequence[str]) -> DateForm | None:
    found = [match for match in map(_NAMED.fullmatch, values) if match]
    if not found:
        return None
    shape = Counter(_tail(match) for match in found).most_common(1)[0][0]
    share = sum(_tail(match) == shape for match in found) / len(values)
    separator = found[0]["sep"]
    return DateForm(f"%d{separator}%b{separator}%Y{shape}", share, bool(shape))


def _compact(values: Sequence[str]) -> DateForm | None:
    found = [match for match in map(_COMPACT.fullmatch, values) if match]
    parts = [(int(match["y"]), int(match["m"]), int(match["d"])) for match in found]
    gregorian = sum(1970 <= year <= 2100 and _exists(year, month, day) for year, month, day in parts)
    jalali = sum(
        1300 <= year <= 1499 and jalali_to_gregorian(year, month, day) is not None for year, month, day in parts
    )
    form = "%Y%m%d" if gregorian >= jalali else "jalali %Y%m%d"
    return DateForm(form, max(gregorian, jalali) / len(values), False) if found else None


def _timed(found: Sequence[re.Match[str]]) -> bool:
    return sum(bool(match["time"]) for match in found) * 2 > len(found)


def _tail(match: re.Match[str]) -> str:
    """The form of what follows the date."""
    if not match["time"]:
        return ""
    gap = "T" if match["gap"] == "T" else " "
    hours = "%I" if match["half"] else "%H"
    seconds = ":%S" if match["sec"] else ""
    fraction = ".%f" if match["frac"] else ""
    half = f"{' ' if match['half'][0].isspace() else ''}%p" if match["half"] else ""
    return f"{gap}{hours}:%M{seconds}{fraction}{half}"


def _fits(match: re.Match[str], day: str, month: str, calendar: str) -> bool:
    year = int(match["y"])
    if calendar:
        return jalali_to_gregorian(year, int(match[month]), int(match[day])) is not None
    return _exists(year if year > 99 else 2000 + year, int(match[month]), int(match[day]))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
