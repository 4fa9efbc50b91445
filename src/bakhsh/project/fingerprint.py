"""A fingerprint of what a spec means: two texts that say the same have the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from bakhsh import conditions
from bakhsh.specs import Campaign, ColumnMap, Policy, Project, ProjectFiles, Source

__all__ = ["fingerprint"]

# What changes how things are read or kept, and nothing that is computed. Files: a source that gets one more file has
# not become another source, or every old file would be read again.
_SILENT: Mapping[type, frozenset[str]] = {
    Project: frozenset({"name", "language", "engine", "memory", "retention", "layout"}),
    Source: frozenset({"files"}),
    Campaign: frozenset({"occasion"}),
}
_ALWAYS_SILENT = frozenset({"at", "title", "titles", "others", "meaning", "empty", "text"})
_SETS = frozenset({
    "statuses", "cancelled", "returned", "unpaid", "test", "per_order", "includes", "counts", "bucket_customers",
    "weekend",
})  # fmt: skip


def fingerprint(spec: object) -> str:
    """16 hex digits of SHA-256 over a spec's meaning: the same in every process and on every platform.

    Formatting, comments, titles and the order of mapped columns do not count; nor do a source's list of files and
    what a project says about reading and keeping. The order of segments counts, as the first that holds wins.
    """
    text = json.dumps(_meaning(spec), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _meaning(value: object) -> Any:
    match value:
        case conditions.Node():
            return conditions.show(value)
        case ProjectFiles():
            parts = (value.sources, value.features, value.segmentations, value.campaigns)
            return [_meaning(value.project), *(sorted(map(_named, part), key=str) for part in parts)]
        case Source():
            return _fields(value) | {"columns": sorted(map(_named, value.columns), key=str)}
        case Policy():
            named = ("pieces_not", "return_when", "kinds")
            return _fields(value) | {one: _sorted_each(getattr(value, one)) for one in named}
        case Mapping():
            return {str(key): _meaning(part) for key, part in value.items()}
        case tuple() | list():
            return [_meaning(part) for part in value]
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Decimal() | float():
            return repr(float(value))
    return _fields(value) if is_dataclass(value) else value


def _fields(spec: Any) -> dict[str, Any]:
    silent = _ALWAYS_SILENT | _SILENT.get(type(spec), frozenset())
    names = [one.name for one in fields(spec) if one.name not in silent]
    return {name: _sorted(name, _meaning(getattr(spec, name))) for name in names}


def _sorted(name: str, value: Any) -> Any:
    return sorted(value) if name in _SETS and value is not None else value


def _sorted_each(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: sorted(each) for name, each in values.items()}


def _named(spec: Any) -> list[Any]:
    return [spec.column if isinstance(spec, ColumnMap) else spec.name, _meaning(spec)]
