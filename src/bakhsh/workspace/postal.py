"""The project's own table of postal codes: read when a run needs it, from whatever form of file it has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sources import files
from bakhsh.errors import MissingColumn, Where
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.typed import typed
from bakhsh.specs import PostalTable, Reading
from bakhsh.tables import POSTAL
from bakhsh.workspace.opened import Opened

__all__ = ["fingerprint", "table"]

_FILE = "geographic.toml"


def fingerprint(ws: Opened) -> list[str]:
    """Of the file's bytes, where the project names one."""
    said = ws.files.geographic.postal
    return [files.fingerprint(ws.folder / said.file)] if said is not None else []


def table(folder: Path, said: PostalTable) -> pa.Table:
    """POSTAL, each row once. MissingColumn where the file has not the column of codes, DataError and EdgeError as any
    file of data raises them."""
    path = folder / said.file
    there = files.columns_of(path, Reading())
    if said.prefix not in there:
        known = tuple(Code(one) for one in there)
        args: dict[str, Argument] = {"column": Code(said.prefix), "file": Code(said.file), "known": known}
        raise MissingColumn(Sentence("workspace.missing_column", args), where=Where(_FILE, key="postal"))
    found = pa.concat_tables([POSTAL.schema().empty_table(), *_read(path, said, there)])
    return found.group_by(list(POSTAL.names)).aggregate([]).select(list(POSTAL.names))


def _read(path: Path, said: PostalTable, there: tuple[str, ...]) -> Iterator[pa.Table]:
    columns = {name: getattr(said, name) for name in POSTAL.names}
    for batch in files.read_batches(path, Reading(), wanted=tuple(filter(None, columns.values()))):
        rows = batch.rows
        yield pa.table(
            [_texts(rows, column if column in there else "") for column in columns.values()], schema=POSTAL.schema()
        ).filter(pc.is_valid(_texts(rows, said.prefix)))


def _texts(rows: pa.Table, column: str) -> pa.Array | pa.ChunkedArray:
    if not column:
        return pa.nulls(rows.num_rows, pa.string())
    return typed(rows[column])
