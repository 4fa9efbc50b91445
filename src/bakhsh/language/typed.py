"""Values with a type as the text a person would type: one of any kind exactly, or a whole column at once."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["text_of", "typed"]

_WHOLE = 2.0**53


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


def typed(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column of any type as texts: 17850.0 of a column of fractions is "17850", a list or record is JSON, bytes are
    the text they hold. A number that is none is "nan" or "inf"; nothing stays nothing."""
    column = _whole(values)
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_floating(column.type):
        return _of_floats(column.cast(pa.float32()) if pa.types.is_float16(column.type) else column)
    try:
        return column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.array([text_of(value) for value in column.to_pylist()], pa.string())


def _whole(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    if not isinstance(values, pa.ChunkedArray):
        return values
    return values.combine_chunks() if values.num_chunks != 1 else values.chunk(0)


def _of_floats(column: pa.Array) -> pa.Array:
    whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), _WHOLE))
    integers = pc.if_else(whole, column, None).cast(pa.int64()).cast(pa.string())
    return pc.coalesce(integers, column.cast(pa.string()))


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
