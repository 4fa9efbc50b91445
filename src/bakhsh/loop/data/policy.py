"""Rows that were understood and do not count, each with its reason."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.kinds import Kinds
from bakhsh.loop.data.matching import holds
from bakhsh.loop.data.money import Money
from bakhsh.loop.data.statuses import asked, status_reason
from bakhsh.specs import CHARGES

__all__ = ["left_out"]


def left_out(columns: Columns, kinds: Kinds, found: Money) -> pa.Array:
    """Per row the reason for which the policy leaves it out, empty where it counts; the first that holds of
    `leave_out` in its order, payments that a ledger credits, the status, and a kind that is no revenue.

    They stay in ENTRIES: an order that is cancelled today has to stand for the order that was not yesterday.
    """
    policy = columns.source.policy
    reasons = pa.nulls(columns.count, pa.string())
    for one in policy.leave_out:
        reasons = _first(reasons, holds(columns.of_file(one.column), one.values), f"left_out_{one.because}")
    if policy.credits == "payments":
        reasons = _first(reasons, found.credited, "left_out_not_a_sale")
    if asked(policy):
        status = columns.cells(columns.source.table, "status")
        reason = status_reason(policy)
        said = status.each(pa.array([reason(text) for text in status.texts.to_pylist()], pa.string()))
        nothing_said = pc.if_else(pc.is_null(status.text()), reason(None), None)
        reasons = pc.coalesce(reasons, said, nothing_said)
    for kind in CHARGES:
        if kind not in policy.counts:
            reasons = _first(reasons, pc.equal(kinds.kind, kind), f"{kind}_not_counted")
    return reasons


def _first(found: pa.Array, mask: pa.Array, reason: str) -> pa.Array:
    return pc.if_else(pc.and_(pc.is_null(found), mask), reason, found)
