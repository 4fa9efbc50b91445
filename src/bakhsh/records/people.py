"""People's data: what was shown, taken, erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bakhsh.language.sentences import Sentence
from bakhsh.records.loading import LoadRecord

__all__ = [
    "AuditEntry", "RejectedRow", "Rejections", "UndoPlan", "CustomerExport", "Person", "HandledFile", "NamedIn",
    "Forgetting",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What was done with people's data: `person` is a keyed hash of whose (empty: many people's), `asked_by` the user
    of the machine, `about` what it concerned (a campaign, a load), `counts` rows and files by name; `files` the copies
    that were written, relative to the project where they lie inside its folder."""

    entry: int
    at: datetime
    verb: str
    person: str = ""
    asked_by: str = ""
    about: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken, masked as it is kept: where it stands, the reason's id and in words, the column of the
    file at fault and what stood there, and the row as it came, as JSON text."""

    load: int
    source: str
    file: str
    line: int
    reason: str
    why: Sentence
    part: str = ""
    column: str | None = None
    found: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Rejections:
    """Rows that were not taken: `counts` by reason over all `total` of them, the first of them in `rows`; `file` where
    they were written whole."""

    loads: tuple[int, ...]
    counts: Mapping[str, int]
    total: int
    rows: tuple[RejectedRow, ...] = ()
    file: str = ""
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking a load back changes: orders that go with it, orders that another load has otherwise and that count as
    it has them, and the customers whose orders these are. `details`: customers of whom names, addresses, consents or
    other details that the load brought go with it. `done` once it is taken back."""

    load: LoadRecord
    orders_gone: int
    orders_back: int
    customers: int
    done: bool = False
    details: int = 0


@dataclass(frozen=True, slots=True)
class CustomerExport:
    """Everything about one person was written to `files`; `counts` rows by subject, `person` his keyed hash."""

    person: str
    counts: Mapping[str, int]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an id stands for: a name, and a telephone number or e-mail address; empty where none is known."""

    name: str = ""
    reach: str = ""


@dataclass(frozen=True, slots=True)
class HandledFile:
    """A file we wrote or keep that names the person: `rows` of his; `removed` where it goes as a whole, because rows
    cannot be taken out of it, or because the `whole` file is about him."""

    file: str
    rows: int
    removed: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A file of the user that names the person on so many lines; nobody but its owner changes it."""

    file: str
    lines: int


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What forgetting a person removes, or, when `done`, has removed.

    `person` is his keyed hash, `already` the day on which he was forgotten before (then nothing is left to remove).
    `rows` of the ledger by table, over all its kept versions; `snapshots` are the numbers of the runs whose snapshot is
    rewritten, `waves` those of campaigns ("winback 2"); `files` are exported or kept ones, `sources` those of the user
    that still name him, `elsewhere` copies outside the project's folder that were handed out.
    """

    person: str
    day: date
    ids: int = 0
    addresses: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    snapshots: tuple[int, ...] = ()
    waves: tuple[str, ...] = ()
    files: tuple[HandledFile, ...] = ()
    sources: tuple[NamedIn, ...] = ()
    elsewhere: tuple[NamedIn, ...] = ()
    already: date | None = None
    done: bool = False
    notes: tuple[Sentence, ...] = ()
