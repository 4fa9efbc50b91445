"""Tables without orders: one row a customer, every column a feature of him with a type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bakhsh.edges.sources.evidence import Profile, content
from bakhsh.edges.sources.guess.roles import Part, Parts
from bakhsh.edges.sources.headers import PERSONAL, is_sensitive, nearness
from bakhsh.language.digits import to_latin
from bakhsh.language.sentences import Code, Sentence
from bakhsh.tables import CUSTOMERS, FEATURES, Type

__all__ = ["LINE", "features", "is_wide", "name_for"]

LINE = "@line"
"""The row's number in its file: what tells customers apart where nothing else does."""

_MANY = 6
_OWN = (
    "customers.city", "customers.country", "customers.gender", "customers.birth_date", "customers.joined_on",
    "customers.birth_year", "customers.stated_age", "customers.education", "customers.marital_status",
    "customers.household_size", "customers.children", "customers.teenagers", "customers.income", "customers.occupation",
)  # fmt: skip
_IDS = {"id", "code", "شناسه", "کد", "uid", "key"}
_TAKEN = {column.name for contract in (FEATURES, CUSTOMERS) for column in contract.columns} | set(PERSONAL)
_SCALED = re.compile(r"\b(?:k|m|thousands?|millions?)\b|هزار|میلیون|میلیارد", re.IGNORECASE)
_CODE = re.compile(r"0\d")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")


def is_wide(found: Parts, columns: Sequence[Profile]) -> bool:
    """Whether a row is a customer and no order: nothing says when something was bought, what, or on which receipt; and
    an id stands in one row only, or there is none beside a good many columns."""
    if found.keys() & {"order_id", "item_id", "items.name", "price"} and _near(found, "order_id", "item_id", "price"):
        return False
    at = found.get("ordered_at")
    if at is not None and nearness("ordered_at", at.column.name) >= 0.5:
        return False
    customer = _id(found, columns)
    if customer is not None:
        return customer.distinct >= 0.999
    dated = at is not None and not _compact(at.column)
    return len(columns) >= _MANY and not dated  # beside a date of whatever name, nobody's row is asked about


def _near(found: Parts, *roles: str) -> bool:
    return any(nearness(role, found[role].column.name) >= 0.75 for role in roles if role in found)


def _id(found: Parts, columns: Sequence[Profile]) -> Profile | None:
    """The column that tells customers apart: by its header, or one that is called just "ID" and never repeats."""
    one = found.get("customer_id")
    if one is not None and nearness("customer_id", one.column.name) >= 0.5:
        return one.column
    plain = (column for column in columns if column.name.strip().lower() in _IDS)
    return next((column for column in plain if column.distinct >= 0.999 and content("customer_id", column)), None)


def features(found: Parts, columns: Sequence[Profile], answered: str = "") -> tuple[list[Part], list[Sentence]]:
    """Every column as a column of CUSTOMERS, and what is to be said about it. `answered`: the column that a person
    says tells customers apart."""
    own = next((one for one in columns if one.name == answered), None) or _id(found, columns)
    notes, parts = [], []
    if own is not None:
        because = Sentence("guess.header_says")
        parts.append(Part(own, "customer_id", 0.95, because))
    else:
        notes.append(Sentence("guess.numbered"))
    roles = {one.column.name: role for role, one in found.items()}
    taken = set(_TAKEN)
    refused = tuple(column for column in columns if column is not own and is_sensitive(column.name))
    if refused:
        notes.append(Sentence("demographic.sensitive_left_out", {"columns": tuple(Code(one.name) for one in refused)}))
    for column in columns:
        if column is own or column in refused or not column.filled:
            continue
        part = _known(found, column, roles.get(column.name, "")) or _further(column, taken)
        if part is not None:
            parts.append(part)
    return _divided(parts), notes


def _divided(parts: list[Part]) -> list[Part]:
    """The parts, the one by which customers are divided first with its cut points: what its header says is worth most,
    else the number that tells them apart best."""
    measured = [(part, cuts) for part in parts if (cuts := _cuts(part))]
    if not measured:
        return parts
    best, cuts = max(measured, key=lambda one: (_worth(one[0].column.name), one[0].column.distinct))
    return [replace(part, cuts=cuts) if part is best else part for part in parts]


def _worth(header: str) -> int:
    key = header.lower()
    return next((len(_WORTH) - place for place, words in enumerate(_WORTH) if any(word in key for word in words)), 0)


_WORTH = (
    ("customer value", "total spend", "spend", "ارزش"),
    ("totalcharges", "total", "revenue", "amount", "مبلغ", "خرید"),
    ("value", "income", "history", "charges", "fresh", "درآمد"),
    ("score", "usage", "use"),
)


def _cuts(part: Part) -> tuple[str, ...]:
    """The values that the upper fifth and the upper half of the customers reach; none where they are the same."""
    counted = part.type in (Type.INTEGER.value, Type.NUMBER.value) or (
        part.role == "income" and part.column.numeric == 1
    )
    if not counted:
        return ()
    numbers = sorted(number for number in part.column.numbers if number is not None)
    upper, middle = numbers[len(numbers) * 4 // 5], numbers[len(numbers) // 2]
    return (f"{upper.normalize():f}", f"{middle.normalize():f}") if numbers[0] < middle < upper else ()


def _known(found: Parts, column: Profile, role: str) -> Part | None:
    """A column that CUSTOMERS has by itself, or a way to reach the customer."""
    if role not in (*_OWN, *PERSONAL) or nearness(role, column.name) < 0.75:
        return None
    if role == "customers.income" and _SCALED.search(column.name):
        return None  # 15 under "income (k$)" are no 15 dollars, and a text has no unit
    one = found[role]
    return Part(column, role.removeprefix("customers."), one.sure, one.because, one.form)


def _further(column: Profile, taken: set[str]) -> Part | None:
    name = name_for(column.name, taken)
    taken.add(name)
    kind, form = _type(column)
    because = Sentence("guess.feature")
    return Part(column, name, 0.9, because, form, kind.value)


def _type(column: Profile) -> tuple[Type, str]:
    """The narrowest type all values are of, and the form of dates. What begins with a zero is a code and no number."""
    if column.dates is not None and column.dates.share >= 0.99 and not _compact(column):
        return (Type.TIMESTAMP if column.dates.timed else Type.DATE), column.dates.form
    coded = column.name.lower().endswith("id") or any(_CODE.match(to_latin(text)) for text in column.texts)
    if column.numeric < 1 or coded:
        return Type.TEXT, ""
    return (Type.INTEGER if column.whole == 1 and not _points(column) else Type.NUMBER), ""


def _compact(column: Profile) -> bool:
    """Eight digits are a date only where the header says so."""
    return bool(column.numeric > 0.9 and nearness("ordered_at", column.name) < 0.5)


def _points(column: Profile) -> bool:
    return any("." in text for text in column.texts)


def name_for(header: str, taken: Iterable[str]) -> str:
    """A name conditions can use, made of the header's words: "Call  Failure" is call_failure. One that means something
    else already gets `_given` behind it; a second of the same name its number."""
    words = [word.lower() for word in _WORDS.findall(to_latin(header).replace("\u200c", "_"))]
    name = "_".join(words)[:60].strip("_") or "column"
    if name[0].isdigit():
        name = f"n_{name}"
    known = set(taken)
    if name in known or name in _KEYWORDS:
        name = f"{name}_given"
    number, free = 2, name
    while free in known:
        free, number = f"{name}_{number}", number + 1
    return free


_KEYWORDS = frozenset({"and", "or", "not", "in", "is", "empty", "between", "true", "false", "as_of"})
