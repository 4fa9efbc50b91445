"""Further features, and how customers are divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bakhsh.errors import Where
from bakhsh.specs.banded import Predicted, stage_conditions
from bakhsh.specs.words import NOWHERE, Title

if TYPE_CHECKING:
    from bakhsh.conditions import Condition, Value

__all__ = ["Cluster", "Cross", "ExtraFeature", "RfmRuler", "Segment", "Segmentation", "asked"]


@dataclass(frozen=True, slots=True)
class ExtraFeature:
    """features/NAME.toml: a further column of ROWS, declared as an expression over the known ones. `empty`: what an
    empty value means."""

    name: str
    value: Value
    title: Title = field(default_factory=dict)
    meaning: Title = field(default_factory=dict)
    empty: Title = field(default_factory=dict)
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a segmentation. In a rule segmentation the first whose `where` holds wins."""

    name: str
    title: Title = field(default_factory=dict)
    where: Condition | None = None
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RfmRuler:
    """How an RFM segmentation scores: `scores` steps per measure (5: 1 to 5, 5 is best).

    `recency`, `frequency`, `monetary` are cut points written by hand (empty: learned from the data). score = 1 +
    number of cut points strictly below the value, turned round for recency, where fewer days are better. `money`:
    whether money counts as it was paid ("nominal"), in constant money ("constant") or, where prices.toml says so of
    constant money, by its rank within the month ("rank").
    """

    scores: int = 5
    recency: tuple[float, ...] = ()
    frequency: tuple[float, ...] = ()
    monetary: tuple[float, ...] = ()
    money: str = "nominal"


@dataclass(frozen=True, slots=True)
class Cluster:
    """How clusters are found: over `features` (empty: a good set of those available), as many as `k` from lowest to
    highest allows, by "kmeans" or a Gaussian "mixture", which also says how probable each place is. `weights`: how much
    a base counts, 1 where it is not named, 0 not at all."""

    features: tuple[str, ...] = ()
    k: tuple[int, int] = (4, 8)
    method: Literal["kmeans", "mixture"] = "kmeans"
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cross:
    """Which segmentations are crossed; a cell with fewer than `minimum` customers belongs to the rest."""

    of: tuple[str, ...] = ()
    minimum: int = 50


@dataclass(frozen=True, slots=True)
class Segmentation:
    """segments/NAME.toml: one way of dividing all customers; what matches nothing is `others`. `rfm`, `cluster`,
    `cross` and `predicted` count for the kind of that name."""

    name: str
    kind: str
    segments: tuple[Segment, ...] = ()
    rfm: RfmRuler = field(default_factory=RfmRuler)
    cluster: Cluster = field(default_factory=Cluster)
    cross: Cross = field(default_factory=Cross)
    predicted: Predicted = field(default_factory=Predicted)
    title: Title = field(default_factory=dict)
    meaning: Title = field(default_factory=dict)
    others: Title = field(default_factory=dict)
    at: Where = field(default=NOWHERE, compare=False, repr=False)


def asked(segmentation: Segmentation) -> tuple[Condition | Value, ...]:
    """The conditions and values in the language by which a segmentation divides: those it declares, and of stages of
    life those they stand for."""
    written = [segment.where for segment in segmentation.segments if segment.where is not None]
    if segmentation.kind != "predicted":
        return tuple(written)
    found = segmentation.predicted
    if found.stage is not None:
        return tuple(stage_conditions(found.stage).values())
    return () if found.by is None else (found.by,)
