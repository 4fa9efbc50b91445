"""What one file seems to be, put together from its sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bakhsh.edges.sources import files
from bakhsh.edges.sources.dialect import Dialect, dialect_of
from bakhsh.edges.sources.evidence import Profile, content
from bakhsh.edges.sources.guess.counting import counting, status_question
from bakhsh.edges.sources.guess.money import settle_money
from bakhsh.edges.sources.guess.pages import around, of_file, questions_of, taken_back
from bakhsh.edges.sources.guess.presets import Preset, layout_of, parts_of, policy_of, preset_of
from bakhsh.edges.sources.guess.roles import (
    LINE_ROLES,
    Part,
    Parts,
    assigned,
    is_names,
    is_reach,
    settle_customer,
    settle_nameless,
)
from bakhsh.edges.sources.guess.sample import Sample, sampled
from bakhsh.edges.sources.guess.units import is_iranian, of_currencies, settle_units
from bakhsh.edges.sources.guess.wide import LINE, features, is_wide
from bakhsh.edges.sources.headers import PERSONAL, nearness
from bakhsh.edges.sources.layouts import PageGuess
from bakhsh.edges.sources.marks import PSEUDO
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Choice, Guess, GuessedColumn, Question
from bakhsh.specs import Layout, Policy, Reading

__all__ = ["guess_file"]

_MASKED = "•••"
_NUMBERISH = re.compile(r"[+-]?[\d.,٫٬ ]*\d[\d.,]*")
_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),(?:\d{1,2}|\d{4,})")
_POINT = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+|[+-]?\d{1,3}(?:,\d{3}){2,}")


@dataclass(slots=True)
class _Draft:
    """A guess in the making."""

    path: Path
    reading: Reading
    sample: Sample
    pages: PageGuess
    layout: Layout = field(default_factory=Layout)
    table: str = "orders"
    parts: list[Part] = field(default_factory=list)
    policy: Policy = field(default_factory=Policy)
    preset: Preset | None = None
    iranian: bool = False
    unit: str = ""
    units: dict[str, str] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Profile, ...]:
        return self.sample.columns


def guess_file(path: Path, sample_rows: int) -> Guess:
    """See `guess.guess`, for one file."""
    reading, dialect = _reading(path)
    pages = of_file(path, reading) if reading.format in ("csv", "workbook") else PageGuess(Layout(), reading)
    reading, layout, wanted = pages.reading, pages.layout, () if pages.plain else pages.wanted
    sample = sampled(path, reading, layout, dialect, sample_rows, wanted)
    if not any(one.filled for one in sample.columns):
        raise DataError(Sentence("data.no_rows"), where=Where(str(path)))
    reading = replace(reading, decimal=_decimal(sample, reading))
    if reading.decimal != ".":
        sample = sampled(path, reading, layout, dialect, sample_rows, wanted)
    draft = _Draft(path, reading, sample, pages, layout)
    draft.notes += [*_said_of_text(reading, dialect), *pages.notes]
    draft.questions += questions_of(pages)
    draft.preset = preset_of([one.name for one in sample.columns])
    if draft.preset is not None:
        _by_preset(draft, draft.preset)
    else:
        _by_evidence(draft)
    return _guess(draft)


def _reading(path: Path) -> tuple[Reading, Dialect]:
    first = files.parts_of(path, Reading())[0]
    form = first.form
    dialect = dialect_of(first.content) if form in ("csv", "fixed") else Dialect()
    reading = Reading(
        format=form, delimiter=dialect.delimiter, encoding=dialect.encoding or "utf-8", header=dialect.header,
        decimal=dialect.decimal, columns=dialect.columns,
    )  # fmt: skip
    return reading, dialect


def _said_of_text(reading: Reading, dialect: Dialect) -> Iterator[Sentence]:
    if dialect.supposed:
        yield Sentence("guess.encoding_supposed", {"encoding": Code(dialect.encoding)})
    if reading.decimal != ".":
        yield Sentence("guess.decimal_mark", {"mark": Code(reading.decimal)})


def _decimal(sample: Sample, reading: Reading) -> str:
    """A comma where numbers have one before other than three digits, and no point does the same work anywhere."""
    if reading.decimal != "." or reading.format == "parquet":
        return reading.decimal
    commas, points = 0, 0
    for column in sample.columns:
        found = [text for text in column.texts if _NUMBERISH.fullmatch(text)]
        if len(found) * 2 > sum(map(bool, column.texts)):
            commas += sum(bool(_COMMA.fullmatch(text)) for text in found)
            points += sum(bool(_POINT.fullmatch(text)) for text in found)
    return "," if commas > points else "."


# ---- a known kind of export --------------------------------------------------------------------------------------
def _by_preset(draft: _Draft, preset: Preset) -> None:
    found = parts_of(preset, draft.columns)
    draft.table = preset.table
    draft.layout = replace(layout_of(preset, found), sheets=draft.layout.sheets)
    draft.policy = policy_of(preset, found, draft.columns)
    draft.notes.insert(0, preset.said)
    if "status" in found:
        draft.questions += status_question(found["status"].column, draft.policy)
    draft.questions += _missing(found, draft.columns, any(role in found for role in _REACH))
    _finish(draft, found, of_currencies(draft.sample.column(preset.currency)))


# ---- anything else -----------------------------------------------------------------------------------------------
def _by_evidence(draft: _Draft) -> None:
    found = assigned([one for one in draft.columns if one.name not in PSEUDO]) | around(draft.pages, draft.columns)
    table = _table_without_money(found)
    if table:
        draft.table = table
        _finish(draft, _for_table(found, table), "")
    elif not draft.pages.parts and is_wide(found, draft.columns):
        draft.table = "customers"
        draft.iranian = is_iranian(draft.columns)
        draft.parts, notes = features(found, draft.columns)
        draft.notes += notes
    else:
        _by_orders(draft, found)


def _table_without_money(found: Parts) -> str:
    """consent, items or events, where that is what the columns say."""
    who, said = "customer_id" in found, found.keys()
    if who and "granted" in found and not said & {"amount", "price", "order_id"}:
        return "consent"
    if not who and "ordered_at" not in found and "order_id" not in found:
        return "items" if "item_id" in found and said & {"items.name", "items.category", "price"} else ""
    events = "kind" in found and not said & {"amount", "price", "order_id", "quantity"}
    return "events" if who and events and "ordered_at" in found else ""


_OF_TABLE = {
    "consent": {"customer_id": "customer_id", "granted": "granted", "purpose": "purpose", "ordered_at": "since"},
    "events": {
        "customer_id": "customer_id", "ordered_at": "at", "kind": "kind", "channel": "channel", "item_id": "item_id",
    },
    "items": {
        "item_id": "item_id", "items.name": "name", "items.category": "category", "items.brand": "brand",
        "price": "price", "unit_cost": "cost",
    },
}  # fmt: skip


def _for_table(found: Parts, table: str) -> Parts:
    ours = _OF_TABLE[table]
    return {ours[role]: replace(part, role=ours[role]) for role, part in found.items() if role in ours}


def _by_orders(draft: _Draft, found: Parts) -> None:
    for role in ("granted", "purpose", "kind", "national_id"):
        found.pop(role, None)
    money = settle_money(found, draft.sample)
    settle_customer(found)
    if "customer_id" not in found and not _reached(found):
        settle_nameless(found, draft.columns)
    draft.table = _table(found)
    said = counting(found, draft.columns)
    draft.policy = taken_back(draft.pages, said.policy([name for name in money.per_order if name in found]))
    draft.notes += said.notes
    draft.questions += [*_missing(found, draft.columns, _reached(found)), *money.questions, *said.questions]
    _finish(draft, found, draft.pages.unit)


def _table(found: Parts) -> str:
    if any(role in found for role in LINE_ROLES):
        return "lines"
    order = found.get("order_id")
    return "lines" if order is not None and order.column.distinct < 0.98 else "orders"


_REACH = ("mobile", "phone", "email")


def _reached(found: Parts) -> bool:
    return any(is_reach(found[role]) for role in _REACH if role in found)


def _missing(found: Parts, columns: Sequence[Profile], reached: bool) -> Iterator[Question]:
    used = {part.column.name for part in found.values()}
    free = [one for one in columns if one.name not in used]
    if "customer_id" not in found and not reached:
        choices = tuple(Choice(one.name) for one in free if content("customer_id", one))
        yield Question("customer_id", Sentence("guess.ask_customer"), choices)
    if "ordered_at" not in found:
        choices = tuple(Choice(one.name) for one in free if one.dates) or tuple(Choice(one.name) for one in free)
        yield Question("ordered_at", Sentence("guess.ask_date"), choices)
    if not {"amount", "price"} & found.keys():
        choices = tuple(Choice(one.name) for one in free if content("amount", one))
        yield Question("amount", Sentence("guess.ask_amount"), choices)


# ---- what is the same for all ------------------------------------------------------------------------------------
def _finish(draft: _Draft, found: Parts, currency: str) -> None:
    if draft.table in ("lines", "orders"):
        draft.notes += _said_of_customers(found)
        draft.questions += _dates(found)
    draft.iranian = is_iranian(draft.columns) or (draft.preset is not None and draft.preset.iranian)
    draft.unit, draft.units, asked = settle_units(found, draft.columns, currency, draft.iranian)
    draft.questions += asked
    draft.parts = list(found.values())


def _said_of_customers(found: Parts) -> Iterator[Sentence]:
    if "order_id" not in found:
        yield Sentence("guess.no_order")
    who = found.get("customer_id")
    if who is not None and is_names(who.column):
        yield Sentence("guess.names_are_ids", {"column": Code(who.column.name)})
    if who is None and _reached(found):
        reach = tuple(Code(found[role].column.name) for role in _REACH if role in found)
        yield Sentence("guess.reached", {"columns": reach})


def _dates(found: Parts) -> Iterator[Question]:
    at = found.get("ordered_at")
    if at is not None and at.column.dates is not None and at.column.dates.either:
        either = at.column.dates.either
        args = {"column": Code(at.column.name), "form": Code(at.form), "either": Code(either)}
        yield Question("form", Sentence("guess.ask_day_or_month", args), (Choice(at.form), Choice(either)))


def _guess(draft: _Draft) -> Guess:
    reading = draft.reading
    return Guess(
        file=str(draft.path), table=draft.table, format=reading.format, delimiter=reading.delimiter,
        encoding=reading.encoding, header=reading.header, columns=tuple(_columns(draft)), rows=draft.sample.rows,
        questions=tuple(draft.questions), decimal=reading.decimal, widths=reading.widths, members=reading.members,
        layout=draft.layout, policy=draft.policy, preset=draft.preset.name if draft.preset else "",
        unit=draft.unit, iranian=draft.iranian, notes=tuple(draft.notes),
    )  # fmt: skip


def _columns(draft: _Draft) -> Iterable[GuessedColumn]:
    by_column: dict[str, list[Part]] = {}
    for part in draft.parts:
        if not (draft.table == "orders" and part.role in LINE_ROLES):
            by_column.setdefault(part.column.name, []).append(part)
    if draft.table == "customers" and not any(part.role == "customer_id" for part in draft.parts):
        yield GuessedColumn(LINE, "customer_id", 1.0, Sentence("guess.numbered"))
    for column in draft.columns:
        for part in by_column.get(column.name, ()):
            yield _taken(draft, part)
        if column.name not in by_column and column.name not in PSEUDO:
            yield _left(column)


def _taken(draft: _Draft, part: Part) -> GuessedColumn:
    column = part.column
    personal = part.role in PERSONAL or (part.role == "customer_id" and (_is_personal(column) or is_names(column)))
    examples = (_MASKED,) if personal else column.some
    unit = draft.units.get(column.name, "")
    kind = part.type or ("text" if part.role in _FURTHER else "")
    return GuessedColumn(
        column.name, part.role, part.sure, part.because, examples, part.form, personal, unit, kind, part.cuts,
    )  # fmt: skip


_FURTHER = ("customers.province", "customers.postcode")
"""Columns of customers that the contract has not, and that are declared with a type."""


def _left(column: Profile) -> GuessedColumn:
    personal = _is_personal(column) or any(
        nearness(role, column.name) >= 0.8 and (role == "national_id" or content(role, column)) for role in PERSONAL
    )
    because = Sentence("guess.left_out") if personal else Sentence("guess.unused")
    return GuessedColumn(column.name, "", 0.0, because, (_MASKED,) if personal else column.some, "", personal)


def _is_personal(column: Profile) -> bool:
    return column.email > 0.5 or column.mobile > 0.5 or (is_names(column) and nearness("name", column.name) >= 0.5)
