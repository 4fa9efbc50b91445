"""Who of a campaign's candidates is left out, and why.

Every candidate stays in the table; the first reason that applies is written beside him, in the order of `REASONS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from bakhsh.language.sentences import Sentence
from bakhsh.specs import Campaign

__all__ = ["REASONS", "reason", "suppressed_by"]

REASONS: tuple[str, ...] = ("no_consent", "consent_withdrawn", "recently_contacted", "over_limit")
"""What `suppressed_by` can hold, in the order in which the reasons are asked."""


def reason(code: str) -> Sentence:
    """A reason in words. Raises KeyError for a code that is not in `REASONS`."""
    return {
        "no_consent": Sentence("targeting.no_consent"),
        "consent_withdrawn": Sentence("targeting.consent_withdrawn"),
        "recently_contacted": Sentence("targeting.recently_contacted"),
        "over_limit": Sentence("targeting.over_limit"),
    }[code]


def suppressed_by(
    candidates: ir.Table, campaign: Campaign, consent: ir.Table, sent: ir.Table, as_of: date, wave: int
) -> ir.Table:
    """`candidates` with a text column `suppressed_by`, empty (null) for who is kept; never a row more or less.

    `candidates` has customer_id (unique) and monetary. `consent` is CONSENT, always as it stands now. `sent` holds who
    was reached before: ARMS (its treated, on the wave's as_of) or SENT (what did not fail, on the day of the attempt).
    `limit` keeps the customers with the largest monetary, of equals the first by customer_id.
    """
    asked = _permitted(candidates, campaign, consent)
    rested = _rested(asked, campaign, sent, as_of, wave)
    found = rested.mutate(suppressed_by=_first(rested, ("no_consent", "consent_withdrawn", "recently_contacted")))
    limited = _limited(found, campaign.limit)
    return limited.select(*candidates.columns, "suppressed_by")


def _first(table: ir.Table, reasons: Sequence[str]) -> ir.StringValue:
    """The first of the boolean columns that is true, by name."""
    return ibis.cases(*((table[name], name) for name in reasons), else_=ibis.null("string"))


def _permitted(candidates: ir.Table, campaign: Campaign, consent: ir.Table) -> ir.Table:
    """`no_consent`: nothing on record for the purpose. `consent_withdrawn`: on record, and not granted."""
    if not campaign.consent:
        return candidates.mutate(no_consent=ibis.literal(False), consent_withdrawn=ibis.literal(False))
    asked = consent.filter(consent.purpose == campaign.consent)
    refused = (~asked.granted).cast("int32").max()
    # one row a customer, whatever the ledger brings: a join must never multiply candidates
    known = asked.group_by(consent_of="customer_id").agg(refused=refused)
    joined = candidates.left_join(known, candidates.customer_id == known.consent_of)
    return joined.mutate(
        no_consent=joined.consent_of.isnull(), consent_withdrawn=(joined.refused == 1).fill_null(False)
    )


def _rested(candidates: ir.Table, campaign: Campaign, sent: ir.Table, as_of: date, wave: int) -> ir.Table:
    """`recently_contacted`: reached less than rest_days before `as_of`, or after it.

    Both directions, because a contact of today lies after an `as_of` of yesterday and tires the customer all the same.
    """
    if campaign.rest_days <= 0:
        return candidates.mutate(recently_contacted=ibis.literal(False))
    near = timedelta(days=campaign.rest_days - 1)
    contacts = _contacts(sent)
    this_wave = (contacts.campaign == campaign.name) & (contacts.wave == wave)
    within = contacts.day.between(ibis.literal(as_of - near), ibis.literal(as_of + near))
    recent = contacts.filter(within & ~this_wave).select(contacted="customer_id").distinct()
    joined = candidates.left_join(recent, candidates.customer_id == recent.contacted)
    return joined.mutate(recently_contacted=joined.contacted.notnull())


def _contacts(sent: ir.Table) -> ir.Table:
    """campaign, wave, customer_id and day of everybody who was, or may have been, reached."""
    if "arm" in sent.columns:
        reached = sent.filter(sent.arm == "treated")
        return reached.select("campaign", "wave", "customer_id", day=reached.as_of)
    reached = sent.filter(sent.state != "failed")
    return reached.select("campaign", "wave", "customer_id", day=reached["at"].date())


def _limited(found: ir.Table, limit: int | None) -> ir.Table:
    if limit is None:
        return found
    kept = found.suppressed_by.isnull()
    by_value = ibis.window(group_by=[kept], order_by=[found.monetary.fill_null(0).desc(), found.customer_id.asc()])
    ranked = found.mutate(place=ibis.row_number().over(by_value))
    over = ranked.suppressed_by.isnull() & (ranked.place >= limit)
    return ranked.mutate(suppressed_by=over.ifelse(ibis.literal("over_limit"), ranked.suppressed_by))
