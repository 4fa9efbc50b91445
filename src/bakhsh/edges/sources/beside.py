"""A table beside the main one, read whole and with one row for each key."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sources import files
from bakhsh.edges.sources.identifying import Identifying
from bakhsh.edges.sources.keyed import keys_of, summed
from bakhsh.edges.sources.raw import BrokenLine, RawBatch
from bakhsh.errors import MissingColumn
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.typed import typed
from bakhsh.specs import ColumnMap, Join

__all__ = ["Beside", "read_beside"]


@dataclass(frozen=True, slots=True)
class Beside:
    """A joined table: `keys` and the rows they name are in step, `lines` and `parts` say where the first row of each
    stood. Rows without a key are `keyless`. `read` rows were read, `repeated` of them shared a key with another one.
    `unclear` says of rows that stand for several with different ids which column that is; `doubled` of them stand for
    several with different ways to reach somebody. `broken` lines by part; a part is the file's name, with the sheet or
    member where it has several."""

    files: tuple[str, ...]
    keys: pa.Array
    rows: pa.Table
    lines: pa.Array
    parts: pa.Array
    keyless: pa.Table
    keyless_lines: pa.Array
    keyless_parts: pa.Array
    broken: Mapping[str, tuple[BrokenLine, ...]]
    read: int
    repeated: int
    unclear: pa.Array
    doubled: int


def read_beside(
    join: Join,
    paths: Mapping[str, Path],
    wanted: Sequence[str],
    maps: Sequence[ColumnMap],
    decimal: str,
    known_by: Identifying,
) -> Beside:
    """The table that lies in `paths` (by what they are called), reduced to the `wanted` columns, as text.

    `maps` are the declared columns of it, for the place of a mistake; `decimal` the decimal sign sums are written with.
    Columns of `known_by` never hold the values of several rows.
    Raises MissingColumn for a wanted column no file has, and as `files.read_batches` does.
    """
    tables: list[pa.Table] = []
    lines: list[pa.Array] = []
    parts: list[pa.Array] = []
    broken: dict[str, tuple[BrokenLine, ...]] = {}
    for part, batch in _batches(join, paths, wanted):
        _refuse_missing(join, batch, part, wanted, maps)
        columns = [typed(batch.rows.column(name)) for name in wanted]
        tables.append(pa.table(columns, names=list(wanted)))
        lines.append(batch.lines)
        parts.append(pa.repeat(pa.scalar(part), batch.rows.num_rows))
        if batch.broken:
            broken[part] = (*broken.get(part, ()), *batch.broken)
    rows = pa.concat_tables(tables)
    all_lines, all_parts = pa.concat_arrays(lines).cast(pa.int64()), pa.concat_arrays(parts)
    keys = keys_of(rows, tuple(join.on.values()))
    keyed, keyless = pc.is_valid(keys), pc.is_null(keys)
    decimals = (join.reading.decimal, decimal)
    one_value = (*known_by.ids, *known_by.ways)
    found = summed(rows.filter(keyed), keys.filter(keyed), join.total, decimals, one_value)
    unclear = pa.nulls(len(found.keys), pa.string())
    for name in known_by.ids:
        if name in found.several:
            unclear = pc.coalesce(unclear, pc.if_else(pa.array(found.several[name]), f"{join.name}.{name}", None))
    doubled = [found.several[name] for name in known_by.ways if name in found.several]
    return Beside(
        tuple(paths), found.keys, found.rows, all_lines.filter(keyed).take(found.firsts),
        all_parts.filter(keyed).take(found.firsts), rows.filter(keyless), all_lines.filter(keyless),
        all_parts.filter(keyless), broken, rows.num_rows, int(pc.sum(keyed).as_py() or 0) - len(found.keys), unclear,
        int(np.logical_or.reduce(doubled).sum()) if doubled else 0,
    )  # fmt: skip


def _batches(join: Join, paths: Mapping[str, Path], wanted: Sequence[str]) -> Iterator[tuple[str, RawBatch]]:
    for label, path in paths.items():
        for batch in files.read_batches(path, join.reading, join.layout, wanted):
            yield f"{label}/{batch.part}" if batch.part else label, batch


def _refuse_missing(join: Join, batch: RawBatch, part: str, wanted: Sequence[str], maps: Sequence[ColumnMap]) -> None:
    known = batch.rows.column_names
    for name in wanted:
        if name in known:
            continue
        near = {matching_key(one): one for one in reversed(known)}
        found = [near[key] for key in difflib.get_close_matches(matching_key(name), near, n=1, cutoff=0.6)]
        at = next((one.at for one in maps if one.source == f"{join.name}.{name}"), join.at)
        args: dict[str, Argument] = {
            "column": Code(name),
            "name": Code(join.name),
            "file": Code(part),
            "known": tuple(map(Code, known)),
        }
        raise MissingColumn(
            Sentence("sources.join_lacks", args),
            where=at if at.file else None,
            hint=Sentence("data.column_near", {"near": Code(found[0])}) if found else None,
        )
