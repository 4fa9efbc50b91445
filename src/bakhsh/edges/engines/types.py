"""The types an answer has: those of the expression and of the contracts, whatever the engine computed in.

Engines sum 64-bit integers in wider types, and files carry dictionaries and nanoseconds. Contracts know text, int64,
float64, dates, microseconds and booleans.
"""

from __future__ import annotations

from typing import TypeVar

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import EngineError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["answer_schema", "plain", "plain_schema", "recast"]

Held = TypeVar("Held", pa.Table, pa.RecordBatch)

_OF_IBIS = {
    "Boolean": pa.bool_(), "Date": pa.date32(), "Float32": pa.float32(), "Float64": pa.float64(), "Int8": pa.int8(),
    "Int16": pa.int16(), "Int32": pa.int32(), "Int64": pa.int64(), "Null": pa.string(), "String": pa.string(),
    "Timestamp": pa.timestamp("us"), "UInt8": pa.uint8(), "UInt16": pa.uint16(), "UInt32": pa.uint32(),
    "UInt64": pa.uint64(),
}  # fmt: skip


def answer_schema(expr: ibis.Expr) -> pa.Schema:
    """The Arrow schema of an expression's answer. EngineError for a type no table of ours has."""
    fields = []
    for name, kind in expr.as_table().schema().items():
        found = _OF_IBIS.get(type(kind).__name__)
        if found is None or getattr(kind, "timezone", None):
            problem = {"column": Code(name), "type": Code(str(kind))}
            raise EngineError(Sentence("store.unknown_type", problem))
        fields.append(pa.field(name, found))
    return pa.schema(fields)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", tz=kind.tz)
    return pa.date32() if pa.types.is_date64(kind) else kind


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """The schema without dictionaries, large and view strings, and other units of time; every field may be empty."""
    return pa.schema([pa.field(field.name, _plain_type(field.type)) for field in schema])


def recast(rows: Held, schema: pa.Schema) -> Held:
    """The rows in exactly this schema (same names in the same order). EngineError where a value does not fit."""
    if rows.schema.equals(schema, check_metadata=False):
        return rows.replace_schema_metadata(None)
    columns = [_column(column, field) for column, field in zip(rows.columns, schema, strict=True)]
    return type(rows).from_arrays(columns, schema=schema)


def _column(column: pa.ChunkedArray | pa.Array, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    if column.type == field.type:
        return column
    try:
        return column.cast(options=pc.CastOptions(field.type, allow_time_truncate=True))
    except pa.ArrowInvalid as error:
        problem = {"column": Code(field.name), "type": Code(str(field.type))}
        raise EngineError(Sentence("store.value_does_not_fit", problem)) from error


def plain(rows: Held) -> Held:
    """The rows in the plain types."""
    return recast(rows, plain_schema(rows.schema))
