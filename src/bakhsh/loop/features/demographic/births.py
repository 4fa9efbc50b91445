"""Ages from a date of birth, a year of birth or an age that was stated, in this order."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping
from datetime import date

import ibis
import pyarrow as pa

from bakhsh.language.bands import Band, parse_band
from bakhsh.language.dates import jalali_to_gregorian
from bakhsh.language.digits import to_latin
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic.ages import OLDEST, age, band
from bakhsh.loop.features.demographic.distinct import Said, asked, beside, said, strange
from bakhsh.loop.features.sums import count, day, whole
from bakhsh.specs.available import filled
from bakhsh.specs.demographic import band_names

__all__ = ["born_in", "learn", "reading", "stated"]

_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_JALALI, _GREGORIAN = range(1200, 1500), range(1850, 2201)
_GROWN = 20
"""Who was born so many years back is not asked for orders before that: no ledger is that old."""


def born_in(text: str) -> date | None:
    """The middle of the year that a text names, 1 July or 1 Mehr: the age that follows is at most a year off. A year
    from 1200 to 1499 is Jalali, one from 1850 on Gregorian; None for anything else, years of two digits too."""
    found = _YEAR.fullmatch(to_latin(text).strip())
    year = int(found[1]) if found else 0
    if year in _JALALI:
        return jalali_to_gregorian(year, 7, 1)
    return date(year, 7, 1) if year in _GREGORIAN else None


def stated(text: str, starts: tuple[int, ...], since: int = 0) -> tuple[int | None, str | None]:
    """The age that a text states, `since` years later; of a stated band the name of ours that it lies in, None where
    it reaches beyond one. Both None where it states neither."""
    found = parse_band(text)
    if found is None:
        return None, None
    if found.exact and found.low is not None:
        return int(found.low) + since, None
    return None, _inside(found, starts)


def _inside(found: Band, starts: tuple[int, ...]) -> str | None:
    low, end = found.low or 0, found.end
    bounds = zip((0, *starts), (*starts, None), strict=True)
    for name, (first, stop) in zip(band_names(starts), bounds, strict=True):
        if low >= first and (stop is None or (end is not None and end <= stop)):
            return name
    return None


# ---- learning ----------------------------------------------------------------------------------------------------
def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Years and stated ages by their distinct texts; how many cannot be."""
    there, customers = _filled(given), given.tables["customers"]
    tables: dict[str, pa.Table] = {}
    notes: list[Sentence] = []
    if "birth_date" in there:
        notes += _of_dates((yield _doubted(given)).to_pylist()[0])
    if "birth_year" in there:
        tables["birth_year"], found = _years(said((yield asked(customers, "birth_year"))), given.as_of)
        notes += found
    if "stated_age" in there:
        tables["stated_age"], found = _stated(said((yield asked(customers, "stated_age"))), given)
        notes += found
    return Learned(tables, tuple(notes))


def _filled(given: Given) -> frozenset[str]:
    there = filled(given.files)
    return frozenset(one for one in ("birth_date", "birth_year", "stated_age") if f"customers.{one}" in there)


def _doubted(given: Given) -> ibis.Table:
    """How many dates of birth give no age, and how many lie after an order."""
    customers, late = given.tables["customers"], _born_late(given)
    born = customers.filter(customers.birth_date.notnull())
    wrong = born.agg(wrong=count(age(born.birth_date, given.as_of).isnull()))
    return wrong.cross_join(late.agg(late=late.count()))


def _born_late(given: Given) -> ibis.Table:
    """Customers with an order before they were born."""
    customers, facts = given.tables["customers"], given.tables["facts"]
    since = day(date(given.as_of.year - _GROWN, 1, 1))
    young = customers.filter(customers.birth_date > since).select("customer_id", "birth_date")
    ordered = facts.filter(facts.day <= day(given.as_of)).select("customer_id", "day")
    joined = young.inner_join(ordered, "customer_id")
    return joined.filter(joined.day < joined.birth_date).select("customer_id").distinct()


