"""Data: what was read, guessed, asked, and what became of the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bakhsh.language.sentences import Sentence
from bakhsh.specs import Join, Layout, Policy

__all__ = [
    "JoinedFile", "LoadRecord", "GuessedColumn", "Choice", "Question", "Guess", "Exclusion", "MonthTotal",
    "SourceTotal", "Reconciliation",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class JoinedFile:
    """What became of a table beside the main one: of `rows` read, `repeated` shared their key with another row and were
    made one with it; `matched` rows that asked for one found it, `unmatched` found none; `unused` of its rows (one for
    each key) nothing asked for. `doubled`: keys whose rows name different ways to reach somebody, of which none is
    taken."""

    name: str
    files: tuple[str, ...]
    rows: int
    repeated: int
    matched: int
    unmatched: int
    unused: int
    doubled: int = 0


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """One reading of a file, or of a database or a shop ("database: orders"); rows = kept + duplicates + rejected,
    always. `since`: only what was at or after this mark was asked for (empty: everything); `mark`: the highest one
    seen, from which the next reading goes on. `joined`: the tables beside it, in the declared order.
    `dropped`: orders that the reading before of the same file had and that this one has no more; they stay."""

    load: int
    source: str
    file: str
    fingerprint: str
    read_at: datetime
    rows: int
    kept: int
    duplicates: int
    rejected: int
    first_at: datetime | None = None
    last_at: datetime | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)
    noticed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What was noticed of rows that were taken: by notice and column of the file, how many rows (of
    `order_money_heard` and `order_money_lost`: how many orders; of `kind_unknown`: by the word, not the column)."""
    since: str = ""
    mark: str = ""
    joined: tuple[JoinedFile, ...] = ()
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class GuessedColumn:
    """One column of a stranger's file: what it is taken for, how sure (0 to 1), why, three values (masked where
    personal), and how its cells are read. A column that fills two of ours is here twice."""

    source: str
    column: str
    sure: float
    because: Sentence
    examples: tuple[str, ...] = ()
    form: str = ""
    personal: bool = False
    unit: str = ""
    """The money unit its header names."""
    type: str = ""
    """Of a further column: its type."""
    cuts: tuple[str, ...] = ()
    """Of the column by which customers without orders are divided first: its cut points, the upper one first."""
    digits: int = 0
    """How many digits its codes had before a spreadsheet took leading zeros away; 0: it took none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer there is to a question, and what it means."""

    value: str
    means: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a file cannot say by itself. `key` is what an answer settles: `unit`, `form`, `amount_is` … or one of our
    columns. `choices` are the answers there are, the usual one first (none: any). `grave`: a wrong answer changes
    money, days or who bought, so it is never taken for granted."""

    key: str
    asked: Sentence
    choices: tuple[Choice, ...] = ()
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Guess:
    """What a stranger's file seems to be; `new` writes it to data/NAME.toml and a run then obeys the file.

    `preset` names the kind of export it was recognised as (empty: none). `notes` say how the table lies, how its text
    is written, and what was taken for granted; `questions` what only a person knows. `beside` are guesses of further
    files that became sources of their own; those that only say more of this one's rows are in `joins`. `answers`: by
    scale the columns that answer a survey's items.
    """

    file: str
    table: str
    format: str
    delimiter: str
    encoding: str
    header: bool
    columns: tuple[GuessedColumn, ...]
    rows: int = 0
    questions: tuple[Question, ...] = ()
    decimal: str = "."
    widths: tuple[int, ...] = ()
    members: tuple[str, ...] = ()
    layout: Layout = field(default_factory=Layout)
    joins: tuple[Join, ...] = ()
    policy: Policy = field(default_factory=Policy)
    preset: str = ""
    unit: str = ""
    numbering: str = ""
    iranian: bool = False
    notes: tuple[Sentence, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    beside: tuple[Guess, ...] = ()
    named: bool = False
    """Whether the columns are named in the project though the file has a header: it does not stand above them."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows left out of revenue, or money taken off it, for one reason."""

    reason: str
    rows: int
    amount: int


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """A calendar month: what the files say, what was left out and why, what was sold, returned, and what remains.

    file_amount = Σ exclusions.amount + sold - returned;  net = sold - returned. Minor units. `bucket`: what of net is
    of customers behind whom many people stand.
    """

    month: date
    rows: int
    file_amount: int
    sold: int
    returned: int
    net: int
    exclusions: tuple[Exclusion, ...] = ()
    bucket: int = 0


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """The same of one source, over all months and the rows without a day."""

    source: str
    rows: int
    file_amount: int
    sold: int
    returned: int
    net: int
    exclusions: tuple[Exclusion, ...] = ()
    bucket: int = 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Revenue by month after the policy. `matched_returns` of `return_lines` were linked to the sale they undo,
    `of_earlier_month` of those undo a sale of an earlier month. `notes`: policy and assumptions in words. `undated`:
    rows left out whose day could not be read; with them, all months add up to what the files say, and so do all
    `sources`. `findings`: what somebody should look at, because nothing here decides it."""

    months: tuple[MonthTotal, ...]
    return_lines: int = 0
    matched_returns: int = 0
    of_earlier_month: int = 0
    notes: tuple[Sentence, ...] = ()
    undated: tuple[Exclusion, ...] = ()
    sources: tuple[SourceTotal, ...] = ()
    findings: tuple[Sentence, ...] = ()
