"""Lots of customers who are known as somebody else by now."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.sentences import Sentence

__all__ = ["Followed", "followed"]


@dataclass(frozen=True, slots=True)
class Followed:
    """ARMS under the ids of today, each customer once, and what is to be said of it."""

    arms: pa.Table
    notes: tuple[Sentence, ...] = ()


def followed(arms: pa.Table, aliases: pa.Table) -> Followed:
    """The lots of a wave under the settled ids (ALIASES) of those who were merged since.

    Two customers of one arm who are one count once. One who was contacted under one id and left alone under another
    says nothing of either and is left out. Lots keep their order.
    """
    place = pc.index_in(arms["customer_id"], value_set=aliases["customer_id"].combine_chunks())
    if place.null_count == arms.num_rows:
        return Followed(arms)
    settled = pc.coalesce(aliases["settled_id"].take(place), arms["customer_id"])
    renamed = arms.set_column(arms.column_names.index("customer_id"), "customer_id", settled)
    of = renamed.group_by("customer_id").aggregate([("arm", "min"), ("arm", "max"), ("arm", "count")])
    torn = of.filter(pc.not_equal(of["arm_min"], of["arm_max"]))["customer_id"]
    kept = renamed.filter(pc.invert(pc.is_in(renamed["customer_id"], value_set=torn.combine_chunks())))
    once = _first_of_each(kept)
    notes = []
    if len(torn):
        notes.append(Sentence("identity.arms_crossed", {"count": len(torn)}))
    if once.num_rows < kept.num_rows:
        notes.append(Sentence("identity.arms_joined", {"count": kept.num_rows - once.num_rows}))
    return Followed(once, tuple(notes))


def _first_of_each(arms: pa.Table) -> pa.Table:
    numbered = arms.append_column("place", pa.array(range(arms.num_rows), pa.int64()))
    first = numbered.group_by("customer_id").aggregate([("place", "min")])["place_min"]
    return arms.take(first.take(pc.sort_indices(first)))
