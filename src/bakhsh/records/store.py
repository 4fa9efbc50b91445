"""The store: pieces, the files of a bucket, versions of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bakhsh.language.sentences import Sentence

__all__ = ["Piece", "Delta", "BucketFiles", "Manifest"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One immutable file of the store: its path relative to the store's root (with /), its rows and bytes."""

    path: str
    rows: int
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """The whole history of every customer one load touched in one bucket: their ids, and rows per ledger table.

    A table without rows for those customers is absent from `tables`; its older rows for `ids` are void all the same.
    """

    ids: Piece
    tables: Mapping[str, Piece] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BucketFiles:
    """The files of one hash bucket: a base per table and later deltas, oldest first."""

    base: Mapping[str, Piece] = field(default_factory=dict)
    deltas: tuple[Delta, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of the ledger: `loads` are the loads it contains, ascending; `history` holds what each of them
    brought, by load number and piece name ("entries-a", "versions", "rejected"): all else is derived from it.
    `buckets` are the derived tables per customer by hex digit; `whole` those without a customer (items). `without`
    counts the people who were forgotten since it was made: their rows are no longer in any of its pieces. `whole`
    also holds the aliases of merged ids; `identity` is the print of what identity.toml said of them, `settled` that of
    the aliases (empty: nobody has one), `notes` what is to be said of it."""

    version: int
    loads: tuple[int, ...] = ()
    history: Mapping[str, Mapping[str, Piece]] = field(default_factory=dict)
    buckets: Mapping[str, BucketFiles] = field(default_factory=dict)
    whole: Mapping[str, Piece] = field(default_factory=dict)
    without: int = 0
    identity: str = ""
    settled: str = ""
    notes: tuple[Sentence, ...] = ()
