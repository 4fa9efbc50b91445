"""Migration: every customer's place before and after, and what moved him.

Causes by first match: *arrived* and *left*; *definition*, where the ruler of the earlier snapshot leaves him where he
was, so that it is the ruler that changed; *market*, where that ruler leaves him there once his values are divided by
what everybody's did; *behaviour* for all others.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import ibis
import pyarrow as pa

from bakhsh.records import Move
from bakhsh.stats import wilson

__all__ = ["Rulers", "moved", "moves"]


@dataclass(frozen=True, slots=True)
class Rulers:
    """Tables of customer_id and segment over the later rows: by the ruler of the earlier snapshot, and by that over
    values with the market taken out. None: the ruler has not changed (or is lost), the market has not moved."""

    before: ibis.Table | None = None
    steady: ibis.Table | None = None


def moved(before: ibis.Table, after: ibis.Table, rulers: Rulers) -> ibis.Table:
    """MOVED of everybody in either snapshot, those who stayed too, without the columns that are the same in all rows.

    `before` and `after` hold customer_id, segment and value (money paid up to that day). Exactly one row a customer.
    """
    old = before.select(id_before=before.customer_id, from_segment=before.segment, value_before=before.value)
    new = after.select(id_after=after.customer_id, to_segment=after.segment, value_after=after.value)
    both = old.outer_join(new, old.id_before == new.id_after)
    both = both.mutate(customer_id=ibis.coalesce(both.id_before, both.id_after))
    places = {"by_old_ruler": rulers.before, "in_old_market": rulers.steady}
    for column, ruled in places.items():
        if ruled is not None:
            keyed = ruled.select(**{f"id_{column}": ruled.customer_id, column: ruled.segment})
            both = both.left_join(keyed, both.customer_id == keyed[f"id_{column}"])
    kept = {column: both[column] == both.from_segment for column, ruled in places.items() if ruled is not None}
    cause = ibis.cases(
        (both.id_before.isnull(), "arrived"),
        (both.id_after.isnull(), "left"),
        (both.from_segment == both.to_segment, "stayed"),
        (_two_valued(kept.get("by_old_ruler")), "definition"),
        (_two_valued(kept.get("in_old_market")), "market"),
        else_="behaviour",
    )
    return both.select("customer_id", "from_segment", "to_segment", "value_before", "value_after", cause=cause)


def _two_valued(test: ibis.Value | None) -> ibis.Value:
    return ibis.literal(False) if test is None else test.fill_null(False)


def moves(everybody: ibis.Table) -> Generator[ibis.Table, pa.Table, tuple[Move, ...]]:
    """The cells, of `moved`: one question, whose answer has at most segments² × causes rows. Largest segments of origin
    first is nobody's order: cells come as their segments are called."""
    answer = yield everybody.group_by("from_segment", "to_segment", "cause").agg(
        customers=everybody.count(),
        value_before=everybody.value_before.sum().fill_null(0),
        value_after=everybody.value_after.sum().fill_null(0),
    )
    cells: dict[tuple[str, str], list[dict[str, int | str]]] = {}
    for row in answer.to_pylist():
        cells.setdefault((row["from_segment"] or "", row["to_segment"] or ""), []).append(row)
    sizes: dict[str, int] = {}
    for (start, _), rows in cells.items():
        sizes[start] = sizes.get(start, 0) + _sum(rows, "customers")
    return tuple(_move(*ends, cells[ends], sizes[ends[0]]) for ends in sorted(cells))


def _move(start: str, end: str, rows: list[dict[str, int | str]], size: int) -> Move:
    customers = _sum(rows, "customers")
    return Move(
        from_segment=start,
        to_segment=end,
        customers=customers,
        value_before=_sum(rows, "value_before"),
        value_after=_sum(rows, "value_after"),
        share=wilson(customers, size) if start else None,
        causes={str(row["cause"]): int(row["customers"]) for row in sorted(rows, key=lambda row: str(row["cause"]))},
    )


def _sum(rows: list[dict[str, int | str]], name: str) -> int:
    return sum(int(row[name]) for row in rows)
