"""Migration: who went from which segment to which between two snapshots, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bakhsh.language.sentences import Sentence
from bakhsh.records.findings import Finding
from bakhsh.stats import Interval

__all__ = ["CAUSES", "Migration", "Move", "PathStep"]

CAUSES: Mapping[str, Sentence] = {
    "arrived": Sentence("migration.cause_arrived"),
    "left": Sentence("migration.cause_left"),
    "definition": Sentence("migration.cause_definition"),
    "market": Sentence("migration.cause_market"),
    "behaviour": Sentence("migration.cause_behaviour"),
}
"""Why a customer is elsewhere than before, in words; the first that is so counts. Who is where he was has "stayed"."""


@dataclass(frozen=True, slots=True)
class Move:
    """A cell of the matrix. `from_segment` is empty for those who were not there before, `to_segment` for those who are
    gone. `share`: of the customers of the segment they came from, with its 90 % interval; None where there is none.
    `value_before` and `value_after`: what they had paid by either day; their difference was paid in between.
    `causes`: how many for which of CAUSES, or "stayed"."""

    from_segment: str
    to_segment: str
    customers: int
    value_before: int
    value_after: int
    share: Interval | None
    causes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Migration:
    """All moves of a segmentation between the ends of two days. Cells of one `from_segment` add up to it as it was,
    cells of one `to_segment` to it as it is. `segments`: every segment in order, with its title; `causes`: customers by
    cause over all cells; `notes`: what the causes rest on; `findings`: ways that were gone oftener or more rarely than
    this shop's own past explains."""

    segmentation: str
    title: Mapping[str, str]
    before: date
    after: date
    segments: Mapping[str, Mapping[str, str]]
    moves: tuple[Move, ...]
    causes: Mapping[str, int]
    notes: tuple[Sentence, ...] = ()
    findings: tuple[Finding, ...] = ()

    def size(self, segment: str, *, before: bool) -> int:
        """How many were in a segment at the earlier or are at the later day."""
        return sum(one.customers for one in self.moves if (one.from_segment if before else one.to_segment) == segment)


@dataclass(frozen=True, slots=True)
class PathStep:
    """A customer in a new place: since the snapshot of `as_of` in `segment`, before in `from_segment` (empty: in none;
    likewise `segment` when he left). `cause`: one of CAUSES; empty where nothing lies before."""

    segmentation: str
    as_of: date
    segment: str
    from_segment: str = ""
    cause: str = "arrived"
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
