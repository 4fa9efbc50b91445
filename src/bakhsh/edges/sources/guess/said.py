"""A draft as the record that faces show and that becomes a file: examples masked where they are personal."""

from __future__ import annotations

from collections.abc import Iterable

from bakhsh.edges.sources.evidence import Profile, content
from bakhsh.edges.sources.guess.customers import lost_digits
from bakhsh.edges.sources.guess.drafts import Draft
from bakhsh.edges.sources.guess.roles import LINE_ROLES, Part, is_names
from bakhsh.edges.sources.guess.wide import LINE
from bakhsh.edges.sources.headers import PERSONAL, nearness
from bakhsh.edges.sources.marks import PSEUDO
from bakhsh.language.sentences import Sentence
from bakhsh.records import Guess, GuessedColumn

__all__ = ["as_guess"]

_MASKED = "•••"


def as_guess(draft: Draft) -> Guess:
    reading = draft.reading
    return Guess(
        file=str(draft.path), table=draft.table, format=reading.format, delimiter=reading.delimiter,
        encoding=reading.encoding, header=reading.header, columns=tuple(_columns(draft)), rows=draft.sample.rows,
        questions=tuple(draft.questions), decimal=reading.decimal, widths=reading.widths, members=reading.members,
        layout=draft.layout, policy=draft.policy, preset=draft.preset.name if draft.preset else "",
        unit=draft.unit, iranian=draft.iranian, notes=tuple(draft.notes), joins=tuple(draft.joins),
        beside=tuple(map(as_guess, draft.beside)), named=bool(reading.header and reading.columns),
        answers=draft.answers,
    )  # fmt: skip


def _columns(draft: Draft) -> Iterable[GuessedColumn]:
    by_column: dict[str, list[Part]] = {}
    for part in draft.parts:
        if not (draft.table == "orders" and part.role in LINE_ROLES):
            by_column.setdefault(part.column.name, []).append(part)
    asked = {name for names in draft.answers.values() for name in names}
    if draft.table == "customers" and not any(part.role == "customer_id" for part in draft.parts):
        yield GuessedColumn(LINE, "customer_id", 1.0, Sentence("guess.row_number"))
    for column in draft.columns:
        for part in by_column.get(column.name, ()):
            yield _taken(draft, part)
        if column.name not in by_column and column.name not in PSEUDO and column.name not in asked:
            yield _left(column)


def _taken(draft: Draft, part: Part) -> GuessedColumn:
    column = part.column
    reach = part.role in PERSONAL and draft.table != "items"
    personal = reach or (part.role == "customer_id" and (_is_personal(column) or is_names(column)))
    examples = (_MASKED,) if personal else column.some
    unit = draft.units.get(column.name, "")
    return GuessedColumn(
        column.name, part.role, part.sure, part.because, examples, part.form, personal, unit, part.type, part.cuts,
        lost_digits(column) if part.role.endswith("postal_code") else 0,
    )  # fmt: skip


def _left(column: Profile) -> GuessedColumn:
    personal = _is_personal(column) or any(
        nearness(role, column.name) >= 0.8 and (role == "national_id" or content(role, column)) for role in PERSONAL
    )
    because = Sentence("guess.left_out") if personal else Sentence("guess.unused")
    return GuessedColumn(column.name, "", 0.0, because, (_MASKED,) if personal else column.some, "", personal)


def _is_personal(column: Profile) -> bool:
    return column.email > 0.5 or column.mobile > 0.5 or (is_names(column) and nearness("name", column.name) >= 0.5)
