"""A stranger's file: how it is read, what its columns mean, what of it counts. A guess with its reasons, and questions
where only a person knows."""

from __future__ import annotations

from pathlib import Path

from bakhsh.edges.sources.guess.whole import guess_file
from bakhsh.records import Guess

__all__ = ["guess"]


def guess(path: Path, *further: Path, sample_rows: int = 6_000) -> Guess:
    """What the file seems to be, from up to `sample_rows` of its rows in stretches from its start to its end.

    A known kind of export is recognised by its headers (`preset`). `table` is "lines" where rows name items or an order
    has several rows, "orders" where a row is one; "customers" where a row is a customer and there are no orders; or
    "items", "consent", "events". A column without a part has an empty `column` and the reason; `sure` is 0 to 1.
    Personal columns are marked and their examples masked. `questions` are what the file cannot say by itself; only
    those about money, days and customers are grave. Raises as `files.columns_of` does, and DataError for a file without
    rows.
    """
    return guess_file(path, sample_rows)
