"""An audience in its three parts: who is contacted, who is left alone by lot, who is left out."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import DataError
from bakhsh.language.sentences import Sentence

__all__ = ["ADDRESSES", "Parts", "divided", "shown"]

ADDRESSES: tuple[str, ...] = ("name", "mobile", "phone", "email", "post")
"""Columns that reach or name a person: they go to the sheet of who is contacted and to no other."""

_OWN = ("campaign", "wave", "customer_id", "arm", "chance", "as_of", "suppressed_by")


@dataclass(frozen=True, slots=True)
class Parts:
    """Every candidate is in one of these, once; each ordered by customer_id."""

    to_contact: pa.Table
    control: pa.Table
    left_out: pa.Table

    @property
    def candidates(self) -> int:
        return sum(part.num_rows for part in (self.to_contact, self.control, self.left_out))


def divided(audience: pa.Table) -> Parts:
    """The parts of AUDIENCE joined with ARMS' column `arm`.

    A reason for leaving out beats any arm. Raises DataError where a customer stands twice, or is kept without an arm:
    somebody whose lot is unknown is neither contacted nor passed over in silence.
    """
    ordered = audience.sort_by("customer_id")
    if pc.count_distinct(ordered["customer_id"]).as_py() != ordered.num_rows:
        raise DataError(Sentence("targeting.customer_twice", {"count": ordered.num_rows}))
    kept = pc.equal(pc.fill_null(ordered["suppressed_by"], ""), "")
    lots = ordered["arm"] if "arm" in ordered.column_names else pa.nulls(ordered.num_rows, pa.string())
    treated, held = (pc.and_(kept, pc.fill_null(pc.equal(lots, arm), False)) for arm in ("treated", "holdout"))
    parts = Parts(ordered.filter(treated), ordered.filter(held), ordered.filter(pc.invert(kept)))
    if lost := ordered.num_rows - parts.candidates:
        raise DataError(Sentence("targeting.without_lot", {"count": lost}))
    return parts


def shown(part: pa.Table, *, addresses: bool) -> list[str]:
    """The columns of a part a reader sees beside customer_id: addresses first, then segment, offer and measures in the
    table's order. Without `addresses` neither those nor the offer, which these customers do not get. What is empty for
    everyone is not shown."""
    names = [name for name in part.column_names if name not in _OWN]
    reach = [name for name in ADDRESSES if name in names] if addresses else []
    rest = [name for name in names if name not in ADDRESSES and (addresses or name != "offer")]
    return [name for name in (*reach, *rest) if part.num_rows == 0 or part[name].null_count < part.num_rows]
