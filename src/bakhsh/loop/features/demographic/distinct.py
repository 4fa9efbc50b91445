"""Columns of texts decided once on their distinct values and looked up for every customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.tables.features import feature_title

__all__ = ["MOST_VALUES", "Said", "asked", "bands_apart", "beside", "said", "strange", "unreadable"]

MOST_VALUES = 100_000
"""So many different values of a column are decided, the commonest; a column with more is none that repeats."""

_SHOWN = 5
_SHARED = 2
"""A value is named only where so many customers share it: one of a single customer might be about him."""


class Said(NamedTuple):
    """One value of a column, and how many customers have it."""

    text: str
    customers: int


def asked(customers: ibis.Table, column: str) -> ibis.Table:
    """The distinct values of a column and the customers of each, the commonest first."""
    filled = customers.filter(customers[column].notnull())
    counted = filled.group_by(text=filled[column]).agg(customers=filled.count())
    return counted.order_by(counted.customers.desc(), counted.text).limit(MOST_VALUES)


def said(answer: pa.Table) -> tuple[Said, ...]:
    """The answer to `asked`."""
    return tuple(Said(row["text"], row["customers"]) for row in answer.to_pylist())


def beside(rows: ibis.Table, column: str, looked: ibis.Table) -> ibis.Table:
    """The rows with the columns that were looked up for the text in `column`; empty where it is no known one."""
    own = f"{column}_text"
    named = looked.rename({own: "text"})
    return rows.left_join(named, rows[column] == named[own]).drop(own)


def strange(column: str, found: Iterable[Said]) -> tuple[Sentence, ...]:
    """That some values mean nothing anybody knows: how many customers have them, and those that several share."""
    left = tuple(found)
    if not left:
        return ()
    args = _counted(column, left)
    if shown := _shown(left):
        return (Sentence("demographic.strange_words", {**args, "shown": shown}),)
    return (Sentence("demographic.strange_words_unnamed", args),)


def unreadable(column: str, found: Iterable[Said]) -> tuple[Sentence, ...]:
    """The same of a column that holds no words, but numbers or years: nothing can be settled of its values."""
    left = tuple(found)
    if not left:
        return ()
    args = _counted(column, left)
    if shown := _shown(left):
        return (Sentence("demographic.unreadable", {**args, "shown": shown}),)
    return (Sentence("demographic.unreadable_unnamed", args),)


def bands_apart(key: str, found: Iterable[Said]) -> tuple[Sentence, ...]:
    """That bands of the file reach beyond one of the project's, which the setting `key` declares."""
    left = tuple(found)
    if not left:
        return ()
    args: dict[str, Argument] = {"count": sum(one.customers for one in left), "key": Code(key)}
    if shown := _shown(left):
        return (Sentence("demographic.bands_apart", {**args, "shown": shown}),)
    return (Sentence("demographic.bands_apart_unnamed", args),)


def _counted(column: str, left: Sequence[Said]) -> dict[str, Argument]:
    return {
        "feature": feature_title(column) or Code(column), "values": len(left),
        "count": sum(one.customers for one in left), "command": Code("bakhsh words"),
    }  # fmt: skip


def _shown(left: Sequence[Said]) -> tuple[Code, ...]:
    """The values that several customers share, a few."""
    return tuple(Code(one.text) for one in left if one.customers >= _SHARED)[:_SHOWN]
