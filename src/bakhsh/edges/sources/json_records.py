"""Objects of JSON as rows: what lies within is named by its way ("billing.phone"), lists of objects become rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bakhsh.language.typed import text_of

__all__ = ["Record", "Shape", "record_of", "rows_of", "unwrapped"]

_DEEPEST = 12
_WRAPPERS = frozenset((
    "data", "items", "results", "result", "records", "rows", "orders", "value", "values", "list", "entries", "response",
    "body", "invoices", "customers", "products", "documents", "hits", "edges", "content", "payload", "sales", "سفارش‌ها",
))  # fmt: skip
_NOT_WRAPPED = frozenset(("id", "_id", "order_id", "orderid", "number", "order_number", "invoice_number", "code"))
_LINES = re.compile(r"item|line|product|detail|row|basket|cart|اقلام|کالا|محصول|ردیف|جزئیات", re.IGNORECASE)
_NO_LINES = re.compile(r"meta|ship|fee|tax|coupon|refund|payment|discount|note|tag|image|link|address", re.IGNORECASE)

Cells = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Record:
    """An object: its cells, and its lists of objects by name, each object with the cells of its own."""

    cells: Cells
    lists: Mapping[str, list[Cells]]


@dataclass(slots=True)
class Shape:
    """What is known of a file's records: the names of their cells and of the cells of their lists, in the order they
    came; how many objects each list holds in all."""

    names: dict[str, None] = field(default_factory=dict)
    lists: dict[str, dict[str, None]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def learn(self, record: Record) -> None:
        self.names.update(dict.fromkeys(record.cells))
        for name, inside in record.lists.items():
            known = self.lists.setdefault(name, {})
            for cells in inside:
                known.update(dict.fromkeys(cells))
            self.counts[name] = self.counts.get(name, 0) + len(inside)

    @property
    def size(self) -> int:
        return len(self.names) + sum(map(len, self.lists.values()))

    def spread(self, wanted: Collection[str]) -> tuple[str, ...]:
        """The lists that become rows: those of whose cells one is wanted; where nothing is wanted, the one that seems
        to hold what was bought."""
        if wanted:
            return tuple(name for name, cells in self.lists.items() if any(cell in wanted for cell in cells))
        likely = [name for name in self.lists if _LINES.search(name) and not _NO_LINES.search(name)]
        best = max(likely, key=lambda name: self.counts[name], default="")
        return (best,) if best else ()

    def columns(self, spread: Collection[str]) -> tuple[str, ...]:
        """The names of the columns of rows in which these lists are spread."""
        return tuple(dict.fromkeys((*self.names, *(cell for name in spread for cell in self.lists[name]))))


def unwrapped(value: Any, deep: int = 0) -> Iterator[Any]:
    """The records of a value: itself, or those of the list it is wrapped in ({"orders": [...], "page": 1})."""
    if isinstance(value, list) and deep:
        yield from value
        return
    inside = _inside(value) if isinstance(value, dict) and deep < _DEEPEST else None
    if inside is None:
        yield value
    else:
        yield from unwrapped(inside, deep + 1)


def _inside(value: Mapping[str, Any]) -> Any:
    """The list, or the object around it, that a value is the wrapping of; None where it is a record."""
    if any(key.lower() in _NOT_WRAPPED for key in value):
        return None
    lists = {key: one for key, one in value.items() if isinstance(one, list) and (not one or isinstance(one[0], dict))}
    named = {key: one for key, one in lists.items() if key.lower() in _WRAPPERS or len(value) == 1}
    if named:
        return max(named.values(), key=len)
    around = [one for key, one in value.items() if isinstance(one, dict) and key.lower() in _WRAPPERS]
    return around[0] if len(around) == 1 and _inside(around[0]) is not None else None


def record_of(value: Mapping[str, Any]) -> Record:
    """An object with everything in it named by its way. Lists of plain values stand side by side; a list of objects
    within a list of objects is kept as the JSON it was."""
    cells: Cells = {}
    lists: dict[str, list[Cells]] = {}
    _fill(value, "", cells, lists, 0)
    return Record(cells, lists)


def _fill(value: Mapping[str, Any], before: str, cells: Cells, lists: dict[str, list[Cells]] | None, deep: int) -> None:
    for key, one in value.items():
        name = _sayable(f"{before}{key}")
        if isinstance(one, dict) and one and deep < _DEEPEST:
            _fill(one, f"{name}.", cells, lists, deep + 1)
        elif lists is not None and isinstance(one, list) and one and all(isinstance(part, dict) for part in one):
            lists[name] = []
            for part in one:
                inner: Cells = {}
                _fill(part, f"{name}.", inner, None, deep + 1)
                lists[name].append(inner)
        else:
            cells[name] = _cell(one)


def _cell(value: Any) -> str | None:
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, list) and not any(isinstance(one, (list, dict)) for one in value):
        return ", ".join(text for one in value if (text := _cell(one)))
    text = text_of(value)
    return None if text is None else _sayable(text)


def _sayable(text: str) -> str:
    """The text, without halves of pairs of signs ("\ud83d"), which nobody can write down."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def rows_of(record: Record, spread: Collection[str]) -> Iterator[Cells]:
    """The record as rows: one for each object of the lists that are spread, with the record's own cells; one where
    there is none."""
    inside = [cells for name in spread for cells in record.lists.get(name, ())]
    yield from ({**record.cells, **cells} for cells in inside)
    if not inside:
        yield record.cells
