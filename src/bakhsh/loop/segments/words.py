"""What segments are like in words: which values of a feature their customers have, beside everyone's."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.language.vocabularies import UNKNOWN
from bakhsh.records import WordShare

__all__ = ["MOST_WORDS", "words"]

MOST_WORDS = 5
"""So many values of a feature are told of a segment."""


def words(
    rows: ibis.Table, places: ibis.Table, names: Sequence[str]
) -> Generator[ibis.Table, pa.Table, dict[str, dict[str, tuple[WordShare, ...]]]]:
    """By segment and feature of `names`: the commonest values, most first, each with its share of the segment's
    customers and of everybody. Of equals the first in text order comes first; `unknown` (empty counts as it) is always
    the last, where there is any. `places`: customer_id and segment of every row.

    Asks once; every feature has few values beside its customers.
    """
    if not names:
        return {}
    answer = yield _tally(rows, places, names)
    tallies: dict[str, dict[str, dict[str, int]]] = {}
    for row in answer.to_pylist():
        of_feature = tallies.setdefault(row["feature"], {})
        of_feature.setdefault(row["segment"], {})[row["value"]] = row["customers"]
    found: dict[str, dict[str, tuple[WordShare, ...]]] = {}
    for name in names:
        everyone = _together(tallies.get(name, {}).values())
        for segment, counts in tallies.get(name, {}).items():
            found.setdefault(segment, {})[name] = _shares(counts, everyone)
    return found


def _tally(rows: ibis.Table, places: ibis.Table, names: Sequence[str]) -> ibis.Table:
    """feature, segment, value, customers."""
    columns = {f"word_{at}": rows[name] for at, name in enumerate(names)}
    placed = rows.select("customer_id", **columns).join(places, "customer_id")
    parts = [
        placed.group_by("segment", value=placed[f"word_{at}"].coalesce(UNKNOWN))
        .agg(customers=placed.count())
        .mutate(feature=ibis.literal(name))
        for at, name in enumerate(names)
    ]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _together(tallies: Iterable[Mapping[str, int]]) -> dict[str, int]:
    everyone: dict[str, int] = {}
    for counts in tallies:
        for value, customers in counts.items():
            everyone[value] = everyone.get(value, 0) + customers
    return everyone


def _shares(counts: Mapping[str, int], everyone: Mapping[str, int]) -> tuple[WordShare, ...]:
    own, all_ = sum(counts.values()), sum(everyone.values())
    ranked = sorted((value for value in counts if value != UNKNOWN), key=lambda value: (-counts[value], value))
    told = [*ranked[:MOST_WORDS], *([UNKNOWN] if UNKNOWN in counts else [])]
    return tuple(WordShare(value, counts[value] / own, everyone[value] / all_) for value in told)
