"""The price levels of a project: its own table, read anew by every run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyarrow as pa

from bakhsh.edges.sources.price_table import price_table
from bakhsh.errors import ProjectError, ProjectErrors
from bakhsh.language.sentences import Sentence
from bakhsh.specs.prices import SAID_OF_MONEY
from bakhsh.tables import DEFLATOR
from bakhsh.workspace.opened import Opened

__all__ = ["anchor", "deflator", "fingerprint", "mistakes", "said_of_money"]


def deflator(ws: Opened) -> pa.Table:
    """DEFLATOR: the table that prices.toml names, else nothing. Raises ProjectErrors where it cannot be read."""
    declared = ws.files.prices
    if declared.constant != "table":
        return DEFLATOR.schema().empty_table()
    return price_table(ws.folder / declared.table, declared.table)


def mistakes(ws: Opened) -> tuple[ProjectError, ...]:
    """Everything that is wrong with the table, where there is one."""
    if ws.files.prices.constant != "table":
        return ()
    try:
        deflator(ws)
    except ProjectErrors as error:
        return error.errors
    return ()


def fingerprint(ws: Opened) -> str:
    """Of the levels; empty where there are none."""
    rows = deflator(ws).drop_columns(["source"]).to_pylist() if ws.files.prices.constant == "table" else []
    said = "\n".join(f"{row['starts_on']} {row['ends_on']} {row['level']!r}" for row in rows)
    return hashlib.sha256(said.encode()).hexdigest()[:16] if rows else ""


def anchor(ws: Opened) -> list[str]:
    """Of what cut points in constant money hang on beside their definition: the month in whose money they stand."""
    declared = ws.files.prices
    first = deflator(ws)["starts_on"].to_pylist()[:1] if declared.constant == "table" else []
    return [declared.constant, *map(str, [declared.base] if declared.base else first)]


def said_of_money(notes: Sequence[Sentence]) -> Sentence:
    """Whether money is nominal or constant, and by what: of what was said when a snapshot was made."""
    return next((one for one in notes if one.id in SAID_OF_MONEY), Sentence("prices.nominal"))
