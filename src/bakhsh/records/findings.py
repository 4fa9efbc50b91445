"""What a watch found, and what it means for a segmentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bakhsh.language.sentences import Sentence

__all__ = ["DECISIONS", "READINGS", "Decision", "Drift", "DriftReading", "Feed", "Finding", "Verdict", "Watched"]

Decision = Literal["keep", "refit", "review"]

DriftReading = Literal["still", "small", "time", "usual", "market", "alike", "drift"]

DECISIONS: Mapping[Decision, Sentence] = {
    "keep": Sentence("verdict.decision_keep"),
    "refit": Sentence("verdict.decision_refit"),
    "review": Sentence("verdict.decision_review"),
}
"""Decisions in words."""

READINGS: Mapping[DriftReading, Sentence] = {
    "alike": Sentence("watched.reading_alike"),
    "drift": Sentence("drift.reading_drift"),
    "market": Sentence("drift.reading_market"),
    "small": Sentence("drift.reading_small"),
    "still": Sentence("drift.reading_still"),
    "time": Sentence("drift.reading_time"),
    "usual": Sentence("drift.reading_usual"),
}
"""Readings in words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that has changed, or has failed to come. `about`: the segmentation, feature or source; `kind`: what was
    looked at (feature, segments, leaving, path, unit, late, missing, shrinking, duplicated, rejected); `value` beside
    its `ceiling` (what noise alone, or the shop's own history, stays below) and its `limit` (what watch.toml allows),
    each in the unit of `value`, empty where there is none. `serious`: the limit was passed, so somebody should act."""

    about: str
    kind: str
    said: Sentence
    value: float | None = None
    ceiling: float | None = None
    limit: float | None = None
    serious: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a segmentation: keep it; refit it (learn its ruler anew); or review it (somebody has to look:
    a new ruler would not mend it). `findings`: what this rests on, the most serious first."""

    segmentation: str
    decision: Decision
    said: Sentence
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """How a feature's values, or a segmentation's segments, are distributed otherwise than before. Each measure stands
    beside the ceiling that noise stays below in 95 of 100 cases: `psi`, `jensen_shannon` (bits), `wasserstein`
    (standard deviations of before; empty for words). `moved`: share of customers that would have to be elsewhere; `p`:
    of so much by noise, corrected for all that was looked at. `kind`: number, word or segments.

    `reading`: still (noise), small (more than noise, too little to matter), time (every customer is older by the days
    between), market (prices and the season of the same days last year, by `factor`, and nothing else is left), alike
    (everybody moved alike, by the `factor` of the median customer, and nobody knows why), usual
    (no more than between earlier snapshots as far apart: `usual` is how much that was), drift. `used_by`: the
    segmentations that ask for the feature.
    """

    name: str
    kind: str
    psi: float
    psi_ceiling: float
    jensen_shannon: float
    jensen_shannon_ceiling: float
    wasserstein: float | None
    wasserstein_ceiling: float | None
    moved: float
    p: float
    reading: DriftReading = "still"
    factor: float | None = None
    usual: float | None = None
    used_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A source as of a day: `last_on`, the last day its data speak of; `waited`: open days since (weekends and holidays
    on which it is usually silent left out), `waits`: the longest wait that is usual; `rows` a week of late, and
    `usual_rows`; `loads`: how often it was read."""

    source: str
    loads: int
    last_on: date | None = None
    waited: int | None = None
    waits: int | None = None
    rows: int | None = None
    usual_rows: float | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch says between two snapshots: findings with the serious ones first, a verdict for each segmentation,
    and the tables these rest on. `serious`: a limit was passed."""

    as_of: date
    against: date | None
    findings: tuple[Finding, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    drifts: tuple[Drift, ...] = ()
    feeds: tuple[Feed, ...] = ()
    notes: tuple[Sentence, ...] = ()
    serious: bool = False
