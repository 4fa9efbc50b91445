"""What a watch found, and what it means for a segmentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bakhsh.language.sentences import Sentence

__all__ = ["Decision", "Finding", "Verdict"]

Decision = Literal["keep", "refit", "review"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that has changed, or has failed to come. `about`: the segmentation, feature or source; `kind`: what was
    looked at (feature, segments, path, late, missing, shrinking, duplicated, rejected); `value` beside its `ceiling`
    (what noise alone, or the shop's own history, stays below) and its `limit` (what watch.toml allows), each in the
    unit of `value`, empty where there is none. `serious`: the limit was passed, so somebody should act."""

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
