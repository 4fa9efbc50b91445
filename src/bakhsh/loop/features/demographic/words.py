"""Words of files mapped to one vocabulary: decided once on the distinct values, looked up for every customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ibis
import pyarrow as pa

from bakhsh.language.keys import display_form, matching_key
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.vocabularies import UNKNOWN, vocabulary

__all__ = ["MOST_VALUES", "OPEN", "Spelled", "asked", "decided", "looked_up", "notes"]

MOST_VALUES = 100_000
"""So many different values of a column are decided, the commonest; a column with more is no column of words."""

OPEN = frozenset({"occupation"})
"""Features that hold a word of no list as it stands."""

_SHOWN = 5
_SHARED = 2
"""A value is named only where so many customers share it: one of a single customer might be about him."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """One value of a column: the term it means, and how many customers have it. `known`: by a list or by the project's
    own answer."""

    text: str
    term: str
    customers: int
    known: bool


def asked(customers: ibis.Table, feature: str) -> ibis.Table:
    """The distinct values of a feature's column and the customers of each, the commonest first."""
    filled = customers.filter(customers[feature].notnull())
    counted = filled.group_by(text=filled[feature]).agg(customers=filled.count())
    return counted.order_by(counted.customers.desc(), counted.text).limit(MOST_VALUES)


def decided(feature: str, found: pa.Table, settled: Mapping[str, str]) -> tuple[Spelled, ...]:
    """What each value means: by the project's answers (`settled`: spelling → term), else by the lists."""
    words, own = vocabulary(feature), {matching_key(text): term for text, term in settled.items()}
    return tuple(
        _decided(row["text"], row["customers"], own, words.keys if words else {}, feature in OPEN)
        for row in found.to_pylist()
    )


def _decided(text: str, customers: int, own: Mapping[str, str], listed: Mapping[str, str], is_open: bool) -> Spelled:
    key = matching_key(text)
    term = own.get(key) or listed.get(key)
    if term is not None:
        return Spelled(text, term, customers, True)
    stays = is_open and any(sign.isalpha() for sign in text)
    return Spelled(text, display_form(text) if stays else UNKNOWN, customers, not key)


def looked_up(feature: str, spelled: Iterable[Spelled]) -> pa.Table:
    """The table in which readings look the values up: the text and its term."""
    pairs = [(one.text, one.term) for one in spelled if one.term != UNKNOWN]
    columns = [pa.array([pair[at] for pair in pairs], pa.string()) for at in (0, 1)]
    return pa.table(columns, names=["text", feature])


def notes(feature: str, spelled: Iterable[Spelled]) -> tuple[Sentence, ...]:
    """That some values mean nothing anybody knows: how many customers have them, and those that several share."""
    strange = [one for one in spelled if not one.known and one.term == UNKNOWN]
    if not strange:
        return ()
    shown = tuple(Code(one.text) for one in strange if one.customers >= _SHARED)[:_SHOWN]
    said: dict[str, Argument] = {
        "feature": Code(feature),
        "count": sum(one.customers for one in strange),
        "values": len(strange),
    }
    how = Code("bakhsh words")
    if not shown:
        return (Sentence("demographic.strange_words_unnamed", {**said, "command": how}),)
    return (Sentence("demographic.strange_words", {**said, "shown": shown, "command": how}),)
