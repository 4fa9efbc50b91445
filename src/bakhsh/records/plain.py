"""Records as JSON-ready values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from bakhsh.language.sentences import Code, Money, Sentence, Share

__all__ = ["as_json"]


def as_json(record: object) -> Any:
    """A record as JSON-ready values: dicts, lists, strings, numbers, booleans and None; keys are field names."""
    if isinstance(record, Sentence):
        return {"id": record.id, "text": str(record), "args": as_json(record.args)}
    if is_dataclass(record) and not isinstance(record, type):
        names = [one.name for one in fields(record)]
        values = {name: as_json(getattr(record, name)) for name in names}
        return values[names[0]] if isinstance(record, (Money, Share, Code)) else values
    if isinstance(record, Mapping):
        return {str(key): as_json(value) for key, value in record.items()}
    if isinstance(record, (tuple, list, set, frozenset)):
        return [as_json(value) for value in record]
    if isinstance(record, date):
        return record.isoformat()
    return record.value if isinstance(record, Enum) else record