def _of_dates(found: Mapping[str, int | None]) -> Iterable[Sentence]:
    if wrong := found["wrong"]:
        yield Sentence("demographic.impossible_births", {"count": wrong, "oldest": OLDEST})
    if late := found["late"]:
        yield Sentence("demographic.born_after_ordering", {"count": late})


def _years(found: tuple[Said, ...], as_of: date) -> tuple[pa.Table, list[Sentence]]:
    born = {one.text: year for one in found if (year := born_in(one.text))}
    old = {text for text, year in born.items() if not 0 <= _years_since(year, as_of) <= OLDEST}
    wrong = sum(one.customers for one in found if one.text in old)
    notes = [Sentence("demographic.impossible_births", {"count": wrong, "oldest": OLDEST})] if wrong else []
    table = pa.table({"text": pa.array(born, pa.string()), "born": pa.array(born.values(), pa.date32())})
    return table, [*notes, *strange("birth_year", (one for one in found if one.text not in born))]


def _years_since(then: date, as_of: date) -> int:
    return as_of.year - then.year - ((as_of.month, as_of.day) < (then.month, then.day))


def _stated(found: tuple[Said, ...], given: Given) -> tuple[pa.Table, list[Sentence]]:
    settings = given.files.demographic
    since = _years_since(settings.ages_as_of, given.as_of) if settings.ages_as_of else 0
    read = {one.text: stated(one.text, settings.age_bands, since) for one in found}
    old = {text for text, (years, _) in read.items() if years is not None and not 0 <= years <= OLDEST}
    possible = {text: of for text, of in read.items() if text not in old}
    table = pa.table(
        {
            "text": pa.array(possible, pa.string()),
            "stated": pa.array([years for years, _ in possible.values()], pa.int64()),
            "stated_band": pa.array([of for _, of in possible.values()], pa.string()),
        }
    )
    return table, list(_of_stated(found, read, old))


def _of_stated(
    found: tuple[Said, ...], read: Mapping[str, tuple[int | None, str | None]], old: set[str]
) -> Iterable[Sentence]:
    if old:
        wrong = sum(one.customers for one in found if one.text in old)
        yield Sentence("demographic.impossible_ages", {"count": wrong, "oldest": OLDEST})
    nothing = [one for one in found if read[one.text] == (None, None)]
    apart = [one for one in nothing if parse_band(one.text)]
    if apart:
        shown = tuple(Code(one.text) for one in apart[:3])
        customers = sum(one.customers for one in apart)
        yield Sentence("demographic.bands_apart", {"count": customers, "shown": shown, "key": Code("age_bands")})
    yield from strange("stated_age", (one for one in nothing if one not in apart))


# ---- reading -----------------------------------------------------------------------------------------------------
def reading(given: Given, looked: Mapping[str, ibis.Table]) -> ibis.Table:
    """age and age_band of every customer."""
    there = _filled(given)
    rows = given.tables["customers"].select("customer_id", "birth_date", "birth_year", "stated_age")
    if "birth_date" in there:
        late = _born_late(given).select(late_id="customer_id")
        rows = rows.left_join(late, rows.customer_id == late.late_id)
    for column in sorted(there - {"birth_date"}):
        rows = beside(rows, column, looked[column])
    ways = {"birth_date": _of_date, "birth_year": _of_year, "stated_age": _of_statement}
    ages = [way(rows, given.as_of) for column, way in ways.items() if column in there]
    said_band = rows.stated_band if "stated_age" in there else ibis.null("string")
    known = rows.select("customer_id", age=whole(ibis.coalesce(*ages)), said_band=said_band)
    of_age = band(known.age, given.files.demographic.age_bands)
    shown = known.age.isnull().ifelse(known.said_band.coalesce(of_age), of_age)
    return known.select("customer_id", "age", age_band=shown)


def _of_date(rows: ibis.Table, as_of: date) -> ibis.Value:
    return age(rows.late_id.isnull().ifelse(rows.birth_date, ibis.null("date")), as_of)


def _of_year(rows: ibis.Table, as_of: date) -> ibis.Value:
    return age(rows.born, as_of)


def _of_statement(rows: ibis.Table, as_of: date) -> ibis.Value:
    return rows.stated
