"""Names, texts and types as DuckDB writes them. Every name and text goes through here, so none can end a quote."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

__all__ = ["SQL_TYPES", "files", "order", "quoted", "text"]

SQL_TYPES = {
    pa.bool_(): "BOOLEAN", pa.date32(): "DATE", pa.float32(): "FLOAT", pa.float64(): "DOUBLE", pa.int8(): "TINYINT",
    pa.int16(): "SMALLINT", pa.int32(): "INTEGER", pa.int64(): "BIGINT", pa.string(): "VARCHAR",
    pa.timestamp("us"): "TIMESTAMP", pa.uint8(): "UTINYINT", pa.uint16(): "USMALLINT", pa.uint32(): "UINTEGER",
    pa.uint64(): "UBIGINT",
}  # fmt: skip


def quoted(name: str) -> str:
    """A name of a table or column."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text."""
    return "'" + value.replace("'", "''") + "'"


def files(paths: Iterable[Path]) -> str:
    """A list of files for `read_parquet`."""
    return "[" + ", ".join(text(path.as_posix()) for path in paths) + "]"


def order(columns: Iterable[str]) -> str:
    """An ORDER BY, ascending with empty values last; nothing where there are no columns."""
    names = ", ".join(f"{quoted(name)} ASC NULLS LAST" for name in columns)
    return f" ORDER BY {names}" if names else ""
