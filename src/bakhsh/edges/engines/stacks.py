"""A stack of pieces as one view: base rows of untouched customers, the newest delta of touched ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from bakhsh.edges.engines.names import SQL_TYPES, files, quoted, text

__all__ = ["newest_sql", "stack_sql"]

_KEY = "customer_id"


def newest_sql(ids: Sequence[Path]) -> str:
    """Every customer a delta names, with the place (from 0, oldest first) of the newest one that does."""
    return (
        f"SELECT i.{_KEY}, max(p.place) AS place FROM {_read(ids, mark='__file')} AS i"
        f" JOIN {_places(dict(zip(ids, range(len(ids)), strict=True)))} AS p ON p.file = i.__file GROUP BY ALL"
    )


def stack_sql(
    base: Sequence[Path],
    deltas: Mapping[Path, int],
    newest: str | None,
    schema: pa.Schema,
    names: Mapping[Path, frozenset[str]],
) -> str:
    """The table of `schema` over these files; `deltas` gives the place of each, `newest` the table of `newest_sql`."""
    parts = []
    if base:
        untouched = f" WHERE NOT EXISTS (FROM {quoted(newest)} AS n WHERE n.{_KEY} = r.{_KEY})" if newest else ""
        parts.append(f"{_select(schema, base, names)} FROM {_read(base, names)} AS r{untouched}")
    if deltas and newest:
        parts.append(
            f"{_select(schema, deltas, names)} FROM {_read(list(deltas), names, mark='__file')} AS r"
            f" JOIN {_places(deltas)} AS p ON p.file = r.__file"
            f" SEMI JOIN {quoted(newest)} AS n ON n.{_KEY} = r.{_KEY} AND n.place = p.place"
        )
    return " UNION ALL ".join(parts) or f"{_select(schema, (), names)} WHERE false"


def _select(schema: pa.Schema, paths: Iterable[Path], names: Mapping[Path, frozenset[str]]) -> str:
    """Exactly the columns of the schema; empty where none of the files has one, or a value has another type: a further
    column that is declared anew as a number may hold words in what was read before."""
    known = frozenset[str]().union(*(names[path] for path in paths))
    columns = (
        f"TRY_CAST({f'r.{quoted(field.name)}' if field.name in known else 'NULL'} AS {SQL_TYPES[field.type]})"
        f" AS {quoted(field.name)}"
        for field in schema
    )
    return f"SELECT {', '.join(columns)}"


def _read(paths: Sequence[Path], names: Mapping[Path, frozenset[str]] | None = None, mark: str = "") -> str:
    """`read_parquet` of these files; `mark` names the column that says which file a row is from."""
    differ = names is not None and len({names[path] for path in paths}) > 1
    options = ", hive_partitioning = false" + (", union_by_name = true" if differ else "")
    return f"read_parquet({files(paths)}{options}" + (f", filename = {text(mark)})" if mark else ")")


def _places(places: Mapping[Path, int]) -> str:
    rows = ", ".join(f"({text(path.as_posix())}, {place})" for path, place in places.items())
    return f"(SELECT * FROM (VALUES {rows}) AS v(file, place))"
