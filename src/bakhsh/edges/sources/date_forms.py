"""Which form a column of dates is written in, and whether that can be known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bakhsh.language.dates import jalali_to_gregorian
from bakhsh.language.digits import to_latin
from bakhsh.language.locale import Calendar
from bakhsh.language.spelled_dates import Spelled, spelled

__all__ = ["DateForm", "date_form"]

_TIME = (
    r"(?P<gap>[ T])?(?P<time>\d{1,2}:\d{2}(?P<sec>:\d{2}(?P<frac>[.,]\d+)?)?)?"
    r"(?P<half>\s*(?:[AaPp]\.?[Mm]\.?|[قب]\.?\s?ظ\.?))?"
)
_THREE = re.compile(rf"(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<c>\d{{4}}|\d{{2}}){_TIME}")
_NAMED = re.compile(rf"(?P<a>\d{{1,2}})(?P<sep>[ -])(?P<b>[A-Za-z]{{3,9}})(?P=sep)(?P<c>\d{{4}}){_TIME}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_ENOUGH = 0.9
_TELLING = 10
_YEARS = {"gregorian": range(1970, 2101), "jalali": range(1300, 1500)}
_LIKELY = {"gregorian": range(2010, 2031), "jalali": range(1385, 1412)}


@dataclass(frozen=True, slots=True)
class DateForm:
    """A form as `specs.ColumnMap` takes it; `share` of the values are written so. `either` is the other form that fits
    all of them just as well: nothing in the file says whether day, month or year comes first. `jalali` and `gregorian`
    count the values of each calendar: where both are there, the column holds two calendars and `form` is "either"."""

    form: str
    share: float
    timed: bool
    either: str = ""
    jalali: int = 0
    gregorian: int = 0

    @property
    def mixed(self) -> bool:
        """Two calendars in one column."""
        return self.jalali > 0 and self.gregorian > 0


def date_form(values: Sequence[str], *, serials: bool = False) -> DateForm | None:
    """The form at least nine in ten of the values share; None where there is none.

    Day, month and a year of two digits are told apart by values that are impossible the other way, then by which number
    changes least (the year); where nothing tells, `either` says so. `serials`: whether numbers such as 45416 may be a
    spreadsheet's days, which only a column's name can say.
    """
    plain = [to_latin(value).strip() for value in values]
    if not plain:
        return None
    found = [_declared_names(plain), _ordered(plain), _free(plain), _serial(plain) if serials else None]
    enough = [one for one in found if one is not None and one.share >= _ENOUGH]
    return max(enough, key=lambda one: one.share, default=None)


# ---- by the calendar alone ---------------------------------------------------------------------------------------
def _free(values: Sequence[str]) -> DateForm | None:
    """ "", "jalali" or "either": what every spelling says without being asked for its order."""
    said = [spelled(value) for value in values]
    known = [one for one in said if one is not None and _exists(one)]
    if any(one.shape == "year_last" for one in known):
        return None
    counts = Counter(one.calendar for one in known)
    jalali, gregorian = counts["jalali"], counts["gregorian"]
    if not known:
        return None
    form = "either" if jalali and gregorian else "jalali" if jalali else _compact_or_iso(known)
    timed = sum(one.clock is not None for one in known) * 2 > len(known)
    return DateForm(form, len(known) / len(values), timed, "", jalali, gregorian)


def _compact_or_iso(known: Sequence[Spelled]) -> str:
    return "%Y%m%d" if all(one.shape == "compact" and one.clock is None for one in known) else ""


def _exists(one: Spelled) -> bool:
    if one.unclear or one.year not in _around(one.calendar):
        return False
    if one.calendar == "jalali":
        return jalali_to_gregorian(one.year, one.month, one.day) is not None
    return _is_day(one.year, one.month, one.day)


def _around(calendar: Calendar) -> range:
    return range(1200, 1600) if calendar == "jalali" else range(1900, 2201)


# ---- by the order of three numbers -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Order:
    """A reading of three numbers: which of them is year, month and day, in which calendar."""

    calendar: Calendar
    places: str

    def form(self, separator: str, long: bool) -> str:
        letters = {"Y": "%Y" if long else "%y", "m": "%m", "d": "%d"}
        return ("jalali " if self.calendar == "jalali" else "") + separator.join(letters[one] for one in self.places)

    def fits(self, numbers: tuple[int, int, int]) -> bool:
        by = dict(zip(self.places, numbers, strict=True))
        year = by["Y"]
        if year < 100:
            year += (1400 if year < 50 else 1300) if self.calendar == "jalali" else (2000 if year < 69 else 1900)
        if year not in _YEARS[self.calendar]:
            return False
        if self.calendar == "jalali":
            return jalali_to_gregorian(year, by["m"], by["d"]) is not None
        return _is_day(year, by["m"], by["d"])


_LONG = tuple(_Order(calendar, places) for places in ("dmY", "mdY") for calendar in ("gregorian", "jalali"))
_SHORT = (
    _Order("gregorian", "dmY"), _Order("gregorian", "mdY"), _Order("jalali", "Ymd"), _Order("gregorian", "Ymd"),
    _Order("jalali", "dmY"),
)  # fmt: skip


def _ordered(values: Sequence[str]) -> DateForm | None:
    found = [match for match in map(_THREE.fullmatch, values) if match]
    if not found:
        return None
    long = len(found[0]["c"]) == 4
    found = [match for match in found if (len(match["c"]) == 4) == long]
    numbers = [(int(match["a"]), int(match["b"]), int(match["c"])) for match in found]
    fitting = {order: sum(map(order.fits, numbers)) for order in (_LONG if long else _SHORT)}
    best = max(fitting.values())
    if not best:
        return None
    equals = sorted((order for order in fitting if fitting[order] == best), key=lambda one: _likeness(one, numbers))
    shape = Counter(_tail(match) for match in found).most_common(1)[0][0]
    separator = Counter(match["sep"] for match in found).most_common(1)[0][0]
    alike = sum(_tail(match) == shape and match["sep"] == separator for match in found)
    first, other = equals[0], equals[1] if len(equals) > 1 and not _told(equals[0], equals[1], numbers) else None
    counts = {"jalali": best, "gregorian": 0} if first.calendar == "jalali" else {"gregorian": best}
    form = DateForm(
        first.form(separator, long) + shape, min(alike, best) / len(values), bool(shape),
        other.form(separator, long) + shape if other else "", **counts,
    )  # fmt: skip
    return _with_the_other_calendar(form, first, numbers, len(values)) if long else form


def _with_the_other_calendar(
    form: DateForm, order: _Order, numbers: Sequence[tuple[int, int, int]], rows: int
) -> DateForm:
    """Years of four digits say their calendar: how many of the values are of the other one."""
    other = _Order("gregorian" if order.calendar == "jalali" else "jalali", order.places)
    count = sum(other.fits(one) for one in numbers)
    if not count:
        return form
    both = replace(form, form="either " + form.form.removeprefix("jalali "), share=form.share + count / rows)
    return replace(both, gregorian=count) if order.calendar == "jalali" else replace(both, jalali=count)


def _likeness(order: _Order, numbers: Sequence[tuple[int, int, int]]) -> tuple[int, int, int]:
    """Smaller is likelier: years that lie in our time, that change least, the day first."""
    years = {one[order.places.index("Y")] for one in numbers}
    likely = all(_in_our_time(year, order.calendar) for year in years)
    return (0 if likely else 1, len(years), [*_LONG, *_SHORT].index(order))


def _in_our_time(year: int, calendar: Calendar) -> bool:
    if year < 100:
        year += (1400 if year < 50 else 1300) if calendar == "jalali" else (2000 if year < 69 else 1900)
    return year in _LIKELY[calendar]


def _told(first: _Order, other: _Order, numbers: Sequence[tuple[int, int, int]]) -> bool:
    """Whether the values tell the two apart: one has unlikely years, or far more different ones."""
    (here, years, _), (there, others, _) = _likeness(first, numbers), _likeness(other, numbers)
    return here < there or (len(numbers) >= _TELLING and years * 2 <= others)


# ---- by names and serial numbers ---------------------------------------------------------------------------------
def _declared_names(values: Sequence[str]) -> DateForm | None:
    """Months by name in a shape that strptime's directives say."""
    found = [match for match in map(_NAMED.fullmatch, values) if match]
    if not found:
        return None
    shape = Counter(_tail(match) for match in found).most_common(1)[0][0]
    separator = found[0]["sep"]
    share = sum(_tail(match) == shape for match in found) / len(values)
    return DateForm(f"%d{separator}%b{separator}%Y{shape}", share, bool(shape), gregorian=len(found))


def _serial(values: Sequence[str]) -> DateForm | None:
    """Day numbers of a spreadsheet from 1970 to 2064."""
    found = [value for value in values if _SERIAL.fullmatch(value) and 25_569 <= float(value) < 60_000]
    timed = sum("." in value and float(value) % 1 > 0 for value in found) * 2 > len(found)
    return DateForm("excel", len(found) / len(values), timed, gregorian=len(found)) if found else None


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


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
