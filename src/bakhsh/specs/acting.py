"""Who is asked, what is given, who is left alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bakhsh.errors import Where
from bakhsh.specs.words import NOWHERE, Title

if TYPE_CHECKING:
    from bakhsh.conditions import Condition

__all__ = ["Offer", "Campaign"]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a campaign gives. `cost` in minor units per treated customer (contact and gift together)."""

    name: str
    title: Title = field(default_factory=dict)
    cost: int = 0
    text: Title = field(default_factory=dict)
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Campaign:
    """targeting/NAME.toml: occasion + audience + offer + channel + holdout + outcome + window.

    `holdout` is the share of kept customers left alone by lot. `consent` names the purpose whose permission must be on
    record (empty: none is asked for). `rest_days`: who was treated by any campaign less than so many days ago is left
    out. `outcome` is a column of OUTCOMES; the readout's window is the `window_days` days after the wave's day.
    """

    name: str
    audience: Condition
    offer: Offer
    title: Title = field(default_factory=dict)
    occasion: str = ""
    segmentation: str = ""
    channel: str = "file"
    holdout: float = 0.1
    outcome: str = "margin"
    window_days: int = 30
    consent: str = ""
    rest_days: int = 0
    limit: int | None = None
    at: Where = field(default=NOWHERE, compare=False, repr=False)
