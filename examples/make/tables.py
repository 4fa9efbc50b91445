"""Writes tables as the files of an example."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["write_csv"]


def write_csv(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """A CSV file in UTF-8 with a mark, as a spreadsheet of Persian writes it; lines end in LF."""
    found = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
