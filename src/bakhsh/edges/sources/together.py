"""Which sheets of a workbook are one table, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bakhsh.edges.sources.month_names import month_of, year_of
from bakhsh.edges.sources.views import View, role_of
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.units import unit_of_header

__all__ = ["Together", "together"]

_PLAIN_NAME = re.compile(r"(?:sheet|برگه|ورق|شیت|صفحه|table|page)?\s*[\d۰-۹]*", re.IGNORECASE)
_WHOLE = ("کل", "همه", "جمع", "تجمیع", "all", "total", "data", "کلی")
_DATES = {"ordered_at"}
_MONEY = {"amount", "price"}
_PEOPLE = {"customer_id", "name", "mobile", "phone", "email"}
_REACH = "reach"


@dataclass(frozen=True, slots=True)
class Together:
    """The sheets that hold the table, the fullest of them first named (`main`); `sheets` as a layout names them,
    and `same` what columns are called on some of them; sheets with orders whose columns are named `otherwise`; whether
    the sheets are branches; what is to be said."""

    main: View
    tables: tuple[View, ...]
    sheets: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    otherwise: tuple[str, ...] = ()
    branches: bool = False
    notes: tuple[Sentence, ...] = ()


def together(pages: Sequence[View]) -> Together | None:
    """The sheets that belong together; None where no page holds a table."""
    tables = [view for view in pages if view.place >= 0 and view.body]
    if not tables:
        return None
    main = max(tables, key=_worth)
    alike = [view for view in tables if _alike(main, view) or _aliases(main, view)]
    copies = _copies(alike)
    taken = tuple(view for view in alike if view.name not in copies)
    main = main if main in taken else max(taken, key=_worth)
    others = [view for view in pages if view not in taken and any(any(cells) for _, cells in view.rows)]
    notes = [*_said(taken), *(_left(main, view, view.name in copies) for view in others)]
    same = {theirs: ours for view in taken for theirs, ours in _aliases(main, view).items()}
    if same:
        notes.append(Sentence("pages.named_otherwise", {"names": tuple(map(Code, same)), "main": main.name}))
    otherwise = tuple(view.name for view in others if view.name not in copies and _has_orders(main, view))
    left = tuple(f"!{view.name}" for view in others)
    return Together(main, taken, left, same, otherwise, _branches(taken), tuple(notes))


def _roles(view: View) -> set[str]:
    return {role for name, one in zip(view.names, view.parts, strict=True) if one and (role := role_of(one[-1]))}


def _worth(view: View) -> tuple[int, int]:
    """How much of an order a page tells: when, how much, who; then how many records it has."""
    roles = _roles(view)
    months = sum(month_of(one[0]) is not None for one in view.parts if one)
    dated = bool(roles & _DATES) or months > 1
    return dated + bool(roles & _MONEY or months > 1) + bool(roles & _PEOPLE), len(view.body)


def _alike(main: View, view: View) -> bool:
    """The same columns: nearly all of them, and every one that tells when, how much and who."""
    if view is main:
        return True
    telling = _DATES | _MONEY | _PEOPLE
    told = {matching_key(name) for name in main.names if role_of(name) in telling}
    shared = main.keys & view.keys
    return told <= view.keys and len(shared) >= 0.7 * max(len(main.keys), 1) and view.count == main.count


def _aliases(main: View, view: View) -> dict[str, str]:
    """What the columns that tell an order are called on this sheet, where each is there once under another name that
    means the same, in the same unit; empty where not all of them are found."""
    if view is main or _alike(main, view) or view.count != main.count or not view.body:
        return {}
    found: dict[str, str] = {}
    for part in sorted(_telling(main)):
        ours, theirs = ([name for name in one.names if _part(name) == part] for one in (main, view))
        if part == _REACH and len(ours) > 1:
            continue  # several numbers of a customer: which is which only their names can say
        if len(ours) != 1 or len(theirs) != 1 or unit_of_header(ours[0]) != unit_of_header(theirs[0]):
            return {}
        if matching_key(ours[0]) != matching_key(theirs[0]):
            found[theirs[0]] = ours[0]
    return found


def _telling(view: View) -> set[str]:
    return {part for name in view.names if (part := _part(name))}


def _part(name: str) -> str:
    """The part a column plays in an order; a name and an id of a customer are one, and so are telephone numbers."""
    role = role_of(name)
    if role in ("customer_id", "name"):
        return "customer"
    if role in ("mobile", "phone"):
        return _REACH
    return role if role in (*_DATES, *_MONEY, "order_id", "quantity", "items.name", "item_id", "discount") else ""


def _has_orders(main: View, view: View) -> bool:
    """Whether the sheet tells when, how much and who, as the main one does."""
    if view.place < 0 or not view.body:
        return False
    roles, ours = _roles(view), _roles(main)
    return all(bool(roles & told) >= bool(ours & told) for told in (_DATES, _PEOPLE, _MONEY))


def _copies(alike: Sequence[View]) -> set[str]:
    """Sheets whose records all stand on others too: a copy, or one that gathers the others. Of two equal ones the
    hidden or the later is the copy."""
    if len(alike) < 2:
        return set()
    records = {view.name: {_record(row) for row in view.body} for view in alike}
    found: set[str] = set()
    for view in sorted(alike, key=lambda one: (one.hidden, _gathers(one), len(one.body)), reverse=True):
        rest: set[str] = set()
        for other in alike:
            if other is not view and other.name not in found:
                rest |= records[other.name]
        own = records[view.name]
        if len(own) > 2 and len(own & rest) >= 0.98 * len(own):
            found.add(view.name)
    return found


def _gathers(view: View) -> bool:
    return matching_key(view.name) in {matching_key(word) for word in _WHOLE}


def _record(row: Iterable[str | None]) -> str:
    return "\x1f".join(matching_key(cell or "") for cell in row).strip("\x1f")


def _branches(taken: Sequence[View]) -> bool:
    """Whether the sheets are named after places rather than after months, years, numbers or what they hold."""
    names = [view.name for view in taken]
    telling = [name for name in names if not (month_of(name) or year_of(name) or _PLAIN_NAME.fullmatch(name.strip()))]
    spoken = re.compile(r"فروش|برگشت|مرجوع|سفارش|فاکتور|sale|order|return|refund|invoice|data", re.IGNORECASE)
    return len(names) > 1 and len(telling) == len(names) and not any(map(spoken.search, names))


# ---- in words ----------------------------------------------------------------------------------------------------
def _said(taken: Sequence[View]) -> list[Sentence]:
    names = tuple(view.name for view in taken)
    notes = []
    if len(names) > 1:
        notes.append(Sentence("pages.sheets_together", {"sheets": names, "count": len(names)}))
        if _branches(taken):
            notes.append(Sentence("pages.sheets_are_branches"))
        elif all(map(month_of, names)):
            notes.append(Sentence("pages.sheets_are_months"))
    hidden = tuple(view.name for view in taken if view.hidden)
    if hidden:
        notes.append(Sentence("pages.hidden_sheets", {"sheets": hidden}))
    return notes


def _left(main: View, view: View, copy: bool) -> Sentence:
    """Why a sheet is left out."""
    sheet = {"sheet": view.name}
    if copy:
        return Sentence("pages.left_copy", sheet)
    roles = _roles(view) if view.place >= 0 else set()
    if view.place < 0 or not view.body:
        return Sentence("pages.left_no_table", sheet)
    if roles & _MONEY and not roles & (_DATES | _PEOPLE) and any(role.startswith("item") for role in roles):
        return Sentence("pages.left_prices", sheet)
    if _has_orders(main, view):
        return Sentence("pages.left_other_names", {**sheet, "main": main.name})
    return Sentence("pages.left_other_kind", sheet)
