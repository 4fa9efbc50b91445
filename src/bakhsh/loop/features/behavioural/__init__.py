"""What customers do: each part of the base learns and reads by itself."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Sentence
from bakhsh.loop.features.bases import Base, Given, Learned
from bakhsh.loop.features.behavioural import (
    choosing,
    constant_money,
    ordering,
    owning,
    satisfaction,
    seasons,
    using,
)

__all__ = ["learn", "readings"]

PARTS: tuple[Base, ...] = (constant_money, seasons, ordering, choosing, using, satisfaction, owning)
"""The parts, in the order in which they are asked. Names of what they learn differ."""


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """What all parts look things up in, and all they say."""
    tables: dict[str, pa.Table] = {}
    notes: list[Sentence] = []
    for part in PARTS:
        learned = yield from part.learn(given)
        tables |= learned.tables
        notes += learned.notes
    return Learned(tables, tuple(notes))


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The readings of all parts."""
    return [reading for part in PARTS for reading in part.readings(given, looked)]
