"""Words of files mapped to one vocabulary."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import pyarrow as pa

from bakhsh.language.keys import display_form, matching_key
from bakhsh.language.sentences import Sentence
from bakhsh.language.vocabularies import UNKNOWN, vocabulary
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic.distinct import Said, asked, beside, said, strange

__all__ = ["OPEN", "WORDS", "Spelled", "decided", "learn", "readings"]

WORDS = ("gender", "education", "marital_status", "occupation")
"""Features that are words of a vocabulary, each read from the customers' column of its name."""

OPEN = frozenset({"occupation"})
"""Of these the ones that hold a word of no list as it stands."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """One value of a column: the term it means, and how many customers have it. `known`: by a list or by the project's
    own answer."""

    text: str
    term: str
    customers: int
    known: bool


def decided(feature: str, found: Iterable[Said], settled: Mapping[str, str]) -> tuple[Spelled, ...]:
    """What each value means: by the project's answers (`settled`: spelling → term), else by the lists."""
    words = vocabulary(feature)
    meant = {**(words.keys if words else {}), **{matching_key(text): term for text, term in settled.items()}}
    return tuple(_decided(feature, one, meant) for one in found)


def _decided(feature: str, one: Said, meant: Mapping[str, str]) -> Spelled:
    term = meant.get(matching_key(one.text))
    if term is not None:
        return Spelled(one.text, term, one.customers, True)
    stays = feature in OPEN and any(sign.isalpha() for sign in one.text)
    return Spelled(one.text, display_form(one.text) if stays else UNKNOWN, one.customers, False)


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """What the words of the files mean, by feature; which of them nobody knows."""
    tables: dict[str, pa.Table] = {}
    notes: list[Sentence] = []
    for feature in _wanted(given):
        found = said((yield asked(given.tables["customers"], feature)))
        spelled = decided(feature, found, given.files.demographic.words.get(feature, {}))
        tables[feature] = _table(feature, spelled)
        lost = (one for one in spelled if not one.known and one.term == UNKNOWN)
        notes += strange(feature, (Said(one.text, one.customers) for one in lost))
    return Learned(tables, tuple(notes))


def _table(feature: str, spelled: Iterable[Spelled]) -> pa.Table:
    """The texts that mean something, with term and rank."""
    words = vocabulary(feature)
    ranks = words.ranks if words else {}
    pairs = [(one.text, one.term) for one in spelled if one.term != UNKNOWN]
    return pa.table(
        {
            "text": pa.array([text for text, _ in pairs], pa.string()),
            "term": pa.array([term for _, term in pairs], pa.string()),
            "rank": pa.array([ranks.get(term) for _, term in pairs], pa.int64()),
        }
    )


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """A table a feature; education with its rank."""
    return [_reading(given, feature, looked[feature]) for feature in _wanted(given)]


def _reading(given: Given, feature: str, table: ibis.Table) -> ibis.Table:
    rows = given.tables["customers"].select("customer_id", said=feature)
    found = beside(rows, "said", table)
    columns = {feature: found["term"].coalesce(UNKNOWN)}
    if f"{feature}_rank" in given.wanted:
        columns[f"{feature}_rank"] = found["rank"]
    return found.select("customer_id", **columns)


def _wanted(given: Given) -> tuple[str, ...]:
    return tuple(feature for feature in WORDS if feature in given.wanted)
