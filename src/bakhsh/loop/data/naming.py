"""Which rows of a file name somebody: read by the file's declaration, without taking any of them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from bakhsh.loop.data.columns import Columns, Raw
from bakhsh.loop.data.forgotten import Forgotten, stopped
from bakhsh.loop.data.ids import read_ids
from bakhsh.loop.data.reach import named_by_reach, read_reach
from bakhsh.specs import Project, Source

__all__ = ["naming_rows"]


def naming_rows(
    batch: Raw, source: Source, project: Project, pseudonym: Callable[[str], str], whom: Forgotten
) -> pa.Array:
    """The mask of the rows of the batch that would be stopped if these people were forgotten."""
    columns = Columns(batch, source, project)
    own = columns.map(source.table, "customer_id")
    cells = columns.cells(source.table, "customer_id")
    ids = read_ids(cells, pseudonym if own is not None and own.personal else None)
    customers = named_by_reach(ids, read_reach(columns, pseudonym)).values
    return stopped(columns, customers, whom)
