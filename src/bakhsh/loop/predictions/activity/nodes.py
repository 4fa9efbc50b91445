"""Trees as plain nodes: what a learned model keeps, and all that its scores need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

__all__ = ["Target", "Tree", "Trees"]

Target = Literal["yes_no", "amount", "count", "number"]
"""What is learned: `yes_no` (0 or 1, log loss), `amount` (above zero, gamma deviance), `count` (Poisson deviance),
`number` (squared error)."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree as node arrays, its root first. `column` is -1 in a leaf. A row goes left where its value is at most
    `threshold` (None: whatever is known), for words where its level is among `words` of the node; where nothing is
    known of it, or its level was never seen in learning, by `unknown_left`."""

    column: tuple[int, ...]
    threshold: tuple[float | None, ...]
    unknown_left: tuple[bool, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]
    rows: tuple[int, ...]
    words: Mapping[int, tuple[int, ...]]

    @property
    def leaves(self) -> int:
        """How many leaves it has."""
        return self.column.count(-1)

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        listed: dict[str, Any] = {name: list(getattr(self, name)) for name in _ARRAYS}
        return listed | {"words": {str(node): list(levels) for node, levels in self.words.items()}}

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        words = {int(node): tuple(levels) for node, levels in body["words"].items()}
        return cls(**{name: tuple(body[name]) for name in _ARRAYS}, words=words)


_ARRAYS = ("column", "threshold", "unknown_left", "left", "right", "value", "rows")


@dataclass(frozen=True, slots=True)
class Trees:
    """A sum of trees on the scale of its link: `start` plus the leaf of each tree.

    `levels`: for each column of the matrix the levels seen in learning, None where it holds numbers. `target` says the
    link: logit for `yes_no`, logarithm for `amount` and `count`, none for `number`.
    """

    target: Target
    start: float
    levels: tuple[tuple[int, ...] | None, ...]
    trees: tuple[Tree, ...]

    @property
    def body(self) -> dict[str, Any]:
        """As JSON: plain nodes, nothing of the library that grew them."""
        return {
            "target": self.target,
            "start": self.start,
            "levels": [None if one is None else list(one) for one in self.levels],
            "trees": [tree.body for tree in self.trees],
        }

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        levels = tuple(None if one is None else tuple(one) for one in body["levels"])
        return cls(body["target"], float(body["start"]), levels, tuple(Tree.read(one) for one in body["trees"]))
