"""Income: an amount where one is said, its band, and what nobody believes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import count, whole
from bakhsh.language.amounts import minor_units
from bakhsh.language.bands import Band, parse_band
from bakhsh.language.digits import DIGITS_TO_LATIN
from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.units import times_of_header
from bakhsh.language.units import unit as unit_of
from bakhsh.language.vocabularies import UNKNOWN
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic import scales
from bakhsh.loop.features.demographic.distinct import Said, bands_apart, beside, said, unreadable
from bakhsh.loop.features.demographic.distinct import asked as distinct
from bakhsh.loop.features.demographic.income_units import Counted, counted_in
from bakhsh.loop.features.demographic.scales import ENDLESS, Range

__all__ = ["FEWEST", "Fences", "Spread", "learn", "limits", "reading", "unread"]

FEWEST = 20
"""Of fewer amounts nothing is learned: every one is believed."""

_FAR = 3.0
_SHARES = {"q20": 0.2, "q25": 0.25, "q40": 0.4, "q60": 0.6, "q75": 0.75, "q80": 0.8}
_BLANKS = " \u00a0\u200c\u200f"
_SIGNS = "$€£¥₺﷼"
_PLAIN = r"^([0-9]{1,14}|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]{1,6})?$"
_ALIKE = "^(" + "|".join(f"{digit}{{5,}}" for digit in range(1, 10)) + ")([.]0+)?$"
_PARTED = "[.]([0-9]{3}|[0-9]*[1-9][0-9]*)$"
"""Decimals that are not all nothing, or three of them."""
_DOT = 1_000
"""So many times what it says is an amount whose dot separates thousands."""
_ONE_DOT, _OTHER_DOT = "^[0-9]{1,3}[.][0-9]{3}$", "[0-9][.]([0-9]{1,2}|[0-9]{4,})$|[0-9]{4,}[.]"
_THOUSANDTHS = 1_000
"""Minor units of a currency whose money has three decimals (dinars)."""
_DOTTED = "(^|[^0-9.])[0-9]{1,3}([.][0-9]{3}){2,}([^0-9.]|$)"
_THOUSANDS = re.compile(r"(?<=\d)[.](?=\d{3}(?!\d))")
_KINDS = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}


@dataclass(frozen=True, slots=True)
class Spread:
    """How amounts lie, in minor units: the quantiles by share, and how many customers say one."""

    customers: int
    quantiles: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fences:
    """What is believed, in minor units: amounts up to `most`, and from `least` on those with decimals (far below all
    others, the dot of "3.500" is likely to separate thousands, if that puts it among them). Never one digit repeated
    five times or more: of true incomes one in ten thousand is such a number, or fewer, and 666,666 or 99,999 is
    what people and programs write for something else, whatever the size of the others."""

    least: int
    most: int


def limits(spread: Spread) -> Fences:
    """With r = q75 ÷ q25: q25÷r³ (at most q25÷2) and q75·r³ (at least q75·2).

    Incomes spread by ratios, so a fence is a ratio too; of lognormal incomes one in a million lies beyond it. None
    (0 and ENDLESS) where fewer than FEWEST say an amount, or the lower quarter is 0.
    """
    low, high = spread.quantiles.get("q25", 0.0), spread.quantiles.get("q75", 0.0)
    if spread.customers < FEWEST or low <= 0:
        return Fences(0, ENDLESS)
    most = min(int(max(high * (high / low) ** _FAR, 2 * high)), ENDLESS)
    return Fences(int(min(low * (low / high) ** _FAR, low / 2)), most)


# ---- learning ----------------------------------------------------------------------------------------------------
def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """The bands, the amounts that are believed, and what texts that are no plain number say."""
    if "income" not in given.wanted:
        return Learned()
    unit, counted, said_of_unit = unit_of(given.files.project.unit), *counted_in(given.files)
    rows, dotted = yield from _asked(given, counted)
    found = said((yield distinct(rows.filter(rows.amount.isnull()), "income")))
    texts = {one.text: read for one in found if (read := _read(one.text, counted, dotted))}
    spread = _spread((yield _quantiles(rows)).to_pylist()[0])
    fences = limits(spread)
    doubted = _Doubted(**(yield _doubted(rows, fences)).to_pylist()[0]).beside(found, texts, fences)
    bands = {text: one.band for text, one in texts.items() if one.amount is None}
    ranges, theirs = _ranges(given, found, bands, spread, unit.minor_per_unit)
    placed = scales.named(bands, ranges, unit.minor_per_unit, theirs)
    amounts = {text: one.amount for text, one in texts.items() if one.amount is not None and not one.doubt(fences)}
    apart = [one for one in found if one.text in bands and one.text not in placed]
    bandless = (yield _bandless(rows, ranges, fences)).to_pylist()[0]["bandless"] if theirs else 0
    bandless = (bandless or 0) + sum(one.customers for one in found if theirs and _lies_in_none(amounts, one, ranges))
    tables = {"income": _texts(amounts, placed), "income_scale": _scale(ranges, fences, dotted)}
    unread = [one for one in found if one.text not in texts]
    return Learned(tables, (*said_of_unit, *_notes(doubted, apart, bandless), *unreadable("income", unread)))


def unread(given: Given) -> Generator[ibis.Table, pa.Table, dict[str, tuple[Said, ...]]]:
    """The texts that say neither an amount nor a band."""
    if "income" not in given.wanted:
        return {}
    counted, _ = counted_in(given.files)
    rows, dotted = yield from _asked(given, counted)
    found = said((yield distinct(rows.filter(rows.amount.isnull()), "income")))
    return {"income": tuple(one for one in found if not _read(one.text, counted, dotted))}


def _asked(given: Given, counted: Counted) -> Generator[ibis.Table, pa.Table, tuple[ibis.Table, bool]]:
    """Every income with its amount, and whether dots separate thousands in the whole column: where one income has two
    of them, or where so many have one, and all of these before three digits, which money does not end in."""
    customers = given.tables["customers"]
    text = _latin(customers)
    signs = {"twice": text.re_search(_DOTTED), "once": text.re_search(_ONE_DOT), "other": text.re_search(_OTHER_DOT)}
    dots = (yield customers.agg(**{name: count(sign.fill_null(False)) for name, sign in signs.items()})).to_pylist()[0]
    all_alike = (dots["once"] or 0) >= FEWEST and not dots["other"] and counted.unit.minor_per_unit != _THOUSANDTHS
    dotted = bool(dots["twice"]) or all_alike
    return _amounts(customers.mutate(dotted=dotted), counted), dotted


def _latin(customers: ibis.Table) -> ibis.StringValue:
    """The income as it is written, with Latin digits and without blanks."""
    return customers.income.translate("".join(DIGITS_TO_LATIN) + _BLANKS, "".join(DIGITS_TO_LATIN.values()))


def _amounts(customers: ibis.Table, counted: Counted, *kept: str) -> ibis.Table:
    """Every income with the amount in minor units where it is a plain number, or one with the project's own sign;
    whether that is one digit over and over, and whether it has decimals; the `kept` columns too. Where `dotted`, dots
    separate thousands."""
    unit = counted.unit
    own = "".join(sign for sign in _SIGNS if minor_units(sign, unit) == unit.minor_per_unit)
    text = _latin(customers)
    text = customers.dotted.ifelse(text.replace(".", ","), text).translate("٬٫" + own, ",.")
    plain = text.re_search(_PLAIN).ifelse(text, ibis.null("string")).replace(",", "")
    per_unit = ibis.literal(float(counted.minor), "float64") if counted.minor else ibis.null("float64")
    minor = plain.cast("float64") * per_unit + ibis.literal(0.5, "float64")
    alike, parted = (plain.re_search(form).fill_null(False) for form in (_ALIKE, _PARTED))
    return customers.select("customer_id", "income", *kept, amount=whole(minor.floor()), alike=alike, parted=parted)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text says: a band in the project's unit, or an amount in minor units with the form it is written in."""

    band: Band
    amount: int | None
    alike: bool
    parted: bool

    def doubt(self, fences: Fences) -> str:
        """Why the amount is not believed: "alike", "far", "low", or nothing."""
        amount = self.amount or 0
        if self.alike or amount > fences.most:
            return "alike" if self.alike else "far"
        return "low" if self.parted and amount < fences.least and amount * _DOT <= fences.most else ""


