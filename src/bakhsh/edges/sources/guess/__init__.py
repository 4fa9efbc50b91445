"""Strangers' files: how they are read, what their columns mean, what of them counts. A guess with its reasons, and
questions where only a person knows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bakhsh.edges.sources.guess.drafts import opened
from bakhsh.edges.sources.guess.joins import together
from bakhsh.edges.sources.guess.said import as_guess
from bakhsh.edges.sources.guess.whole import judged
from bakhsh.records import Guess

__all__ = ["guess"]


def guess(path: Path, *further: Path, answers: Mapping[str, str] | None = None, sample_rows: int = 6_000) -> Guess:
    """What the file seems to be, from up to `sample_rows` of its rows in stretches from its start to its end.

    A known kind of export is recognised by its headers (`preset`). `table` is "lines" where rows name items or an order
    has several rows, "orders" where a row is one; "customers" where a row is a customer and there are no orders; or
    "items", "consent", "events", "assets". A column without a part has an empty `column` and the reason; `sure` is 0
    to 1. Personal columns are marked and their examples masked. `questions` are what the file cannot say by itself;
    only those about money, days and customers are grave. `answers` say how the text is written (encoding, delimiter,
    decimal); all others are put in by `project.settle`.

    Of several files the one that holds the money is the source; those whose rows its keys name are joined to it, and
    customers, items, permissions become sources of their own (`beside`).

    Raises as `files.columns_of` does, and DataError for a file without rows.
    """
    drafts = [opened(one, answers or {}, sample_rows) for one in (path, *further)]
    return as_guess(together(drafts) if len(drafts) > 1 else judged(drafts[0]))
