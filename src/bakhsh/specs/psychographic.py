"""What customers value and like: whether anybody is profiled at all, by which scales, and what categories speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bakhsh import reference
from bakhsh.errors import Where
from bakhsh.language.sentences import Argument, Titled
from bakhsh.specs.words import NOWHERE, Title
from bakhsh.tables import Feature, Type
from bakhsh.tables.features.psychographic import CONSENTED, THEMES, interest

__all__ = ["Psychographic", "Scale", "declared"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A battery of numbered items, each answered from `low` to `high`, and how they are scored.

    `dimensions`: the numbers of each one's items, negative where the answer counts the other way round (low + high -
    answer). A score is the mean of the answered items, where at least the share `at_least` of them is answered;
    `centre`d it is above or below the person's own mean of all items. `title`: what people call it; `titles`: what they
    call its dimensions, by dimension.
    """

    name: str
    low: float
    high: float
    dimensions: Mapping[str, tuple[int, ...]]
    centre: bool = False
    at_least: float = 0.5
    title: Title = field(default_factory=dict)
    titles: Mapping[str, Title] = field(default_factory=dict)
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

    @property
    def called(self) -> Titled:
        """What people call it."""
        return Titled(self.name, self.title)

    def dimension(self, name: str) -> Titled:
        """What people call a dimension: as the project says, else as the published scale does."""
        return Titled(name, self.titles.get(name) or reference.dimensions().get(name, {}))


@dataclass(frozen=True, slots=True)
class Psychographic:
    """psychographic.toml. `on`: whether customers who consented to profiling are profiled; off, nobody is. `themes`: by
    category, or word of one, the themes it speaks of; they go before those the package knows, and none may be named.
    `titles`: what people call themes of the project's own."""

    on: bool = False
    scales: tuple[Scale, ...] = ()
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, Title] = field(default_factory=dict)

    @property
    def own_themes(self) -> tuple[str, ...]:
        """The themes that the package does not know, sorted."""
        return tuple(sorted({theme for themes in self.themes.values() for theme in themes} - set(THEMES)))


def declared(spec: Psychographic) -> tuple[Feature, ...]:
    """The features that settings name: a score for each dimension, and an interest for each theme of the project's
    own."""
    scores = (_score(scale, dimension) for scale in spec.scales for dimension in scale.dimensions)
    own = (one for theme in spec.own_themes for one in interest(theme, spec.titles.get(theme)))
    return (*scores, *own)


def _score(scale: Scale, dimension: str) -> Feature:
    args: dict[str, Argument] = {
        "dimension": scale.dimension(dimension), "scale": scale.called, "low": scale.low, "high": scale.high,
    }  # fmt: skip
    return Feature(
        scale.feature(dimension), Type.NUMBER, base="psychographic", grain="answer", window="latest answers",
        empty="no_answers", needs=(*CONSENTED, "answers"), said="score_centred" if scale.centre else "score", args=args,
    )  # fmt: skip