def _read(text: str, counted: Counted, dotted: bool) -> _Read | None:
    """What a text that is no plain number says, money that it names converted; None where it says nothing, or names
    another currency than the project's: what that was worth no file says."""
    unit, band = counted.unit, parse_band(_THOUSANDS.sub(",", text) if dotted else text)
    per_unit = {minor_units(word, unit) for word in band.money} if band else set()
    if band is None or len(per_unit) > 1 or None in per_unit or not (per_unit or counted.minor):
        return None
    written = f"{band.low:f}" if band.exact else ""
    for minor in per_unit or {counted.plain if times_of_header(text) > 1 else counted.minor}:
        band = band.times(Decimal(minor or 0) / unit.minor_per_unit)
    amount = int(band.low * unit.minor_per_unit) if band.exact and band.low is not None else None
    return _Read(band, amount, bool(re.search(_ALIKE, written)), bool(re.search(_PARTED, written)))


@dataclass(frozen=True, slots=True)
class _Doubted:
    """How many customers' incomes are not believed: of one digit, far above all others, or far below by a dot."""

    alike: int | None
    far: int | None
    low: int | None

    def beside(self, found: Iterable[Said], texts: Mapping[str, _Read], fences: Fences) -> _Doubted:
        """With those whose income is a text."""
        more = Counter({"alike": self.alike or 0, "far": self.far or 0, "low": self.low or 0})
        for one in found:
            if one.text in texts:
                more[texts[one.text].doubt(fences)] += one.customers
        return _Doubted(more["alike"], more["far"], more["low"])


def _quantiles(rows: ibis.Table) -> ibis.Table:
    """How the amounts lie that say something: a number of one digit stands for none."""
    rows = rows.filter(~rows.alike)
    found = {name: rows.amount.cast("float64").quantile(share) for name, share in _SHARES.items()}
    return rows.agg(customers=rows.amount.count(), **found)


