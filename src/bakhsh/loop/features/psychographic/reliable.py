"""How far every dimension of the scales can be trusted, as it is told to people."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import count
from bakhsh.loop.features.bases import Given
from bakhsh.loop.features.psychographic.reliability import Reliability, question, reliabilities
from bakhsh.loop.features.psychographic.scales import answered, answers_by, scores
from bakhsh.loop.features.psychographic.surveys import wanted
from bakhsh.records import ScaleReliability
from bakhsh.specs import Scale

__all__ = ["reliable"]


def reliable(given: Given) -> Generator[ibis.Table, pa.Table, tuple[ScaleReliability, ...]]:
    """Every dimension of the scales this project scores, in their order, over those who consent and had answered by
    `as_of`. One of a single item has no reliability."""
    scales = wanted(given)
    if not scales:
        return ()
    wide = answered(answers_by(given), scales)
    scored = (yield _scored(wide, scales)).to_pylist()[0]
    several = any(len(items) > 1 for scale in scales for items in scale.dimensions.values())
    sums: dict[str, Any] = (yield question(wide, scales)).to_pylist()[0] if several else {}
    found = {(one.scale, one.dimension): one for one in reliabilities(sums, scales)}
    return tuple(
        _of(scale, name, scored[scale.feature(name)] or 0, found.get((scale.name, name)))
        for scale in scales
        for name in scale.dimensions
    )


def _of(scale: Scale, name: str, scored: int, found: Reliability | None) -> ScaleReliability:
    said = (scale.called, scale.dimension(name), scale.feature(name), len(scale.dimensions[name]), scored)
    if found is None:
        return ScaleReliability(*said, people=scored, method="", coefficient=None)
    return ScaleReliability(*said, people=found.people, method=found.method, coefficient=found.interval)


def _scored(wide: ibis.Table, scales: Sequence[Scale]) -> ibis.Table:
    """How many people have a score, by feature."""
    every = {name: score for scale in scales for name, score in scores(wide, scale).items()}
    return wide.agg(**{name: count(score.notnull()) for name, score in every.items()})
