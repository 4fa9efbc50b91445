"""RFM's money in constant money: what stands in the place of `monetary` where the ruler asks for it.

A ruler is kept while months go by, so its cut points must not stand in the money of a month that moves: they stand in
that of the base month of prices.toml. Where money is compared by rank, the rank takes the place of money, in ten
thousandths, so that it is a whole number like all that is scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from bakhsh.language.sentences import Argument, Money, Share
from bakhsh.specs import Segmentation

__all__ = ["RANKS", "measured", "measured_row", "said"]

RANKS = 10_000
"""A rank of 1."""


def measured(rows: ibis.Table, segmentation: Segmentation) -> ibis.Table:
    """The rows, with what is scored as money under `monetary`; empty where no constant money is known."""
    match segmentation.rfm.money:
        case "rank":
            value = rows.month_rank * ibis.literal(float(RANKS), "float64")
        case "constant":
            return rows.mutate(monetary=rows.monetary_base)
        case _:
            return rows
    return rows.mutate(monetary=(value + ibis.literal(0.5, "float64")).floor().cast("int64"))


def measured_row(row: Mapping[str, Any], segmentation: Segmentation) -> Mapping[str, Any]:
    """The same of one row."""
    kind = segmentation.rfm.money
    if kind == "nominal":
        return row
    if kind == "constant":
        return {**row, "monetary": row["monetary_base"]}
    found = row["month_rank"]
    return {**row, "monetary": None if found is None else int((found * RANKS + 0.5) // 1)}


def said(value: int, segmentation: Segmentation) -> Argument:
    """What is scored as money, as it is read: an amount, or a rank as a share."""
    return Share(value / RANKS) if segmentation.rfm.money == "rank" else Money(value)
