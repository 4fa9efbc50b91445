"""Who customers are."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Sentence
from bakhsh.language.vocabularies import UNKNOWN
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic import words
from bakhsh.loop.features.demographic.ages import age, band

__all__ = ["WORDS", "learn", "readings"]

WORDS = ("gender",)
"""Features that are words of a vocabulary, each read from the customers' column of its name."""


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """What the words of the files mean."""
    tables: dict[str, pa.Table] = {}
    notes: list[Sentence] = []
    for feature in _words(given):
        found = yield words.asked(given.tables["customers"], feature)
        spelled = words.decided(feature, found, given.files.demographic.words.get(feature, {}))
        tables[feature] = words.looked_up(feature, spelled)
        notes += words.notes(feature, spelled)
    return Learned(tables, tuple(notes))


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """A table each for ages and for every feature of words, of every customer whose source says anything."""
    customers = given.tables["customers"]
    found = [_word(customers, feature, looked[feature]) for feature in _words(given)]
    if "age" in given.wanted:
        known = customers.select("customer_id", age=age(customers.birth_date, given.as_of))
        found.append(known.mutate(age_band=band(known.age, given.files.demographic.age_bands)))
    return found


def _words(given: Given) -> tuple[str, ...]:
    return tuple(feature for feature in WORDS if feature in given.wanted)


def _word(customers: ibis.Table, feature: str, spelled: ibis.Table) -> ibis.Table:
    said = customers.select("customer_id", said=customers[feature])
    joined = said.left_join(spelled, said.said == spelled.text)
    return joined.select("customer_id", **{feature: joined[feature].coalesce(UNKNOWN)})
