"""How many rows of a file name somebody: read by the file's declaration, without taking any of them."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow.compute as pc

from bakhsh.loop.data.columns import Columns, Raw
from bakhsh.loop.data.forgotten import Forgotten, stopped
from bakhsh.loop.data.ids import read_ids
from bakhsh.loop.data.reach import named_by_reach, read_reach
from bakhsh.specs import Project, Source

__all__ = ["rows_naming"]


def rows_naming(batch: Raw, source: Source, project: Project, pseudonym: Callable[[str], str], whom: Forgotten) -> int:
    """The rows of the batch that would be stopped if these people were forgotten."""
    columns = Columns(batch, source, project)
    own = columns.map(source.table, "customer_id")
    cells = columns.cells(source.table, "customer_id")
    ids = read_ids(cells, pseudonym if own is not None and own.personal else None)
    customers = named_by_reach(ids, read_reach(columns, pseudonym)).values
    return int(pc.sum(stopped(columns, customers, whom)).as_py() or 0)
