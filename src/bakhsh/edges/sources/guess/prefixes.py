"""Orders that take something back, as the beginning of their numbers says: C536379, or «م-۱۲» beside «۱۲»."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.roles import Parts
from bakhsh.language.digits import to_latin
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.records import Choice, Question

__all__ = ["Marked", "marked_by_prefix"]

_BEGINNING = re.compile(r"\D{1,12}")
_BACK = frozenset(map(matching_key, (
    "م", "مر", "مرج", "مرجوع", "مرجوعی", "ب", "بر", "برگ", "برگشت", "برگشتی", "عودت", "r", "rt", "ret", "return", "rf",
    "ref", "refund", "rma", "c", "cn", "cr", "crn", "cm", "cxl", "credit", "rev", "void",
)))  # fmt: skip
_FEW = 3
_MOST = 0.4
_NEARLY = 0.95
_TWINS = 0.8


@dataclass(slots=True)
class Marked:
    """By column the values that mark a return, why, and what is asked where only words and pairs speak for it."""

    return_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows whose order numbers begin alike: with what, which rows, how many of them are below zero."""

    prefix: str
    rows: tuple[int, ...]
    below: float


def marked_by_prefix(found: Parts) -> Marked:
    """Prefixes of order numbers that mark returns.

    Proven where nearly all rows of one are below zero and nearly no others are, or where it is a word for returns and
    four rows in five repeat a sale of the same customer. Asked about where only one of the two speaks for it and
    nothing is below zero: an export that writes returns as sales would count them twice over.
    """
    marked = Marked()
    if "order_id" not in found:
        return marked
    column, below = found["order_id"].column, _below(found)
    groups = _groups(column, below)
    others = groups[0].below if groups else 0.0
    for group in groups[1:]:
        if not _telling(column, group) or len(group.rows) > _MOST * len(column.texts):
            continue
        args: dict[str, Argument] = {
            "column": Code(column.name), "prefix": Code(group.prefix), "count": len(group.rows),
        }  # fmt: skip
        if group.below >= _NEARLY and others <= 1 - _NEARLY:
            _take(marked, column, group, Sentence("guess.prefix_below_zero", {**args, "share": Share(group.below)}))
        elif group.below == 0:
            _by_pairs(marked, found, group, args)
    return marked


def _take(marked: Marked, column: Profile, group: _Group, note: Sentence) -> None:
    known = marked.return_when.get(column.name, ())
    marked.return_when = {**marked.return_when, column.name: (*known, f"{group.prefix}*")}
    marked.notes.append(note)


def _by_pairs(marked: Marked, found: Parts, group: _Group, args: Mapping[str, Argument]) -> None:
    twins = _twins(found, group)
    named = "".join(filter(str.isalpha, matching_key(group.prefix))) in _BACK
    if named and twins >= _TWINS:
        _take(
            marked, found["order_id"].column, group, Sentence("guess.prefix_repeats", {**args, "share": Share(twins)})
        )
    elif (named or twins >= _NEARLY) and not marked.questions:
        choices = (
            Choice(group.prefix, Sentence("guess.prefix_returns")), Choice("no", Sentence("guess.prefix_sales")),
        )  # fmt: skip
        marked.questions.append(Question("return_prefix", Sentence("guess.ask_prefix", dict(args)), choices))


# ---- evidence ----------------------------------------------------------------------------------------------------
def _below(found: Parts) -> list[bool]:
    columns = [found[role].column.numbers for role in ("amount", "price", "quantity") if role in found]
    return [any(number is not None and number < 0 for number in row) for row in zip(*columns, strict=True)]


def _groups(column: Profile, below: Sequence[bool]) -> list[_Group]:
    """The rows by how their order numbers begin, the largest group first; nothing where all begin alike."""
    if not below:
        return []
    begins = [_prefix(text) for text in column.texts]
    sizes = Counter(one for one in begins if one is not None)
    found = []
    for prefix, count in sizes.most_common(12):
        rows = tuple(place for place, one in enumerate(begins) if one == prefix)
        found.append(_Group(prefix, rows, sum(below[place] for place in rows) / count))
    return found


def _prefix(text: str) -> str | None:
    """What stands before the digits of an order's number; None where there are none."""
    plain = to_latin(text)
    if not any(sign.isdecimal() for sign in plain):
        return None
    start = _BEGINNING.match(plain)
    return text[: start.end()] if start else ""


def _telling(column: Profile, group: _Group) -> bool:
    """Whether the prefix says so much that no other order number matches it by its letters."""
    key = matching_key(group.prefix)
    orders = {column.texts[place] for place in group.rows}
    if not key or len(orders) < _FEW or not any(sign.isalpha() for sign in key):
        return False
    rest = {text for place, text in enumerate(column.texts) if text} - orders
    return not any(matching_key(text).startswith(key) for text in rest)


def _twins(found: Parts, group: _Group) -> float:
    """The share of rows that repeat customer, item and amount of a row of another group."""
    roles = ("customer_id", "mobile", "name", "item_id", "items.name")
    who = [found[role].column.texts for role in roles if role in found]
    money = next((found[role].column.numbers for role in ("amount", "price") if role in found), None)
    if not who or money is None:
        return 0.0
    keys = list(zip(*who, money, strict=True))
    mine = set(group.rows)
    sold = {key for place, key in enumerate(keys) if place not in mine}
    return sum(keys[place] in sold for place in group.rows) / len(group.rows)
