"""Values with a type as the text a person would type: exact, never through a float."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

__all__ = ["text_of"]


def text_of(value: Any) -> str | None:
    """The cell of a value: "1250.5" of a decimal (no exponent, no zeros at the end), "2024-05-04T10:00:00" of a date or
    time (with its offset, where it has one), "true", the text itself; None for nothing.

    A number that is none (NaN, infinity) is written as such and rejects its row where a number is needed.
    """
    if value is None or type(value) is str:
        return value
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _plain(Decimal(repr(value)))
        case Decimal():
            return _plain(value)
        case datetime() | time():
            return value.isoformat()
        case date():
            return f"{value.isoformat()}T00:00:00"
    return _other(value)


def _plain(number: Decimal) -> str:
    if not number.is_finite():
        return str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _other(value: Any) -> str:
    if isinstance(value, (bytes, bytearray, memoryview)):
        raw = bytes(value)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.hex()
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value) if isinstance(value, (str, UUID)) else f"{value}"
