"""Which column of one file holds the keys of another: by what stands in them, counted whole and not sampled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bakhsh.edges.sources import files
from bakhsh.edges.sources.evidence import content
from bakhsh.edges.sources.guess.drafts import Draft
from bakhsh.edges.sources.headers import nearness
from bakhsh.language.keys import matching_key
from bakhsh.language.typed import typed

__all__ = ["Keys", "Link", "keys_of_files", "links"]

_MOST = 3_000_000
"""So many rows of a file are looked at: beyond them its keys are known well enough."""
_HELD = 0.5
"""A column holds the keys of another table where at least half of its values are among them."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The values of a column: each once, how many rows have one, and how many have none."""

    values: frozenset[str]
    filled: int

    @property
    def unique(self) -> bool:
        return self.filled > 0 and len(self.values) >= 0.999 * self.filled


@dataclass(frozen=True, slots=True)
class Link:
    """`left` of table number `of` names rows of table number `to`, which calls them `right`; `share` of the values on
    the left are there, and `unique` says whether each names one row."""

    of: int
    left: str
    to: int
    right: str
    share: float
    unique: bool

    def names(self, role: str) -> bool:
        """Whether it names rows of that kind, by either header: a table may call its own key just "id"."""
        return max(nearness(role, self.right), nearness(role, self.left)) >= 0.75


def keys_of_files(tables: Sequence[Draft]) -> list[dict[str, Keys]]:
    """By table, the columns that may be keys with all their values."""
    shared = _shared_names(tables)
    return [_keys(table, shared[number]) for number, table in enumerate(tables)]


def _shared_names(tables: Sequence[Draft]) -> list[list[str]]:
    """By table, the columns that could be keys: what is called alike in another table, or an id by its header."""
    named = [[one.name for one in table.sample.columns if content("customer_id", one)] for table in tables]
    everywhere = [{matching_key(name) for name in names} for names in named]
    found = []
    for number, names in enumerate(named):
        others = set().union(*(keys for place, keys in enumerate(everywhere) if place != number))
        found.append([name for name in names if matching_key(name) in others | {_PLAIN} or _is_id(name)])
    return found


_PLAIN = "id"
"""What a table may call its own key, which others call after the table."""
_IDS = ("order_id", "customer_id", "item_id")


def _is_id(name: str) -> bool:
    return any(nearness(role, name) >= 0.75 for role in _IDS)


def _keys(table: Draft, names: Sequence[str]) -> dict[str, Keys]:
    found: dict[str, set[str]] = {name: set() for name in names}
    filled = dict.fromkeys(names, 0)
    if not names:
        return {}
    read = 0
    for batch in files.read_batches(table.path, table.reading, table.layout, tuple(names)):
        for name in names:
            values = [text.strip() for text in typed(batch.rows.column(name)).to_pylist() if text and text.strip()]
            filled[name] += len(values)
            found[name].update(values)
        read += batch.rows.num_rows
        if read > _MOST:
            break
    return {name: Keys(frozenset(values), filled[name]) for name, values in found.items()}


def links(tables: Sequence[Draft], keys: Sequence[Mapping[str, Keys]]) -> Iterator[Link]:
    """Every way in which a column of one table names rows of another, the surest first."""
    found = []
    for of, mine in enumerate(keys):
        for to, theirs in enumerate(keys):
            if of != to:
                found += [
                    one
                    for left in mine
                    for right in theirs
                    if (one := _link(of, left, to, right, mine, theirs, tables[to].path.stem))
                ]
    yield from sorted(found, key=lambda one: (not one.unique, -_alike(one), -one.share, one.of, one.to, one.left))


def _link(
    of: int, left: str, to: int, right: str, mine: Mapping[str, Keys], theirs: Mapping[str, Keys], table: str
) -> Link | None:
    """The link, where the names are alike or mean the same, and the values meet."""
    alike = matching_key(left) == matching_key(right) or _same_role(left, right) or _own_key(left, right, table)
    if not alike:
        return None
    values = mine[left].values
    if len(values) < 2:
        return None
    share = len(values & theirs[right].values) / len(values)
    return Link(of, left, to, right, share, theirs[right].unique) if share >= _HELD else None


def _own_key(left: str, right: str, table: str) -> bool:
    """Whether "order_id" names rows of "orders" (or of "shop_orders"), which calls them "id"."""
    whose = matching_key(left).removesuffix(_PLAIN).strip("_ ")
    return matching_key(right) == _PLAIN and bool(whose) and whose in matching_key(table)


def _alike(link: Link) -> bool:
    return matching_key(link.left) == matching_key(link.right)


def _same_role(left: str, right: str) -> bool:
    return any(nearness(role, left) >= 0.75 and nearness(role, right) >= 0.75 for role in _IDS)
