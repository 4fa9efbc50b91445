"""Builds the table THEMES that the package ships, from themes.toml beside this file.

    python reference/build/themes.py

A word under several themes speaks of each of them by an equal part. The table is sorted, so that the file is the same
whenever the words are.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bakhsh.language.keys import matching_key
from bakhsh.tables import THEMES

__all__ = ["TARGET", "main", "table"]

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src" / "bakhsh" / "reference" / "themes.parquet"


def main() -> None:
    """Writes the table."""
    pq.write_table(table(), TARGET, compression="zstd")


def table() -> pa.Table:
    """The table as the words say it."""
    said = tomllib.loads((HERE / "themes.toml").read_text(encoding="utf-8"))["themes"]
    of_word: dict[str, list[str]] = defaultdict(list)
    for theme, words in said.items():
        for word in dict.fromkeys(map(matching_key, words)):
            of_word[word].append(theme)
    rows = [
        {"word": word, "theme": theme, "weight": 1 / len(themes)}
        for word, themes in sorted(of_word.items())
        for theme in sorted(themes)
    ]
    return pa.Table.from_pylist(rows, THEMES.schema())


if __name__ == "__main__":
    main()
