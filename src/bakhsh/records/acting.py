"""Targeting and uplift: waves and what they caused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bakhsh.language.sentences import Sentence
from bakhsh.stats import Interval

__all__ = ["WaveRecord", "Conversion", "Readout"]


@dataclass(frozen=True, slots=True)
class WaveRecord:
    """One sending of a campaign. candidates = treated + holdout + Σ suppressed; `dry` when nothing was written.

    A wave that is neither dry nor has `sent_at` is claimed: its lots are drawn, `files` is the folder it goes to.
    `chance` is the share left alone by lot, and with `window_days`, `outcome` and `offer` what the campaign said when
    the wave was sent: it is measured by these. `cuts`: by condition (`top 20% by monetary`) the cut point its audience
    was chosen with, learned on the wave's day; money in minor units.
    """

    campaign: str
    wave: int
    as_of: date
    candidates: int
    treated: int
    holdout: int
    suppressed: Mapping[str, int]
    chance: float
    cost: int
    files: tuple[str, ...] = ()
    sent_at: datetime | None = None
    dry: bool = False
    notes: tuple[Sentence, ...] = ()
    window_days: int = 0
    outcome: str = ""
    offer: str = ""
    cuts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A further outcome of a readout: its mean in both arms and their difference with its interval."""

    outcome: str
    treated: float
    holdout: float
    difference: Interval


@dataclass(frozen=True, slots=True)
class Readout:
    """What a campaign caused, per customer and in all.

    `difference` is treated minus holdout of `outcome` (minor units for money) with its 90 % interval; `verdict`: works
    (interval above zero), hurts (below), cannot_tell (zero inside: `needed` more customers per the observed spread, or
    None), waiting (the window is not over on the ledger's last day). `incremental` = difference × treated;
    `roi` = (incremental - cost) ÷ cost with bounds, None without cost.
    """

    campaign: str
    wave: int
    outcome: str
    window_start: date | None
    window_end: date | None
    treated: int
    holdout: int
    treated_mean: float
    holdout_mean: float
    difference: Interval | None
    verdict: str
    needed: int | None = None
    incremental: Interval | None = None
    cost: int = 0
    roi: Interval | None = None
    also: tuple[Conversion, ...] = ()
    arm: str = "treated"
    notes: tuple[Sentence, ...] = ()
