"""Who is left alone by lot, so that what the campaign causes can be told from what would have happened anyway.

The lot is a keyed hash of campaign and customer, so it is drawn once for ever: it does not depend on who else is in
the audience, on the order of rows or on the wave, and nobody without the project's key can foresee it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.sentences import Sentence, Titled
from bakhsh.specs import Campaign
from bakhsh.stats import minimum_detectable_effect
from bakhsh.tables import CONTRACTS

__all__ = ["FEW", "arms", "lot", "notes"]

FEW = 100
"""A holdout below this is warned of: means of skewed amounts are not yet near normal then, and intervals are wide."""


def lot(key: bytes, campaign: str, customer_id: str) -> float:
    """A number in [0, 1), uniform over customers and independent between campaigns: the first 53 bits of
    HMAC-SHA256(key, "arm|campaign|customer_id")."""
    digest = hmac.new(key, f"arm|{campaign}|{customer_id}".encode(), hashlib.sha256).digest()
    return float((int.from_bytes(digest[:8], "big") >> 11) / (1 << 53))


def arms(audience: pa.Table, campaign: Campaign, key: bytes, as_of: date) -> pa.Table:
    """ARMS: a row for every kept customer of AUDIENCE, by customer_id.

    Holdout where the lot is below `campaign.holdout`, treated otherwise; `chance` is the probability of the arm he got.
    A customer keeps his arm in every wave, and raising the holdout's share only ever moves the treated into it.
    """
    empty = pc.equal(pc.fill_null(audience["suppressed_by"], ""), "")
    kept = audience.filter(empty).select(["campaign", "wave", "customer_id"]).sort_by("customer_id")
    ids: list[str] = kept["customer_id"].to_pylist()
    held = [lot(key, campaign.name, one) < campaign.holdout for one in ids]
    columns = {
        "campaign": kept["campaign"],
        "wave": kept["wave"],
        "customer_id": kept["customer_id"],
        "arm": ["holdout" if one else "treated" for one in held],
        "offer": [None if one else campaign.offer.name for one in held],
        "chance": [campaign.holdout if one else 1 - campaign.holdout for one in held],
        "as_of": [as_of] * len(held),
    }
    return pa.table(columns, schema=CONTRACTS["ARMS"].schema())


def notes(campaign: Campaign, arms: pa.Table) -> tuple[Sentence, ...]:
    """What a sender should know before sending: nobody to reach, no control group, or one too small to tell much.

    The smallest difference found is given in standard deviations of the outcome (80 % power, 90 % interval).
    """
    held = pc.sum(pc.equal(arms["arm"], "holdout")).as_py() or 0
    treated = arms.num_rows - held
    name = Titled(campaign.name, campaign.title)
    if not arms.num_rows:
        return (Sentence("targeting.nobody", {"campaign": name}),)
    if not held:
        return (Sentence("targeting.no_control_group", {"campaign": name}),)
    if not treated:
        return (Sentence("targeting.nobody_treated", {"campaign": name}),)
    if held >= FEW:
        return ()
    detectable = minimum_detectable_effect(arms.num_rows, 1.0, share=treated / arms.num_rows)
    return (Sentence("targeting.few_control", {"count": held, "detectable": round(detectable, 2)}),)
