"""Which ids are one customer: connected by addresses they share and by what the user answered.

Everything here depends on the set of what is known, never on its order. The smallest id (in the order of text) stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.specs import Identity
from bakhsh.tables import ALIASES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]

__all__ = ["ANSWER", "Resolved", "crowded", "resolve", "shared", "spoken"]

ANSWER = "answer"
"""The rule of ids that the user said are one."""


# ---- evidence ----------------------------------------------------------------------------------------------------
def spoken(links: ibis.Table) -> ibis.Table:
    """The addresses that count: of each order (or customer) those its latest load names, telephone numbers and e-mail
    addresses apart. So a corrected address is no evidence any more, and one that a later load leaves out still is.
    Columns: customer_id, channel, address; each once."""
    kind = [links.source, links.about, links.channel == "email"]
    latest = links.mutate(newest_=links.load.max().over(ibis.window(group_by=kind)))
    latest = latest.filter(latest.load == latest.newest_)
    return latest.select("customer_id", "channel", "address").distinct()


def shared(told: ibis.Table, declared: Identity) -> ibis.Table:
    """Of `spoken`, who shares an address with others, where two to `at_most` ids do.

    Columns: customer_id, address, rank (place of its channel in `same_by`, from 0); one row an id and address.
    """
    held = _ranked(told, declared)
    held = held.mutate(ids=held.count().over(ibis.window(group_by=held.address)))
    return held.filter((held.ids >= 2) & (held.ids <= declared.at_most)).select("customer_id", "address", "rank")


def crowded(told: ibis.Table, declared: Identity) -> ibis.Table:
    """How many addresses say nothing because more than `at_most` ids share them. One row: addresses, most (ids)."""
    held = _ranked(told, declared).group_by("address").agg(ids=ibis._.count())
    held = held.filter(held.ids > declared.at_most)
    return held.agg(addresses=held.count().cast("int64"), most=held.ids.max().cast("int64"))


def _ranked(told: ibis.Table, declared: Identity) -> ibis.Table:
    places = [(told.channel == channel, rank) for rank, channel in enumerate(declared.same_by)]
    rank = ibis.cases(*places) if places else ibis.null("int64")
    ranked = told.mutate(rank=rank.cast("int64"))
    counting = ranked.filter(ranked["rank"].notnull())
    return counting.group_by("customer_id", "address").agg(rank=counting["rank"].min())


# ---- resolution --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Resolved:
    """ALIASES, and the pairs that were answered `different` although evidence, or a path through others, joins them:
    they are kept apart, and whoever stood between them went with one of the two."""

    aliases: pa.Table
    kept_apart: tuple[tuple[str, str], ...] = ()


def resolve(held: pa.Table, declared: Identity) -> Resolved:
    """The partition of ids by evidence (`shared`) and answers; ids of answers are taken as they are.

    Ids are joined along shared addresses and `same` answers, never two that were answered `different`. Where a path
    would join such a pair its links are tried one by one, the surest first: answers, then channels in the order of
    `same_by`, then addresses that fewer ids share, then the smaller ids. A link that would join the pair is left out.
    """
    said = pa.array([one for answer in (*declared.same, *declared.different) for one in answer], pa.string())
    everyone = pc.unique(pa.concat_arrays([_flat(held["customer_id"]), said]))
    if not len(everyone):
        return Resolved(ALIASES.schema().empty_table())
    names = everyone.take(pc.sort_indices(everyone))
    incidence = _incidence(held, names, declared)
    label = _components(incidence, len(names))
    apart = _apart(declared, names)
    torn = sorted((a, b) for a, b in apart if label[a] == label[b])
    if torn:
        label = _torn(incidence, label, torn, apart)
    found = _as_aliases(incidence, label, names, declared)
    return Resolved(found, tuple((names[a].as_py(), names[b].as_py()) for a, b in torn))


def _apart(declared: Identity, names: pa.Array) -> set[tuple[int, int]]:
    """Every pair of ids that was answered different, the smaller first."""
    found: set[tuple[int, int]] = set()
    for answer in declared.different:
        found.update(combinations(sorted(set(_codes(pa.array(answer, pa.string()), names).tolist())), 2))
    return found


@dataclass(frozen=True, slots=True)
class _Incidence:
    """Which id (by its number) is on which address or answer (numbered together), and the rank of that: answers -1."""

    ids: Codes
    ties: Codes
    rank: Codes


def _incidence(held: pa.Table, names: pa.Array, declared: Identity) -> _Incidence:
    import numpy as np

    addresses = _flat(held["address"]).dictionary_encode()
    ids, ties = [_codes(_flat(held["customer_id"]), names)], [np.asarray(addresses.indices, np.int64)]
    ranks = [np.asarray(held["rank"], np.int64)]
    for place, answer in enumerate(declared.same):
        of = _codes(pa.array(dict.fromkeys(answer), pa.string()), names)
        ids.append(of)
        ties.append(np.full(len(of), len(addresses.dictionary) + place, np.int64))
        ranks.append(np.full(len(of), -1, np.int64))
    return _Incidence(np.concatenate(ids), np.concatenate(ties), np.concatenate(ranks))


def _codes(values: pa.Array, names: pa.Array) -> Codes:
    """The place of each value among the names."""
    import numpy as np

    return np.asarray(pc.index_in(values, value_set=names), np.int64)


def _flat(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks().cast(pa.string()) if column.num_chunks != 1 else column.chunk(0).cast(pa.string())


def _components(incidence: _Incidence, count: int) -> Codes:
    """For each id the smallest one it hangs together with."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = count + (int(incidence.ties.max()) + 1 if len(incidence.ties) else 0)
    edges = np.ones(len(incidence.ids), np.int8), (incidence.ids, incidence.ties + count)
    _, label = connected_components(coo_matrix(edges, shape=(size, size)), directed=False)
    _, first, place = np.unique(label[:count], return_index=True, return_inverse=True)
    smallest: Codes = first[place].astype(np.int64)
    return smallest


