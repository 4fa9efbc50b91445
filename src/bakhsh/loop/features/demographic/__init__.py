"""Who customers are."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic import births, counted, incomes, words
from bakhsh.loop.features.demographic.distinct import Said

__all__ = ["learn", "readings", "unread"]


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """What the texts of the files mean, and what cannot be."""
    tables: dict[str, pa.Table] = {}
    notes: list[Sentence] = []
    for one in (births, words, counted, incomes):
        learned = yield from one.learn(given)
        tables |= learned.tables
        notes += learned.notes
    return Learned(tables, tuple(notes))


def unread(given: Given) -> Generator[ibis.Table, pa.Table, dict[str, tuple[Said, ...]]]:
    """By column that holds no words but numbers, years or money: the texts that say nothing, the commonest first."""
    found: dict[str, tuple[Said, ...]] = {}
    for one in (births, counted, incomes):
        found |= yield from one.unread(given)
    return {column: texts for column, texts in found.items() if texts}


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """A table each for ages, incomes, every feature of words and every count, of every customer."""
    found = [*words.readings(given, looked), *counted.readings(given, looked)]
    if "age" in given.wanted:
        found.append(births.reading(given, looked))
    if "income" in given.wanted:
        found.append(incomes.reading(given, looked))
    return found
