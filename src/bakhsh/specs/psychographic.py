"""What customers value and like: whether anybody is profiled at all, by which scales, and what categories speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bakhsh.errors import Where
from bakhsh.specs.words import NOWHERE
from bakhsh.tables import Feature, Type
from bakhsh.tables.features.psychographic import CONSENTED, THEMES, interest

__all__ = ["Psychographic", "Scale", "declared"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A battery of numbered items, each answered from `low` to `high`, and how they are scored.

    `dimensions`: the numbers of each one's items, negative where the answer counts the other way round (low + high -
    answer). A score is the mean of the answered items, where at least the share `at_least` of them is answered;
    `centre`d it is above or below the person's own mean of all items.
    """

    name: str
    low: float
    high: float
    dimensions: Mapping[str, tuple[int, ...]]
    centre: bool = False
    at_least: float = 0.5
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def items(self) -> tuple[int, ...]:
        """The numbers of all items, each once, ascending."""
        return tuple(sorted({abs(item) for items in self.dimensions.values() for item in items}))

    @property
    def reversed(self) -> frozenset[int]:
        """The numbers of items that count the other way round in every dimension they belong to."""
        signed = {item for items in self.dimensions.values() for item in items}
        return frozenset(-item for item in signed if item < 0 and -item not in signed)

    def feature(self, dimension: str) -> str:
        """What the score of a dimension is called."""
        return f"{self.name}_{dimension}"


@dataclass(frozen=True, slots=True)
class Psychographic:
    """psychographic.toml. `on`: whether customers who consented to profiling are profiled; off, nobody is. `themes`: by
    category, or word of one, the themes it speaks of; they go before those the package knows, and none may be named."""

    on: bool = False
    scales: tuple[Scale, ...] = ()
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def declared(spec: Psychographic) -> tuple[Feature, ...]:
    """The features that settings name: a score for each dimension, and an interest for each theme of the project's
    own."""
    scores = (_score(scale, dimension) for scale in spec.scales for dimension in scale.dimensions)
    own = sorted({theme for themes in spec.themes.values() for theme in themes} - set(THEMES))
    return (*scores, *(one for theme in own for one in interest(theme)))


def _score(scale: Scale, dimension: str) -> Feature:
    against = ", above or below the person's own mean of all items" if scale.centre else ""
    return Feature(
        scale.feature(dimension), Type.NUMBER,
        f"{dimension} by the scale {scale.name}: mean of its items from {scale.low:g} to {scale.high:g}{against}",
        base="psychographic", grain="answer", window="latest answers",
        empty="no consent to profiling, or too few of its items answered", needs=(*CONSENTED, "answers"),
    )  # fmt: skip
