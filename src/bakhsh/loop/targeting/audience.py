"""The audience of a wave: every customer the campaign is meant for, kept or left out with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from bakhsh.conditions import Lifted, lift, to_ibis
from bakhsh.loop.targeting.suppress import suppressed_by
from bakhsh.specs import Campaign
from bakhsh.tables import CONTRACTS, Type

__all__ = ["audience", "needs"]


def needs(campaign: Campaign) -> tuple[Lifted, ...]:
    """The columns ROWS must hold for the campaign's audience beyond the plain features."""
    columns, _ = lift(campaign.audience)
    return columns


def audience(
    campaign: Campaign,
    rows: ir.Table,
    members: ir.Table | None,
    consent: ir.Table,
    sent: ir.Table,
    types: Mapping[str, Type],
    minor_per_unit: int,
    as_of: date,
    wave: int,
) -> ir.Table:
    """AUDIENCE: one row per customer for whom the campaign's audience holds; `suppressed_by` says why he is left out.

    `rows` is ROWS as of `as_of` with monetary and the columns of `needs`; `types` are its columns' types and
    `minor_per_unit` the money unit conditions are written in. `members` (MEMBERS as of the same day) gives the segment
    of the campaign's segmentation; without one the segment is empty. `expected_margin` is empty: no effect is known
    before one was measured. For `consent` and `sent` see `suppress`. Raises the condition's mistakes.
    """
    chosen = rows.filter(to_ibis(campaign.audience, rows, types, minor_per_unit))
    candidates = chosen.select("customer_id", "monetary")
    decided = suppressed_by(candidates, campaign, consent, sent, as_of, wave)
    placed = _with_segment(decided, members, campaign.segmentation)
    return placed.select(
        campaign=ibis.literal(campaign.name, "string"),
        wave=ibis.literal(wave).cast("int64"),  # a bare literal would be 32 bits wide in SQL
        customer_id=placed.customer_id,
        segment=placed.segment,
        offer=ibis.literal(campaign.offer.name, "string"),
        expected_margin=ibis.null("int64"),
        suppressed_by=placed.suppressed_by,
    ).select(*CONTRACTS["AUDIENCE"].names)


def _with_segment(candidates: ir.Table, members: ir.Table | None, segmentation: str) -> ir.Table:
    if members is None or not segmentation:
        return candidates.mutate(segment=ibis.null("string"))
    places = members.filter(members.segmentation == segmentation).select("segment", member="customer_id")
    return candidates.left_join(places, candidates.customer_id == places.member)
