"""A guess on a terminal: what the file is, what its columns mean and why, what was taken for granted."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import Row, bullets, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.records import Guess, GuessedColumn
from bakhsh.specs import Layout, Policy
from bakhsh.tables import KEPT

__all__ = ["guess"]

_TABLES = {
    "lines": Sentence("guess.rows_are_lines"),
    "orders": Sentence("guess.rows_are_orders"),
    "customers": Sentence("guess.rows_are_customers"),
    "items": Sentence("guess.rows_are_items"),
    "consent": Sentence("guess.rows_are_consent"),
    "events": Sentence("guess.rows_are_events"),
}
_MANY = 14
"""So many columns of a wide table are shown one by one; the others are only named."""


def guess(screen: Screen, guess: Guess) -> RenderableType:
    """What strangers' files seem to be."""
    return Group(*(part for one in (guess, *guess.beside) for part in _one(screen, one)))


def _one(screen: Screen, one: Guess) -> Iterable[RenderableType]:
    said: dict[str, Argument] = {
        "file": Code(one.file), "rows": one.rows, "table": _TABLES.get(one.table, Code(one.table)),
    }  # fmt: skip
    yield headline(screen, Sentence("guess.file_is", said))
    yield Text(screen.text(_written(one)), "dim")
    taken = [column for column in one.columns if column.column]
    shown = taken if len(taken) <= _MANY + 4 else [column for column in taken if not column.type][:_MANY]
    if shown:
        yield laid_out(screen, ("file_column", "our_column", "examples", ">sure", "why"), map(_guessed, shown))
    further = tuple(Code(column.source) for column in taken if column not in shown)
    if further:
        yield Text(screen.text(Sentence("guess.further_columns", {"count": len(further), "columns": further})))
    asked = {*one.policy.return_when, *(rows.column for rows in one.policy.leave_out)}
    left = tuple(Code(column.source) for column in one.columns if not column.column and column.source not in asked)
    if left:
        yield Text(screen.text(Sentence("guess.columns_left", {"columns": left})), "dim")
    yield from bullets(screen, (*one.notes, *_counts(one.policy), *_lies(one)))
    yield Text("")


def _written(one: Guess) -> Sentence:
    """How its text is written, where it is text."""
    if one.format not in ("csv", "fixed") or not one.delimiter:
        return Sentence("guess.form_is", {"form": Code(one.format)})
    marks: dict[str, Argument] = {
        "form": Code(one.format), "delimiter": _MARKS.get(one.delimiter, Code(one.delimiter)),
        "encoding": Code(one.encoding), "decimal": Code(one.decimal),
    }  # fmt: skip
    return Sentence("guess.text_is", marks)


_MARKS: dict[str, Argument] = {"\t": Sentence("guess.mark_tab"), " ": Sentence("guess.mark_blanks")}


def _guessed(one: GuessedColumn) -> Row:
    form = " ".join(part for part in (one.form, one.unit, one.type) if part)
    ours = Code(f"{one.column} ({form})" if form else one.column)
    hidden = one.personal or one.column.removeprefix("customers.") in KEPT
    examples = Sentence("cli.hidden") if hidden else Code(", ".join(_cut(text) for text in one.examples[:2]))
    return (Code(one.source), ours, examples, Share(one.sure, 0), one.because)


def _cut(text: str) -> str:
    return text if len(text) <= 22 else f"{text[:21]}…"


def _counts(policy: Policy) -> Iterable[Sentence]:
    """What of the file counts, as the policy that is proposed says it."""
    usual = Policy()
    for name, said in _LISTS.items():
        values = getattr(policy, name)
        if values != getattr(usual, name):
            yield Sentence("guess.policy", {"what": said, "values": tuple(map(Code, values))})


_LISTS = {
    "statuses": Sentence("guess.policy_statuses"),
    "cancelled": Sentence("guess.policy_cancelled"),
    "returned": Sentence("guess.policy_returned"),
    "unpaid": Sentence("guess.policy_unpaid"),
    "per_order": Sentence("guess.policy_per_order"),
    "bucket_customers": Sentence("guess.policy_buckets"),
}


def _lies(one: Guess) -> Iterable[Sentence]:
    """How the table lies on its page, and what is joined to it."""
    layout, usual = one.layout, Layout()
    if layout.sheets:
        yield Sentence("guess.lies_sheets", {"sheets": tuple(map(Code, layout.sheets))})
    if layout.header_rows != usual.header_rows:
        yield Sentence("guess.lies_header_rows", {"count": layout.header_rows})
    if layout.fill_down:
        yield Sentence("guess.lies_filled_down", {"columns": tuple(map(Code, layout.fill_down))})
    if layout.totals:
        yield Sentence("guess.lies_totals", {"words": tuple(map(Code, layout.totals))})
    if layout.wide:
        yield Sentence("guess.lies_wide", {"columns": tuple(map(Code, layout.wide))})
    for join in one.joins:
        names = tuple(Code(name) for name in join.on)
        yield Sentence("guess.joined", {"file": Code(join.files[0]), "name": Code(join.name), "columns": names})
