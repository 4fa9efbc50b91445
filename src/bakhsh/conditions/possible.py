"""What of one customer can change: no age falls, no first purchase moves, and nothing changes that may not be known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from bakhsh.conditions.calls import read_call
from bakhsh.conditions.syntax import Aggregate, Name, Node, Value, children
from bakhsh.language.bands import parse_band
from bakhsh.tables.features import can_empty, way

__all__ = ["ANYTHING", "Possible"]

_UNKNOWN = (None, "unknown")


@dataclass(frozen=True, slots=True)
class Possible:
    """`closed`: columns that nothing is known of and nothing may be (features that need a consent which is not there).
    `leads`: by segmentation the segments that a single change leads the customer to; any where it is not among them."""

    closed: frozenset[str] = frozenset()
    leads: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))

    def moves(self, subject: Value, row: Mapping[str, object]) -> bool:
        """Whether anything that a value is made of can change at all of the customer of `row`."""
        names = _features(subject)
        return not names or any(self.can_change(name, row.get(name)) for name in names)

    def can_change(self, name: str, here: object) -> bool:
        """Whether a feature can be another than `here`, in whatever way."""
        return name not in self.closed and (way(name) != "stays" or here in _UNKNOWN)

    def goes(self, subject: Value, here: object, up: bool) -> bool:
        """Whether a number or a day can become larger (`up`), or smaller. What is not known may turn out to be any."""
        if here is None:
            return True
        told = _way(subject)
        return told == "" or (told == "up" and up)

    def becomes(self, subject: Value, here: object, word: object) -> bool:
        """Whether the text or the truth `here` can become `word`. Bands of ages only give way to higher ones."""
        told = _way(subject)
        if told == "" or here in _UNKNOWN:
            return True
        now, then = _low(here), _low(word)
        return told == "up" and now is not None and then is not None and then > now

    def empties(self, subject: Value) -> bool:
        """Whether what is known now can be empty again."""
        return not isinstance(subject, Name) or can_empty(subject.name)

    def leaves(self, segmentation: str, asked: Collection[str]) -> bool:
        """Whether a change of one thing leads out of all these segments."""
        return segmentation not in self.leads or bool(self.leads[segmentation] - set(asked))

    def reaches(self, segmentation: str, segment: str) -> bool:
        """Whether a change of one thing leads to the segment."""
        return segmentation not in self.leads or segment in self.leads[segmentation]


ANYTHING = Possible()
"""Nothing is closed, and every segment can be reached."""


def _way(subject: Value) -> str:
    """As `Feature.goes`; the orders of all days never become fewer."""
    if isinstance(subject, Name):
        return way(subject.name)
    if isinstance(subject, Aggregate):
        call, problems = read_call(subject)
        return "up" if not problems and call.window is None and call.function == "count" else ""
    return ""


def _low(word: object) -> Decimal | None:
    band = parse_band(word) if isinstance(word, str) else None
    return None if band is None else band.low or Decimal(0)


def _features(node: Node) -> list[str]:
    if isinstance(node, Name):
        return [node.name]
    return [name for child in children(node) for name in _features(child)]