def _spread(row: Mapping[str, float | None]) -> Spread:
    return Spread(int(row["customers"] or 0), {name: float(row[name] or 0.0) for name in _SHARES})


def _doubted(rows: ibis.Table, fences: Fences) -> ibis.Table:
    far, low = ~rows.alike & (rows.amount > fences.most), _low(rows, fences.least, fences.most)
    return rows.agg(alike=count(rows.alike & rows.amount.notnull()), far=count(far), low=count(low))


def _bandless(rows: ibis.Table, ranges: Iterable[Range], fences: Fences) -> ibis.Table:
    """How many of the amounts that are believed lie in no band."""
    amount, inside = rows.amount, ibis.literal(False)
    for one in ranges:
        inside |= (amount >= one.low) & (amount < one.end)
    believed = ~rows.alike & (amount <= fences.most) & ~_low(rows, fences.least, fences.most)
    return rows.agg(bandless=count(believed & ~inside))


def _lies_in_none(amounts: Mapping[str, int], one: Said, ranges: Iterable[Range]) -> bool:
    """Whether the amount that a text says lies in no band."""
    amount = amounts.get(one.text)
    return amount is not None and not any(each.low <= amount < each.end for each in ranges)


def _low(rows: ibis.Table, least: int | ibis.Value, most: int | ibis.Value) -> ibis.Value:
    """Far below all others, and among them if the dot separated thousands."""
    return rows.parted & (rows.amount < least) & (rows.amount.cast("float64") * _DOT <= most)


def _ranges(
    given: Given, found: Iterable[Said], bands: Mapping[str, Band], spread: Spread, unit: int
) -> tuple[tuple[Range, ...], bool]:
    """The bands, and whether they are the source's own: those where more customers say a band than an amount."""
    starts = given.files.demographic.income_bands
    if starts:
        return scales.declared(starts, unit), False
    if sum(one.customers for one in found if one.text in bands) > spread.customers:
        return scales.own(bands, unit), True
    if spread.customers < FEWEST:
        return (), False
    return scales.fifths([int(spread.quantiles[name]) for name in ("q20", "q40", "q60", "q80")]), False


def _texts(exact: Mapping[str, int], placed: Mapping[str, Range]) -> pa.Table:
    texts = [*exact, *placed]
    found = [placed.get(text) for text in texts]
    return pa.table(
        {
            "text": pa.array(texts, pa.string()),
            "amount_said": pa.array([exact.get(text) for text in texts], pa.int64()),
            "band_said": pa.array([one.name if one else None for one in found], pa.string()),
            "rank_said": pa.array([one.rank if one else None for one in found], pa.int64()),
        }
    )


def _scale(ranges: Iterable[Range], fences: Fences, dotted: bool) -> pa.Table:
    """The bands and limits in one row, so that they lie beside every customer without a search."""
    row: dict[str, int | str | bool] = {"least": fences.least, "most": fences.most, "dotted": dotted}
    for at, one in enumerate(each for each in ranges if each.low < each.end):
        row |= {f"low_{at}": one.low, f"end_{at}": one.end, f"band_{at}": one.name, f"rank_{at}": one.rank}
    return pa.table({name: pa.array([value], _KINDS[type(value)]) for name, value in row.items()})


def _notes(doubted: _Doubted, apart: list[Said], bandless: int) -> Iterable[Sentence]:
    if doubted.far:
        yield Sentence("demographic.doubted_incomes", {"count": doubted.far})
    if doubted.alike:
        yield Sentence("demographic.alike_incomes", {"count": doubted.alike})
    if doubted.low:
        yield Sentence("demographic.dotted_incomes", {"count": doubted.low})
    if bandless:
        yield Sentence("demographic.bandless_incomes", {"count": bandless, "key": Code("income_bands")})
    yield from bands_apart("income_bands", apart)


# ---- reading -----------------------------------------------------------------------------------------------------
def reading(given: Given, looked: Mapping[str, ibis.Table]) -> ibis.Table:
    """income, income_band and income_rank of every customer."""
    scale = looked["income_scale"]
    customers = given.tables["customers"].select("customer_id", "income").cross_join(scale)
    counted, _ = counted_in(given.files)
    rows = beside(_amounts(customers, counted, *scale.columns), "income", looked["income"])
    doubted = rows.alike | (rows.amount > rows.most) | _low(rows, rows.least, rows.most)
    amount = doubted.ifelse(ibis.null("int64"), rows.amount).coalesce(rows.amount_said)
    band, rank = rows.band_said, rows.rank_said
    for at in range(sum(name.startswith("band_") for name in scale.columns)):
        inside = (amount >= rows[f"low_{at}"]) & (amount < rows[f"end_{at}"])
        band = band.coalesce(inside.ifelse(rows[f"band_{at}"], ibis.null("string")))
        rank = rank.coalesce(inside.ifelse(rows[f"rank_{at}"], ibis.null("int64")))
    return rows.select("customer_id", income=amount, income_band=band.coalesce(UNKNOWN), income_rank=whole(rank))
