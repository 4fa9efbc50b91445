"""Ages from a date of birth, a year of birth or an age that was stated, in this order."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping
from datetime import date, timedelta

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import Day, count, day, whole
from bakhsh.language.bands import Band, parse_band
from bakhsh.language.dates import jalali_to_gregorian
from bakhsh.language.digits import to_latin
from bakhsh.language.sentences import Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic.ages import OLDEST, age, band
from bakhsh.loop.features.demographic.distinct import Said, asked, bands_apart, beside, said, unreadable
from bakhsh.specs.available import filled
from bakhsh.specs.demographic import band_names

__all__ = ["YOUNGEST", "born_in", "earliest_birth", "first_day_of", "learn", "reading", "stated", "unread"]

_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_WAYS = ("birth_date", "birth_year", "stated_age")
"""In which an age is said, the first one counts."""
_JALALI, _GREGORIAN = range(1200, 1500), range(1850, 2201)
YOUNGEST = 5
"""Nobody buys younger, in years: a birth later than that before an order is a mistake or a stand-in, often the day on
which the customer was entered."""
_GROWN = 20 + YOUNGEST
"""Who was born so many years back is not asked for orders as a small child: no ledger is that old."""


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


def first_day_of(text: str) -> date | None:
    """The first day of the year that a text names; None for anything else."""
    middle = born_in(text)
    if middle is None:
        return None
    year = int(to_latin(text).strip()[:4])
    return jalali_to_gregorian(year, 1, 1) if year in _JALALI else date(year, 1, 1)


def earliest_birth(years: int, on: date) -> date:
    """The earliest day of birth of somebody who is so many years old on a day: he completes the next year the day
    after."""
    before = on + timedelta(days=1)
    year = before.year - years - 1
    return date(year, 3, 1) if (before.month, before.day) == (2, 29) else before.replace(year=year)


# ---- learning ----------------------------------------------------------------------------------------------------
def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Years and stated ages by their distinct texts; how many cannot be."""
    there, customers = _filled(given), given.tables["customers"]
    tables: dict[str, pa.Table] = {}
    notes: list[Sentence] = []
    late = 0
    if "birth_date" in there:
        doubted = (yield _doubted(given)).to_pylist()[0]
        late += doubted["late"] or 0
        notes += _impossible(doubted["wrong"])
    for column, read in (("birth_year", _years), ("stated_age", _stated)):
        if column in there:
            tables[column], more = read(said((yield asked(customers, column))), given)
            late += yield from _late_by_text(given, column, tables[column])
            notes += more
    if late:
        notes.append(Sentence("demographic.ordered_too_young", {"count": late, "youngest": YOUNGEST}))
    return Learned(tables, tuple(notes))


def unread(given: Given) -> Generator[ibis.Table, pa.Table, dict[str, tuple[Said, ...]]]:
    """The texts that say neither a year nor an age, by column."""
    there, customers = _filled(given), given.tables["customers"]
    found: dict[str, tuple[Said, ...]] = {}
    if "birth_year" in there:
        years = said((yield asked(customers, "birth_year")))
        found["birth_year"] = tuple(one for one in years if not born_in(one.text))
    if "stated_age" in there:
        ages = said((yield asked(customers, "stated_age")))
        found["stated_age"] = tuple(one for one in ages if not parse_band(one.text))
    return found


def _filled(given: Given) -> frozenset[str]:
    there = filled(given.files)
    return frozenset(one for one in _WAYS if f"customers.{one}" in there)


def _doubted(given: Given) -> ibis.Table:
    """How many dates of birth give no age, and how many lie too late for an order."""
    customers, late = given.tables["customers"], _too_young(given)
    born = customers.filter(customers.birth_date.notnull())
    wrong = born.agg(wrong=count(age(born.birth_date, given.today).isnull()))
    return wrong.cross_join(late.agg(late=late.count()))


def _too_young(given: Given) -> ibis.Table:
    """Customers with an order younger than YOUNGEST; without those born after the day, who are told as impossible."""
    customers = given.tables["customers"].filter(lambda one: one.birth_date <= day(given.today))
    return _ordered_too_young(given, customers.select("customer_id", first_day="birth_date"))


def _ordered_too_young(given: Given, born: ibis.Table) -> ibis.Table:
    """The customers of `born` (customer_id, first_day) who ordered before they were YOUNGEST, each once; on the very
    day they are old enough."""
    facts, years = given.tables["facts"], born.first_day.year() - day(given.today).year() + _GROWN
    young = born.filter((years > 0) | ((years == 0) & (born.first_day.day_of_year() > 1)))
    ordered = facts.filter(facts.day <= day(given.today)).select("customer_id", "day")
    joined = young.inner_join(ordered, "customer_id")
    old_enough = joined.first_day + ibis.interval(years=YOUNGEST)
    return joined.filter(joined.day < old_enough).select("customer_id").distinct()


