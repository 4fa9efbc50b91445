"""Writes the generated reference pages: docs/reference/json.md from the records, docs/reference/tables.md from the
contracts. A test compares the pages with what this prints, so they cannot fall behind."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path

from bakhsh import records
from bakhsh.tables import CONTRACTS

REFERENCE = Path(__file__).parent / "reference"


_INSIDE = ("BucketFiles", "Delta", "Manifest", "Model", "Piece")
"""Records of the store that no verb prints."""


def json_page() -> str:
    """Every record as it appears in `--json`."""
    parts = [
        "# JSON\n",
        "The records inside what `--json` prints; which verb prints which, and how errors look, stands in",
        "[cli.md](cli.md). Fields may be added; none is renamed or removed within a major version. Money is whole",
        "minor units, shares are 0 to 1, dates and times are ISO 8601 (times in UTC). A sentence is",
        '`{"id", "text", "args"}` with its English text. An interval is `{"estimate", "low", "high", "level"}`.\n',
    ]
    for name in sorted(records.__all__):
        kind = getattr(records, name)
        if dataclasses.is_dataclass(kind) and name not in _INSIDE:
            parts += [f"## {name}\n", inspect.cleandoc(kind.__doc__ or ""), "", "| field | type |", "|---|---|"]
            parts += [f"| {one.name} | `{one.type}` |" for one in dataclasses.fields(kind)]
            parts.append("")
    return "\n".join(parts)


def tables_page() -> str:
    """Every contract."""
    parts = ["# Tables\n", "The tables that pass between rooms. **Bold**: always filled.\n"]
    for contract in CONTRACTS.values():
        more = " Open: a project may declare further columns." if contract.open else ""
        parts += [f"## {contract.name}\n", f"One row is {contract.row}. Key: {', '.join(contract.key)}.{more}\n"]
        parts += ["| column | type | what it is |", "|---|---|---|"]
        for column in contract.columns:
            name = f"**{column.name}**" if column.required else column.name
            parts.append(f"| {name} | {column.type.value} | {column.means}{' (personal)' if column.personal else ''} |")
        parts.append("")
    return "\n".join(parts)


PAGES = {"json.md": json_page, "tables.md": tables_page}

if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}")
