"""Income: an amount where one is said, its band, and what nobody believes."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass

import ibis
import pyarrow as pa

from bakhsh.language.bands import Band, parse_band
from bakhsh.language.digits import DIGITS_TO_LATIN
from bakhsh.language.sentences import Code, Money, Sentence
from bakhsh.language.units import unit as unit_of
from bakhsh.language.vocabularies import UNKNOWN
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic import scales
from bakhsh.loop.features.demographic.distinct import Said, beside, said, strange
from bakhsh.loop.features.demographic.distinct import asked as distinct
from bakhsh.loop.features.demographic.scales import ENDLESS, Range
from bakhsh.loop.features.sums import count, whole

__all__ = ["FEWEST", "Spread", "learn", "limits", "reading"]

FEWEST = 20
"""Of fewer amounts nothing is learned: every one is believed."""

_FAR, _FAR_ALIKE = 3.0, 1.5
_SHARES = {"q20": 0.2, "q25": 0.25, "q40": 0.4, "q60": 0.6, "q75": 0.75, "q80": 0.8}
_FROM = {**DIGITS_TO_LATIN, "٬": ",", "٫": "."}
_DROPPED = "$€£¥₺﷼ \u00a0\u200c\u200f"
_PLAIN = r"^([0-9]{1,14}|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]{1,6})?$"
_ALIKE = "^(" + "|".join(f"{digit}{{5,}}" for digit in range(1, 10)) + ")([.]0+)?$"


@dataclass(frozen=True, slots=True)
class Spread:
    """How amounts lie, in minor units: the quantiles by share, and how many customers say one."""

    customers: int
    quantiles: Mapping[str, float]


def limits(spread: Spread) -> tuple[int, int]:
    """The greatest amount that is believed, and the greatest of one digit repeated five times or more (666,666 and
    99,999 stand for something else when they are far up).

    With r = q75 ÷ q25: q75·r³ and q75·r^1.5. Incomes spread by ratios, so the fence is a ratio too; of lognormal
    incomes one in a million lies above it. ENDLESS where fewer than FEWEST say an amount, or the lower quarter is 0.
    """
    low, high = spread.quantiles.get("q25", 0.0), spread.quantiles.get("q75", 0.0)
    if spread.customers < FEWEST or low <= 0:
        return ENDLESS, ENDLESS
    fences = (high * (high / low) ** power for power in (_FAR, _FAR_ALIKE))
    most, alike = (min(int(max(fence, 2 * high)), ENDLESS) for fence in fences)
    return most, alike


# ---- learning ----------------------------------------------------------------------------------------------------
def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """The bands, the amounts that are believed, and what texts that are no plain number say."""
    if "income" not in given.wanted:
        return Learned()
    unit = unit_of(given.files.project.unit).minor_per_unit
    rows = _amounts(given, unit)
    found = said((yield distinct(rows.filter(rows.amount.isnull()), "income")))
    texts = {one.text: band for one in found if (band := parse_band(one.text))}
    spread = _spread((yield _quantiles(rows)).to_pylist()[0])
    most, alike = limits(spread)
    doubted = (yield _doubted(rows, most, alike)).to_pylist()[0]["doubted"] or 0
    exact = {text: int(band.low * unit) for text, band in texts.items() if band.exact and band.low is not None}
    bands = {text: band for text, band in texts.items() if not band.exact}
    ranges, theirs = _ranges(given, found, bands, spread, unit)
    placed = scales.named(bands, ranges, unit, theirs)
    tables = {
        "income": _texts({text: amount for text, amount in exact.items() if amount <= most}, placed),
        "income_scale": _scale(ranges, most, alike),
    }
    notes = _notes(found, texts, placed.keys() | exact.keys(), doubted, alike)
    return Learned(tables, tuple(notes))


def _amounts(given: Given, unit: int) -> ibis.Table:
    """Every income with the amount in minor units where it is a plain number, and whether that is one digit over and
    over."""
    customers = given.tables["customers"]
    text = customers.income.translate("".join(_FROM) + _DROPPED, "".join(_FROM.values()))
    plain = text.re_search(_PLAIN).ifelse(text, ibis.null("string")).replace(",", "")
    minor = plain.cast("float64") * ibis.literal(float(unit), "float64") + ibis.literal(0.5, "float64")
    return customers.select(
        "customer_id", "income", amount=whole(minor.floor()), alike=plain.re_search(_ALIKE).fill_null(False)
    )


def _quantiles(rows: ibis.Table) -> ibis.Table:
    found = {name: rows.amount.cast("float64").quantile(share) for name, share in _SHARES.items()}
    return rows.agg(customers=rows.amount.count(), **found)


def _spread(row: Mapping[str, float | None]) -> Spread:
    return Spread(int(row["customers"] or 0), {name: float(row[name] or 0.0) for name in _SHARES})


def _doubted(rows: ibis.Table, most: int, alike: int) -> ibis.Table:
    return rows.agg(doubted=count(~_believed(rows, most, alike)))


def _believed(rows: ibis.Table, most: int | ibis.Value, alike: int | ibis.Value) -> ibis.Value:
    return (rows.amount <= most) & ~(rows.alike & (rows.amount > alike))


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


def _scale(ranges: Iterable[Range], most: int, alike: int) -> pa.Table:
    """The bands and limits in one row, so that they lie beside every customer without a search."""
    row: dict[str, int | str] = {"most": most, "most_alike": alike}
    for at, one in enumerate(each for each in ranges if each.low < each.end):
        row |= {f"low_{at}": one.low, f"end_{at}": one.end, f"band_{at}": one.name, f"rank_{at}": one.rank}
    kinds = {name: pa.string() if isinstance(value, str) else pa.int64() for name, value in row.items()}
    return pa.table({name: pa.array([value], kinds[name]) for name, value in row.items()})


def _notes(
    found: Iterable[Said], texts: Mapping[str, Band], read: Iterable[str], doubted: int, alike: int
) -> Iterable[Sentence]:
    if doubted:
        yield Sentence("demographic.doubted_incomes", {"count": doubted, "limit": Money(alike)})
    apart = [one for one in found if one.text in texts and one.text not in set(read)]
    if apart:
        shown = tuple(Code(one.text) for one in apart[:3])
        customers = sum(one.customers for one in apart)
        yield Sentence("demographic.bands_apart", {"count": customers, "shown": shown, "key": Code("income_bands")})
    yield from strange("income", (one for one in found if one.text not in texts))


# ---- reading -----------------------------------------------------------------------------------------------------
def reading(given: Given, looked: Mapping[str, ibis.Table]) -> ibis.Table:
    """income, income_band and income_rank of every customer."""
    unit = unit_of(given.files.project.unit).minor_per_unit
    scale = looked["income_scale"]
    rows = beside(_amounts(given, unit), "income", looked["income"]).cross_join(scale)
    believed = _believed(rows, rows.most, rows.most_alike)
    amount = believed.ifelse(rows.amount, ibis.null("int64")).coalesce(rows.amount_said)
    band, rank = rows.band_said, rows.rank_said
    for at in range(sum(name.startswith("band_") for name in scale.columns)):
        inside = (amount >= rows[f"low_{at}"]) & (amount < rows[f"end_{at}"])
        band = band.coalesce(inside.ifelse(rows[f"band_{at}"], ibis.null("string")))
        rank = rank.coalesce(inside.ifelse(rows[f"rank_{at}"], ibis.null("int64")))
    return rows.select("customer_id", income=amount, income_band=band.coalesce(UNKNOWN), income_rank=whole(rank))
