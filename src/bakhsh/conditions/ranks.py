"""Where customers stand when they are ranked by a value, as one row an engine finds."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from bakhsh.conditions.compiling import ranked_to_ibis
from bakhsh.conditions.syntax import Value
from bakhsh.tables import Type

__all__ = ["making", "reached", "standing"]


def standing(value: Value, rows: ir.Table, types: Mapping[str, Type], unit: int, *, lowest: bool = False) -> ir.Table:
    """One row per value that anybody has: `value`, `tied` customers who have it, `inside` who have it or one before it
    (from the highest down; `lowest`: from the lowest up), `known` who have any; engines may give sums as decimals.
    Customers without a value are nowhere."""
    ranked = rows.select(value=ranked_to_ibis(value, rows, types, unit))
    ranked = ranked.filter(ranked.value.notnull())
    counted = ranked.group_by("value").aggregate(tied=ranked.count())
    way = counted.value.asc() if lowest else counted.value.desc()
    return counted.mutate(
        inside=counted.tied.sum().over(ibis.window(order_by=way, preceding=(None, 0))),
        known=counted.tied.sum().over(ibis.window()),
    )


def reached(
    value: Value, rows: ir.Table, types: Mapping[str, Type], unit: int, share: int, whole: int, *, lowest: bool = False
) -> ir.Table:
    """The row of `standing` at which `share` of `whole` customers are reached; no row where nobody has a value.
    Reckoned in whole numbers, so that a share of exactly 20 % is never missed by rounding."""
    found = standing(value, rows, types, unit, lowest=lowest)
    enough = found.filter(found.inside * whole >= found.known * share)
    return enough.order_by("inside").limit(1)


def making(value: Value, rows: ir.Table, types: Mapping[str, Type], unit: int, share: float) -> ir.Table:
    """The row at which the highest values together make `share` of the sum of all above zero: `value`, `tied`, `inside`
    and `known` as in `standing`, of customers with a value above zero alone. No row where nobody has one."""
    ranked = rows.select(value=ranked_to_ibis(value, rows, types, unit))
    ranked = ranked.filter(ranked.value > 0)
    counted = ranked.group_by("value").aggregate(tied=ranked.count())
    counted = counted.mutate(held=counted.value.cast("float64") * counted.tied.cast("float64"))
    down = ibis.window(order_by=counted.value.desc(), preceding=(None, 0))
    found = counted.mutate(
        inside=counted.tied.sum().over(down),
        known=counted.tied.sum().over(ibis.window()),
        made=counted.held.sum().over(down),
        all=counted.held.sum().over(ibis.window()),
    )
    return found.filter(found.made >= found["all"] * ibis.literal(share, "float64")).order_by("inside").limit(1)
