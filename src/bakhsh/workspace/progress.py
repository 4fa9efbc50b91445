"""How long work says where it is: the workspace calls `say`, a face shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bakhsh.language.sentences import Sentence

__all__ = ["Progress", "Say", "silent"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done now; `done` of `total` where the total is known."""

    step: Sentence
    done: int = 0
    total: int | None = None


Say = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Says nothing."""
