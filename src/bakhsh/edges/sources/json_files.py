"""JSON files as tables: an export of any program, and orders of a WooCommerce shop as its REST API has them.

Rows are numbered from 1 in the order they come: an object has no line of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import pyarrow as pa

from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.json_records import Cells, Shape, record_of, rows_of, unwrapped
from bakhsh.edges.sources.json_values import Fault, values
from bakhsh.edges.sources.raw import BrokenLine, RawBatch
from bakhsh.edges.sources.woocommerce_saved import saved_orders
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Sentence

__all__ = ["batches", "columns", "form_of_json"]

_OF_SHOP = frozenset(("id", "line_items", "billing", "total", "currency"))
_MOST_COLUMNS = 2_000
_LONGEST = 10_000
_AT_ONCE = 10_000

_Rows = Callable[[Any], Iterator[Cells]]
_Again = Callable[[int, Any], bool]


def form_of_json(content: Content) -> str:
    """woocommerce where the first object is an order of such a shop, else json."""
    first = next((one for one in _records(content) if not isinstance(one, Fault)), None)
    return "woocommerce" if isinstance(first, dict) and first.keys() >= _OF_SHOP else "json"


def columns(content: Content, form: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """See `files.columns_of`: all names that a mapping may use, also those of lists that no mapping names yet."""
    if form == "woocommerce":
        return saved_orders(wanted).columns
    shape = _shape(content)
    return shape.columns(tuple(shape.lists) if wanted else shape.spread(wanted))


def batches(content: Content, form: str, wanted: Sequence[str], size: int) -> Iterator[RawBatch]:
    """See `files.read_batches`. Lists of objects of which a column is wanted become rows; where nothing is wanted, the
    list that seems to hold what was bought. What is no object, or no order of a shop, is broken."""
    if form == "woocommerce":
        rows = saved_orders(wanted)
        names = _asked(rows.columns, wanted)
        yield from _batches(content, names, lambda one: iter(rows.of(one)), size, _repeated(content))
        return
    shape = _shape(content)
    spread = shape.spread(wanted)
    names = _asked(shape.columns(spread), wanted)
    yield from _batches(content, names, lambda one: rows_of(record_of(one), spread), size)


def _asked(names: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The columns somebody asks for; all where nobody says which."""
    return tuple(name for name in names if not wanted or name in wanted)


def _records(content: Content) -> Iterator[Any]:
    return (one for value in values(content) for one in unwrapped(value))


def _shape(content: Content) -> Shape:
    """The columns of the whole file: an object may have what none before it had. DataError for a file without objects,
    and where names are data, so that there is no end of columns."""
    shape = Shape()
    for one in _records(content):
        if isinstance(one, dict):
            shape.learn(record_of(one))
            if shape.size > _MOST_COLUMNS:
                said = Sentence("sources.json_too_wide", {"most": _MOST_COLUMNS})
                raise DataError(said, where=Where(str(content)), hint=Sentence("sources.json_too_wide_hint"))
    if not shape.size:
        raise DataError(Sentence("sources.json_no_objects"), where=Where(str(content)))
    return shape


def _never(place: int, one: Any) -> bool:
    return False


def _repeated(content: Content) -> _Again:
    """Says of an order, and its place among all, whether the file says it again or later: orders move between the pages
    of a shop that sells while they are saved."""
    latest: dict[str, tuple[str, int]] = {}
    for place, one in enumerate(_records(content)):
        if isinstance(one, dict):
            latest[_id(one)] = max(latest.get(_id(one), ("", 0)), (str(one.get("date_modified_gmt") or ""), place))
    return lambda place, one: latest[_id(one)][1] != place


def _id(one: dict[str, Any]) -> str:
    return str(one.get("id"))


def _batches(
    content: Content, names: Sequence[str], rows: _Rows, size: int, again: _Again = _never
) -> Iterator[RawBatch]:
    numbered = _numbered(content, rows, again)
    given = False
    while some := list(islice(numbered, min(size, _AT_ONCE))):
        given = True
        good = [(number, one) for number, one in some if isinstance(one, dict)]
        broken = tuple(replace(one, line=number) for number, one in some if isinstance(one, BrokenLine))
        table = {name: pa.array([row.get(name) for _, row in good], pa.string()) for name in names}
        yield RawBatch(pa.table(table), pa.array([number for number, _ in good], pa.int64()), broken)
    if not given:
        yield RawBatch(pa.table({name: pa.array([], pa.string()) for name in names}), pa.array([], pa.int64()))


def _numbered(content: Content, rows: _Rows, again: _Again) -> Iterator[tuple[int, Cells | BrokenLine]]:
    """Every row, and what is none, with its number."""
    number = 0
    for place, one in enumerate(_records(content)):
        for row in _found(one, rows, place, again):
            number += 1
            yield number, row


def _found(one: Any, rows: _Rows, place: int, again: _Again) -> list[Cells] | list[BrokenLine]:
    if not isinstance(one, dict):
        return [_broken(one, "not_a_record")]
    if again(place, one):
        return [_broken(one, "order_again")]
    try:
        return list(rows(one))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return [_broken(one, "not_a_record")]


def _broken(one: Any, reason: str) -> BrokenLine:
    text = one.text if isinstance(one, Fault) else json.dumps(one, ensure_ascii=False, default=str)
    return BrokenLine(0, text[:_LONGEST].encode("utf-8", "replace").decode(), 1, 1, reason)