def _late_by_text(given: Given, column: str, table: pa.Table) -> Generator[ibis.Table, pa.Table, int]:
    """How many customers ordered younger than YOUNGEST by a text, where no earlier way says their age."""
    since = date(given.as_of.year - _GROWN, 1, 1)
    pairs = zip(table["text"].to_pylist(), table[f"{column}_from"].to_pylist(), strict=True)
    young = [(text, first) for text, first in pairs if first is not None and first > since]
    if not young:
        return 0
    customers = given.tables["customers"]
    earlier = [one for one in _WAYS[: _WAYS.index(column)] if one in _filled(given)]
    asked_ = customers.filter(*(customers[one].isnull() for one in earlier)) if earlier else customers
    first_day = ibis.cases(*((asked_[column] == text, day(first)) for text, first in young), else_=ibis.null("date"))
    late = _ordered_too_young(given, asked_.select("customer_id", first_day=first_day))
    answer = yield late.agg(late=late.count())
    return int(answer.to_pylist()[0]["late"] or 0)


def _impossible(wrong: int | None) -> Iterable[Sentence]:
    if wrong:
        yield Sentence("demographic.impossible_births", {"count": wrong, "oldest": OLDEST})


def _years(found: tuple[Said, ...], given: Given) -> tuple[pa.Table, list[Sentence]]:
    born = {one.text: year for one in found if (year := born_in(one.text))}
    old = {text for text, year in born.items() if not 0 <= _years_since(year, given.as_of) <= OLDEST}
    notes = _impossible(sum(one.customers for one in found if one.text in old))
    first = [None if text in old else first_day_of(text) for text in born]
    table = pa.table(
        {
            "text": pa.array(born, pa.string()),
            "born": pa.array(born.values(), pa.date32()),
            "birth_year_from": pa.array(first, pa.date32()),
        }
    )
    return table, [*notes, *unreadable("birth_year", (one for one in found if one.text not in born))]


def _years_since(then: date, as_of: date) -> int:
    return as_of.year - then.year - ((as_of.month, as_of.day) < (then.month, then.day))


def _stated(found: tuple[Said, ...], given: Given) -> tuple[pa.Table, list[Sentence]]:
    settings = given.files.demographic
    since = _years_since(settings.ages_as_of, given.as_of) if settings.ages_as_of else 0
    read = {one.text: stated(one.text, settings.age_bands, since) for one in found}
    old = {text for text, (years, _) in read.items() if years is not None and not 0 <= years <= OLDEST}
    possible = {text: of for text, of in read.items() if text not in old}
    on = settings.ages_as_of or given.as_of
    first = [None if years is None else earliest_birth(years - since, on) for years, _ in possible.values()]
    table = pa.table(
        {
            "text": pa.array(possible, pa.string()),
            "stated": pa.array([years for years, _ in possible.values()], pa.int64()),
            "stated_band": pa.array([of for _, of in possible.values()], pa.string()),
            "stated_age_from": pa.array(first, pa.date32()),
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
    yield from bands_apart("age_bands", apart)
    yield from unreadable("stated_age", (one for one in nothing if one not in apart))


# ---- reading -----------------------------------------------------------------------------------------------------
def reading(given: Given, looked: Mapping[str, ibis.Table]) -> ibis.Table:
    """age and age_band of every customer."""
    there = _filled(given)
    rows = given.tables["customers"].select("customer_id", "birth_date", "birth_year", "stated_age")
    for column in sorted(there - {"birth_date"}):
        rows = beside(rows, column, looked[column])
    born = rows
    for column in sorted(there):
        first_day = born.birth_date if column == "birth_date" else born[f"{column}_from"]
        late = _ordered_too_young(given, born.select("customer_id", first_day=first_day))
        late = late.select(**{f"{column}_late": late.customer_id})
        rows = rows.left_join(late, rows.customer_id == late[f"{column}_late"])
    ways = {"birth_date": _of_date, "birth_year": _of_year, "stated_age": _of_statement}
    ages = [way(rows, given.today) for column, way in ways.items() if column in there]
    said_band = rows.stated_band if "stated_age" in there else ibis.null("string")
    known = rows.select("customer_id", age=whole(ibis.coalesce(*ages)), said_band=said_band)
    of_age = band(known.age, given.files.demographic.age_bands)
    shown = known.age.isnull().ifelse(known.said_band.coalesce(of_age), of_age)
    return known.select("customer_id", "age", age_band=shown)


def _of_date(rows: ibis.Table, as_of: Day) -> ibis.Value:
    return age(rows.birth_date_late.isnull().ifelse(rows.birth_date, ibis.null("date")), as_of)


def _of_year(rows: ibis.Table, as_of: Day) -> ibis.Value:
    return age(rows.birth_year_late.isnull().ifelse(rows.born, ibis.null("date")), as_of)


def _of_statement(rows: ibis.Table, as_of: Day) -> ibis.Value:
    return rows.stated_age_late.isnull().ifelse(rows.stated, ibis.null("int64"))
