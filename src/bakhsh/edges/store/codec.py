"""Records as JSON text and back, exactly.

A field of a record is written by its declared type. Where the type is open (a sentence's arguments, a model's body)
what JSON cannot tell apart is tagged: {"$": "Money", "of": {"minor": 1200}}. A field that was added to a record later
is absent in older text and gets its default; what a record no longer has is passed over. A text where there is one a
language now is that of every language.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from bakhsh import records
from bakhsh.language.locale import LANGUAGES
from bakhsh.language.sentences import Code, Money, Sentence, Share, Titled
from bakhsh.stats import Interval

__all__ = ["from_text", "open_from_text", "part_from_text", "to_text"]

Record = TypeVar("Record")

_OPEN: Mapping[str, type] = {
    **{name: getattr(records, name) for name in records.__all__ if isinstance(getattr(records, name), type)},
    **{kind.__name__: kind for kind in (Code, Interval, Money, Sentence, Share, Titled)},
}
"""Dataclasses that may stand where a type is open, by the name they are tagged with."""


def to_text(value: object) -> str:
    """A record, or a mapping of plain values and records, as JSON text; mappings keep their order."""
    written = _fields(value) if is_dataclass(value) else _open(value)
    return json.dumps(written, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_text(kind: type[Record], text: str) -> Record:
    """The record of that kind."""
    return _read(kind, json.loads(text))  # type: ignore[no-any-return]


def open_from_text(text: str) -> Any:
    """What was written without a declared type."""
    return _read_open(json.loads(text))


def part_from_text(text: str, name: str) -> Any:
    """One entry of a mapping that was written without a declared type; what stands beside it is not made up."""
    return _read_open(json.loads(text)[name])


# ---- writing -----------------------------------------------------------------------------------------------------
def _fields(record: Any) -> dict[str, Any]:
    kinds = _hints(record.__class__)
    return {one.name: _write(kinds[one.name], getattr(record, one.name)) for one in fields(record)}


def _write(kind: Any, value: Any) -> Any:
    if value is None or kind is Any:
        return _open(value)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _write(_only(arguments), value)
    if origin is tuple:
        return [_write(one, item) for one, item in zip(_item_kinds(arguments, value), value, strict=True)]
    if origin in (Mapping, dict):
        return {str(key): _write(arguments[1], item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sentence):
        return {"id": value.id, "args": {name: _open(item) for name, item in value.args.items()}}
    return _fields(value) if is_dataclass(value) else _number(value)


def _open(value: Any) -> Any:
    """A value of unknown type: JSON where JSON says enough, tagged where not."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return _number(value)
    if isinstance(value, list):
        return [_open(item) for item in value]
    if isinstance(value, tuple):
        return {"$": "tuple", "of": [_open(item) for item in value]}
    if isinstance(value, datetime):
        return {"$": "datetime", "of": value.isoformat()}
    if isinstance(value, date):
        return {"$": "date", "of": value.isoformat()}
    if isinstance(value, Mapping):
        written = {key: _open(item) for key, item in value.items()}
        return {"$": "mapping", "of": list(map(list, written.items()))} if _needs_tag(value) else written
    if type(value).__name__ in _OPEN:
        return {"$": type(value).__name__, "of": _write(type(value), value)}
    raise TypeError(f"{type(value).__name__} has no written form in the catalogue")


def _needs_tag(value: Mapping[Any, Any]) -> bool:
    return "$" in value or not all(isinstance(key, str) for key in value)


def _number(value: Any) -> Any:
    """JSON has no infinity and nothing that is not a number."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"$": "float", "of": repr(value)}
    return value


# ---- reading -----------------------------------------------------------------------------------------------------
def _read(kind: Any, value: Any) -> Any:
    if value is None or kind is Any:
        return _read_open(value)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _read(_only(arguments), value)
    if origin is tuple:
        return tuple(_read(one, item) for one, item in zip(_item_kinds(arguments, value), value, strict=True))
    if origin in (Mapping, dict):
        items = value.items() if isinstance(value, dict) else dict.fromkeys(LANGUAGES if value else (), value).items()
        return {key: _read(arguments[1], item) for key, item in items}
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind is Sentence:
        return Sentence(value["id"], {name: _read_open(item) for name, item in value["args"].items()})
    if is_dataclass(kind) and isinstance(kind, type):
        kinds = _hints(kind)
        return kind(**{name: _read(kinds[name], item) for name, item in value.items() if name in kinds})
    return _read_open(value)


def _read_open(value: Any) -> Any:
    if isinstance(value, list):
        return [_read_open(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$" not in value:
        return {key: _read_open(item) for key, item in value.items()}
    tag, written = value["$"], value["of"]
    return _TAGS[tag](written) if tag in _TAGS else _read(_OPEN[tag], written)


_TAGS: Mapping[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "float": float,
    "mapping": lambda pairs: {_key(key): _read_open(item) for key, item in pairs},
    "tuple": lambda items: tuple(_read_open(item) for item in items),
}


def _key(key: Any) -> Any:
    return tuple(key) if isinstance(key, list) else key


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _only(arguments: tuple[Any, ...]) -> Any:
    """The type of `X | None`; any other union is open."""
    kinds = [one for one in arguments if one is not type(None)]
    return kinds[0] if len(kinds) == 1 else Any


def _item_kinds(arguments: tuple[Any, ...], value: Any) -> list[Any]:
    """The type of each item: `tuple[X, ...]` repeats, `tuple[X, Y]` does not."""
    return [arguments[0]] * len(value) if arguments[-1] is Ellipsis else list(arguments)
