"""What one file seems to be: a known kind of export, or what its columns say together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bakhsh.edges.sources.evidence import Profile, content
from bakhsh.edges.sources.guess.batteries import batteries
from bakhsh.edges.sources.guess.counting import counting, said_of_policy, settle_status, status_question
from bakhsh.edges.sources.guess.customers import buckets, nobody, unreached
from bakhsh.edges.sources.guess.drafts import Draft
from bakhsh.edges.sources.guess.ledgers import settle_credits
from bakhsh.edges.sources.guess.money import settle_money
from bakhsh.edges.sources.guess.owned import owned
from bakhsh.edges.sources.guess.pages import around, taken_back
from bakhsh.edges.sources.guess.permissions import permissions, said_of_permissions
from bakhsh.edges.sources.guess.prefixes import marked_by_prefix
from bakhsh.edges.sources.guess.presets import Preset, layout_of, parts_of, policy_of
from bakhsh.edges.sources.guess.roles import (
    LINE_ROLES,
    Parts,
    assigned,
    is_names,
    is_reach,
    settle_customer,
    settle_nameless,
)
from bakhsh.edges.sources.guess.twice import said_twice
from bakhsh.edges.sources.guess.units import is_iranian, of_currencies, said_of_unit, settle_units
from bakhsh.edges.sources.guess.wide import features, is_wide
from bakhsh.edges.sources.marks import PSEUDO
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Choice, Question

__all__ = ["by_orders", "judged"]


def judged(draft: Draft) -> Draft:
    """The draft with what its columns mean and what of it counts."""
    if draft.preset is not None:
        _by_preset(draft, draft.preset)
    else:
        _by_evidence(draft)
    return draft


# ---- a known kind of export --------------------------------------------------------------------------------------
def _by_preset(draft: Draft, preset: Preset) -> None:
    found = parts_of(preset, draft.columns)
    draft.table = preset.table
    draft.policy = policy_of(preset, found, draft.columns)
    draft.layout = replace(layout_of(preset, found, draft.policy), sheets=draft.layout.sheets)
    draft.notes = [preset.said, *draft.notes, *said_of_policy(draft.policy)]
    if "status" in found:
        draft.questions += status_question(found["status"].column, draft.policy)
    draft.questions += _missing(found, draft.columns, any(role in found for role in _REACH))
    _finish(draft, found, of_currencies(draft.sample.column(preset.currency)))


# ---- anything else -----------------------------------------------------------------------------------------------
def _by_evidence(draft: Draft) -> None:
    allowed = permissions(draft.columns, draft.tables)
    named = {part.column.name for part in allowed}
    rest = [one for one in draft.columns if one.name not in named]
    found = assigned([one for one in rest if one.name not in PSEUDO]) | around(draft.pages, draft.columns)
    table = _table_without_money(found)
    if things := owned(found, rest):
        draft.table = "assets"
        _finish(draft, things, "")
    elif table:
        draft.table = table
        _finish(draft, _for_table(found, table), "")
    elif not draft.pages.parts and is_wide(found, draft.columns):
        draft.table = "customers"
        draft.iranian = is_iranian(draft.columns)
        draft.answers, said = batteries(rest)
        asked = {name for names in draft.answers.values() for name in names}
        draft.parts, notes = features(found, [one for one in rest if one.name not in asked])
        draft.notes += said
        draft.parts += allowed
        draft.notes += [*notes, *said_of_permissions(allowed)]
    else:
        by_orders(draft, found)


def _table_without_money(found: Parts) -> str:
    """consent, items or events, where that is what the columns say."""
    who, said = "customer_id" in found, found.keys()
    if who and {"granted", "purpose"} <= said and not said & {"amount", "price", "order_id"}:
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


def by_orders(draft: Draft, found: Parts) -> None:
    for role in ("granted", "purpose", "kind", "national_id"):
        found.pop(role, None)
    settle_status(found, draft.columns)
    money = settle_money(found, draft.sample)
    settle_customer(found)
    if "customer_id" not in found and not _reached(found):
        settle_nameless(found, draft.columns)
    draft.table = _table(found)
    said = counting(found, draft.columns)
    marked = marked_by_prefix(found)
    said.return_when |= marked.return_when
    said.notes += marked.notes
    said.questions += marked.questions
    settle_credits(found, draft.columns, said)
    draft.policy = taken_back(draft.pages, said.policy([name for name in money.per_order if name in found]))
    if money.contained:
        off = ("discount",) if "discount" in found and "discount" not in money.per_order else ()
        draft.policy = replace(draft.policy, includes=(*off, *money.contained))
    asked, remarks = said_twice(found, draft.sample)
    draft.questions += asked
    draft.notes += remarks
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
        branches = found.get("branch")
        sheets = (Choice("@sheet"),) if branches is not None and branches.column.name == "@sheet" else ()
        choices = (*sheets, *(Choice(one.name) for one in free if content("customer_id", one)))
        yield Question("customer_id", Sentence("guess.ask_customer"), choices)
    if "ordered_at" not in found:
        choices = tuple(Choice(one.name) for one in free if one.dates) or tuple(Choice(one.name) for one in free)
        yield Question("ordered_at", Sentence("guess.ask_date"), choices)
    if not {"amount", "price"} & found.keys():
        choices = tuple(Choice(one.name) for one in free if content("amount", one))
        yield Question("amount", Sentence("guess.ask_amount"), choices)


# ---- what is the same for all ------------------------------------------------------------------------------------
def _finish(draft: Draft, found: Parts, currency: str) -> None:
    if draft.table in ("lines", "orders"):
        draft.notes += [*_said_of_customers(found), *nobody(found)]
        many, said = buckets(found)
        alone = unreached(found, many)
        no_customer = "bucket" if alone else draft.policy.no_customer
        draft.policy = replace(draft.policy, bucket_customers=many, no_customer=no_customer)
        draft.notes += [*said, *alone]
        draft.questions += _dates(found)
    draft.iranian = is_iranian(draft.columns) or (draft.preset is not None and draft.preset.iranian)
    draft.unit, draft.units, asked = settle_units(found, draft.columns, currency, draft.iranian)
    draft.questions += asked
    draft.notes += said_of_unit(found, draft.columns, draft.unit, bool(draft.units))
    draft.parts = list(found.values())
    if draft.table in ("lines", "orders"):
        used = {part.column.name for part in draft.parts}
        allowed = [part for part in permissions(draft.columns, draft.tables) if part.column.name not in used]
        draft.notes += said_of_permissions(allowed)
        draft.parts += allowed


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
