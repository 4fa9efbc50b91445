"""The market between two snapshots: what moved everybody's values, by season and by prices. Migration and drift both
go by it: a value is the market's as far as this factor explains it, and nothing else is.

With the snapshots of the same two days a year before, the season of a value is the median customer's change then
(after ÷ before, of the customers who had some of it on both days), freed of the price level's change; it is counted of
values that look back a fixed time, such as the spending of 90 days, since sums over all time know no season. Money as
it was paid also moves with the price level. A factor of 1.2 says: a fifth more, and nobody did anything.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

import ibis
import pyarrow as pa

__all__ = ["Measured", "adjusted", "factors", "level", "season"]

FEWEST = 30
"""Customers whose change makes a median worth dividing by."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A numeric column of ROWS: whether it is money as it was paid (`nominal`), and whether it looks back a fixed time
    (`seasonal`); `whole`: it counts minor units, so it is rounded."""

    name: str
    nominal: bool
    seasonal: bool
    whole: bool = False


def level(before: ibis.Table, after: ibis.Table) -> Generator[ibis.Table, pa.Table, float | None]:
    """How the price level changed from the rows of one day to those of another: price_level is the same for everybody.
    None where one of them knows none."""
    first = yield before.agg(level=before.price_level.max())
    last = yield after.agg(level=after.price_level.max())
    old, new = first["level"][0].as_py(), last["level"][0].as_py()
    return new / old if old and new else None


def season(
    before: ibis.Table, after: ibis.Table, columns: tuple[Measured, ...], prices: float | None
) -> Generator[ibis.Table, pa.Table, dict[str, float]]:
    """The median change of each seasonal column between two days a year ago; money without the change of prices then.

    Columns of which fewer than 30 customers have something on both days are left out."""
    asked = [one for one in columns if one.seasonal]
    if not asked:
        return {}
    old = before.select(id_before=before.customer_id, **{f"old_{one.name}": before[one.name] for one in asked})
    both = old.inner_join(after.select("customer_id", *(one.name for one in asked)), old.id_before == after.customer_id)
    ratios = both.select(**{one.name: _ratio(both[f"old_{one.name}"], both[one.name]) for one in asked})
    counts = {f"n_{one.name}": ratios[one.name].count() for one in asked}
    answer = yield ratios.agg(**{one.name: ratios[one.name].median() for one in asked}, **counts)
    found = answer.to_pylist()[0]
    return {
        one.name: found[one.name] / (prices or 1.0 if one.nominal else 1.0)
        for one in asked
        if found[f"n_{one.name}"] >= FEWEST and found[one.name]
    }


def factors(columns: tuple[Measured, ...], seasons: Mapping[str, float], prices: float | None) -> dict[str, float]:
    """What the market multiplied each column by: the season of the same days of last year, where that is known, times
    the change of prices, of money as it was paid. Columns it left alone are absent."""
    found = {one.name: seasons.get(one.name, 1.0) * ((prices or 1.0) if one.nominal else 1.0) for one in columns}
    return {name: factor for name, factor in found.items() if factor != 1.0}


def _ratio(old: ibis.Value, new: ibis.Value) -> ibis.Value:
    """Empty unless both are above zero."""
    some = (old > 0) & (new > 0)
    nothing = ibis.null("float64")
    return some.ifelse(new.cast("float64") / old.cast("float64").nullif(ibis.literal(0.0, "float64")), nothing)


def adjusted(rows: ibis.Table, columns: tuple[Measured, ...], factors: Mapping[str, float]) -> ibis.Table:
    """The rows with each column divided by its factor; whole minor units stay whole, a half is rounded up."""
    changed = {}
    for one in columns:
        if factors.get(one.name, 1.0) != 1.0:
            value = rows[one.name].cast("float64") / ibis.literal(factors[one.name], "float64")
            half = ibis.literal(0.5, "float64")
            changed[one.name] = (value + half).floor().cast("int64") if one.whole else value
    return rows.mutate(**changed) if changed else rows
