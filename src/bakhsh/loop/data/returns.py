"""Which sale a return takes back."""

from __future__ import annotations

from typing import Any

import ibis

__all__ = ["linked"]


def linked(lines: ibis.Table) -> ibis.Table:
    """`lines` (whole customers, numbered) with `undoes` and `undoes_line` on returns whose sale was found.

    The sale a return takes back is of the same customer, item and unit price (amount by quantity, to the nearest minor
    unit), of at least as many pieces, at or before the return: the latest such line, of equals the one with the larger
    order_id and then line. A return without item or pieces takes back nothing that could be named. One sale may be
    taken back by several returns: a shop that takes a thing back in two parcels books two of them.
    """
    priced = lines.mutate(unit_price=_unit_price(lines))
    named = priced.filter(priced.item_id.notnull() & priced.unit_price.notnull())
    back = named.filter(named.kind == "return").select(
        "customer_id", "item_id", "unit_price", return_order="order_id", return_line="line", pieces=-named.quantity,
        returned_at="at",
    )  # fmt: skip
    sold = named.filter((named.kind != "return") & (named.quantity > 0)).select(
        "customer_id", "item_id", "unit_price", undoes="order_id", undoes_line="line", sold_pieces="quantity",
        sold_at="at",
    )  # fmt: skip
    pairs = back.join(
        sold,
        [
            "customer_id", "item_id", "unit_price",
            sold.sold_pieces >= back.pieces, sold.sold_at <= back.returned_at,
        ],
    )  # fmt: skip
    newest_first = [pairs.sold_at.desc(), pairs.undoes.desc(), pairs.undoes_line.desc()]
    ranked = pairs.mutate(
        nth=ibis.row_number().over(ibis.window(group_by=[pairs.return_order, pairs.return_line], order_by=newest_first))
    )
    found = ranked.filter(ranked.nth == 0).select("return_order", "return_line", "undoes", "undoes_line")
    joined = lines.left_join(found, [lines.order_id == found.return_order, lines.line == found.return_line])
    return joined.drop("return_order", "return_line")


def _unit_price(lines: ibis.Table) -> Any:
    """What one piece cost, to the nearest minor unit; the same for the sale and for its return."""
    pieces = lines.quantity.abs().nullif(0)
    # Engines disagree on rounding halves, none on rounding down.
    return (lines.amount.abs().cast("float64") / pieces + ibis.literal(0.5, "float64")).floor().cast("int64")
