"""What segments are like in words: which values of a feature their customers have, beside everyone's.

Of features of the person nothing is told that fewer customers share than a declared number (k-anonymity, Sweeney 2002),
and nothing from which that could be reckoned: where all but a few have one value, the few count as so many.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.language.vocabularies import FEW, REST, UNKNOWN
from bakhsh.records import WordShare

__all__ = ["MOST_WORDS", "words"]

MOST_WORDS = 5
"""So many values of a feature are told of a segment."""


def words(
    rows: ibis.Table, places: ibis.Table, names: Sequence[str], fewest: Mapping[str, int] | None = None
) -> Generator[ibis.Table, pa.Table, dict[str, dict[str, tuple[WordShare, ...]]]]:
    """By segment and feature of `names`: the commonest values, most first, each with its share of the segment's
    customers and of everybody. Of equals the first in text order comes first; `unknown` (empty counts as it) is always
    the last, where there is any; before it stand all other values together. `places`: customer_id and segment of every
    row.

    `fewest`: by feature, how many customers must have a value (1) for it to be told. Values of fewer are among the
    others; others of fewer are told as so many, taken from the least common value told, as else the rest of the shares
    would give them away; where that leaves no value, or fewer are known at all, it says that they are too few.
    Everybody's share is then told in steps of so many customers.

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
            found.setdefault(segment, {})[name] = _shares(counts, everyone, (fewest or {}).get(name, 1))
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


def _shares(counts: Mapping[str, int], everyone: Mapping[str, int], fewest: int) -> tuple[WordShare, ...]:
    own, all_ = sum(counts.values()), sum(everyone.values())
    told = _told(counts, fewest)
    of_all = {value: _rounded(everyone[value], fewest) / all_ for value in told if value in everyone}
    further = max(0.0, 1.0 - sum(of_all.values()) - (0 if UNKNOWN in told else everyone.get(UNKNOWN, 0) / all_))
    return tuple(WordShare(value, many / own, of_all.get(value, further)) for value, many in told.items())


def _told(counts: Mapping[str, int], fewest: int) -> dict[str, int]:
    """What is told, and of how many customers, in its order."""
    known = sum(counts.values()) - counts.get(UNKNOWN, 0)
    ranked = sorted((value for value in counts if value != UNKNOWN), key=lambda value: (-counts[value], value))
    told = {value: counts[value] for value in ranked if counts[value] >= fewest}
    told = dict(list(told.items())[:MOST_WORDS])
    rest = known - sum(told.values())
    if told and 0 < rest < fewest:
        value, many = told.popitem()
        rest += many
        if rest >= 2 * fewest:
            told, rest = {**told, value: rest - fewest}, fewest
    if not told:
        rest = 0
    unsaid = {FEW: known} if known and not told else {REST: rest} if rest else {}
    return {**told, **unsaid, **({UNKNOWN: counts[UNKNOWN]} if UNKNOWN in counts else {})}


def _rounded(many: int, step: int) -> int:
    return (2 * many + step) // (2 * step) * step
