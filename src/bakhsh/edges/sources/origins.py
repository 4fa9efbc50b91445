"""The seam to the outer world: what a kind of source has to say, whether it is files, a database or a shop.

An origin says what there is (`look`) and hands on the rows of one of those things (`batches`). Nobody above knows what
lies behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bakhsh.edges.sources.raw import RawBatch
from bakhsh.errors import EdgeError, ProjectError
from bakhsh.language.sentences import Sentence
from bakhsh.records import LoadRecord
from bakhsh.specs import Project, Source

__all__ = ["Found", "Here", "Left", "Origin", "Past", "Unsettled"]


def _nobody(label: str, count: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where a source is looked for: the project's folder and words, and the variables of the environment, which hold
    what no file may."""

    folder: Path
    environ: Mapping[str, str]
    project: Project
    told: Callable[[str, int], None] = _nobody
    """Is told, while something is fetched before its rows come, what and how much of it is there."""


@dataclass(frozen=True, slots=True)
class Past:
    """What has been read of a source.

    `held`: labels of everything ever read, undone loads too. `read`: the loads that stand and were read as the source
    is declared now, oldest first. `whole`: everything is asked for again, whatever has been read.
    """

    held: frozenset[str] = frozenset()
    read: tuple[LoadRecord, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Something of a source that can be read.

    `label` is what a load record calls it: a path, "database: orders"; never a secret. `print` is of its content, so
    that what has not changed is not read again; empty where only reading tells (a database): it is asked every time,
    and a load that brings nothing is none. `since`: only what is at or after this mark is asked for; empty: all.
    """

    label: str
    print: str = ""
    path: Path | None = None
    since: str = ""

    @property
    def asked(self) -> bool:
        """Whether only reading tells what it holds."""
        return not self.print


@dataclass(frozen=True, slots=True)
class Left:
    """Something of a source that is not read this time, and why."""

    label: str
    because: Sentence


class Unsettled(EdgeError):
    """Something that changed while it was read: it is left for the next time, and the rest goes on."""


class Origin(Protocol):
    """A kind of source. Its functions raise EdgeError where the outer world refuses, DataError for bad data."""

    def mistakes(self, source: Source) -> Iterable[ProjectError]:
        """What is wrong with the declaration, as far as it shows without asking the outer world."""

    def look(self, source: Source, here: Here, past: Past) -> Iterator[Found | Left]:
        """What there is, in a fixed order."""

    def columns(self, source: Source, found: Found, here: Here) -> tuple[str, ...]:
        """The columns a mapping may name."""

    def batches(self, source: Source, found: Found, here: Here) -> Iterator[RawBatch]:
        """The rows, bounded in memory; a thing without rows gives one empty batch."""
