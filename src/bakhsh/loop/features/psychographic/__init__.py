"""What customers value and like: scores of scales they answered, and interests inferred from what they buy.

Sensitive, and so kept behind two doors: the project switches it on, and the customer has consented to profiling.
Whoever has not takes no part in anything here, not even in what is learned of everybody together.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.psychographic import interests, surveys, tastes
from bakhsh.loop.features.psychographic.consent import consenting

__all__ = ["learn", "readings"]


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """How reliable the scales are, what everybody buys, and how everybody chooses. Asks nothing about customers who
    have not consented; where nobody has, that is said."""
    people = (yield consenting(given).agg(people=ibis._.count())).column("people")[0].as_py()
    parts = []
    for part in (surveys, interests, tastes):
        parts.append((yield from part.learn(given)))
    tables = {name: table for part in parts for name, table in part.tables.items()}
    if not people:
        return Learned(tables, (Sentence("psychographic.nobody_consents"),))
    return Learned(tables, tuple(note for part in parts for note in part.notes))


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The features of customers who consent, and of nobody else."""
    return (*surveys.readings(given), *interests.readings(given, looked), *tastes.readings(given, looked))