def _torn(incidence: _Incidence, label: Codes, torn: Iterable[tuple[int, int]], apart: set[tuple[int, int]]) -> Codes:
    """The labels with every component that holds a forbidden pair put together again link by link."""
    import numpy as np

    concerned = np.unique([label[a] for a, _ in torn])
    inside = np.isin(label[incidence.ids], concerned)
    on: dict[int, tuple[int, list[int]]] = {}
    places = zip(incidence.ids[inside], incidence.ties[inside], incidence.rank[inside], strict=True)
    for one, tie, rank in ((int(a), int(b), int(c)) for a, b, c in places):
        on.setdefault(tie, (rank, []))[1].append(one)
    tries = sorted(
        (rank, len(ids), *sorted(pair)) for rank, ids in on.values() for pair in combinations(sorted(set(ids)), 2)
    )
    renewed = np.where(np.isin(label, concerned), np.arange(len(label)), label)
    for group in _groups([(a, b) for _, _, a, b in tries], apart):
        renewed[list(group)] = min(group)
    return renewed


def _groups(links: Iterable[tuple[int, int]], apart: set[tuple[int, int]]) -> Iterable[set[int]]:
    """The groups that the links make in their order, none of which holds a pair that is to stay apart."""
    against: dict[int, set[int]] = {}
    for a, b in apart:
        against.setdefault(a, set()).add(b)
        against.setdefault(b, set()).add(a)
    group: dict[int, set[int]] = {}
    for a, b in links:
        one, other = group.setdefault(a, {a}), group.setdefault(b, {b})
        if len(one) < len(other):
            one, other = other, one
        if one is other or any(against.get(member, set()) & one for member in other):
            continue
        one |= other
        group.update(dict.fromkeys(other, one))
    return {id(members): members for members in group.values()}.values()


def _as_aliases(incidence: _Incidence, label: Codes, names: pa.Array, declared: Identity) -> pa.Table:
    """ALIASES: who is not known by his own id, by which rule, and how much says so."""
    import numpy as np

    count = len(names)
    together = incidence.ties * count + label[incidence.ids]
    _, place, held = np.unique(together, return_inverse=True, return_counts=True)
    telling = held[place] >= 2
    ids, rank = incidence.ids[telling], incidence.rank[telling]
    evidence = np.bincount(ids, minlength=count)
    rules = np.zeros(count, np.int64)
    np.bitwise_or.at(rules, ids, 1 << (rank + 1))
    merged = np.flatnonzero(label != np.arange(count))
    distinct, which = np.unique(rules[merged], return_inverse=True)
    said = pa.array([_rule(int(mask), declared.same_by) for mask in distinct], pa.string())
    columns: dict[str, Any] = {
        "customer_id": names.take(pa.array(merged)),
        "settled_id": names.take(pa.array(label[merged])),
        "rule": said.take(pa.array(which)) if len(merged) else pa.nulls(0, pa.string()),
        "evidence": pa.array(evidence[merged], pa.int64()),
    }
    return pa.table(columns).cast(ALIASES.schema())


def _rule(mask: int, channels: tuple[str, ...]) -> str:
    said = [channel for rank, channel in enumerate(channels) if mask >> (rank + 1) & 1]
    return "+".join([*said, *([ANSWER] if mask & 1 else [])])
