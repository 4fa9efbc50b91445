"""Customers who may be one: evidence that proves nothing alone, scored, for a person to answer. Never applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.keys import matching_key
from bakhsh.loop.data.names import name_key
from bakhsh.loop.data.persons import canonical
from bakhsh.specs import Identity

__all__ = ["EVIDENCE", "PEOPLE", "Pair", "proposals"]

PEOPLE = pa.schema([
    ("customer_id", pa.string()), ("name", pa.string()), ("mobile", pa.string()), ("phone", pa.string()),
    ("email", pa.string()), ("city", pa.string()), ("birth_date", pa.date32()),
])  # fmt: skip
"""What is compared, a row a customer."""

EVIDENCE: Mapping[str, float] = {
    "rare_name": 0.45, "name": 0.25, "city": 0.2, "birth_date": 0.6, "near_phone": 0.6, "phone": 0.6, "mailbox": 0.5,
}  # fmt: skip
"""How much each kind of evidence says. The score of several is 1 - Π(1 - weight)."""

_RARE = 3
"""A name of no more customers than this is a rare one."""
_MOST = 12
"""What more customers than this have in common is no evidence."""
_LEAST = 0.5
_OFFICES = frozenset({"info", "admin", "sales", "office", "contact", "support", "mail", "shop", "hello", "order"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers (the smaller id first) who may be one; `because` names kinds of EVIDENCE."""

    one: str
    other: str
    score: float
    because: tuple[str, ...]


def proposals(people: pa.Table, answered: Identity) -> tuple[Pair, ...]:
    """Pairs of customers (PEOPLE, under settled ids) who may be one, the likeliest first, of equals by id.

    Two customers are compared who have in common: name and city, name and birth date, name and telephone but for one
    digit (or wholly, where telephones settle nothing), or what stands before the @ of an e-mail address. Pairs below
    0.5 and pairs whose birth dates differ are left out, and so are those that were answered `different`.
    """
    read = _read(people)
    bearers = dict(zip(*_counts(read["name"]), strict=True))
    no = {frozenset(pair) for answer in answered.different for pair in combinations(answer, 2)}
    found = []
    for a, b in sorted(_candidates(read)):
        one, other = (people["customer_id"][place].as_py() for place in (a, b))
        because = _because(read, a, b, bearers)
        score = _score(because)
        if score >= _LEAST and frozenset((one, other)) not in no and not _clash(read, a, b):
            found.append(Pair(min(one, other), max(one, other), round(score, 2), because))
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other)))


def _read(people: pa.Table) -> dict[str, pa.Array]:
    """The columns as keys that are equal where people would say so; empty where there is nothing to compare."""
    return {
        "name": _keyed(people["name"], name_key), "city": _keyed(people["city"], matching_key),
        "mobile": _keyed(people["mobile"], _digits), "phone": _keyed(people["phone"], _digits),
        "mailbox": _keyed(people["email"], _mailbox), "email": _keyed(people["email"], str.lower),
        "birth_date": people["birth_date"].combine_chunks().cast(pa.string()),
    }  # fmt: skip


def _keyed(column: pa.ChunkedArray, key: Any) -> pa.Array:
    encoded = column.combine_chunks().dictionary_encode()
    keys = [None if text is None else key(text) or None for text in encoded.dictionary.to_pylist()]
    return pa.array(keys, pa.string()).take(encoded.indices)


def _digits(text: str) -> str:
    digits = canonical(text)
    return digits if digits.isdigit() and 8 <= len(digits) <= 15 else ""


def _mailbox(text: str) -> str:
    box = text.strip().lower().partition("@")[0].partition("+")[0]
    return box if len(box) >= 5 and box not in _OFFICES else ""


def _counts(column: pa.Array) -> tuple[list[Any], list[int]]:
    found = pc.value_counts(column.drop_null())
    return found.field("values").to_pylist(), found.field("counts").to_pylist()


# ---- who is compared ---------------------------------------------------------------------------------------------
def _candidates(read: Mapping[str, pa.Array]) -> set[tuple[int, int]]:
    """Places of pairs that have something telling in common."""
    name = read["name"]
    found: set[tuple[int, int]] = set()
    for other in ("city", "birth_date", "phone"):
        found |= _pairs(_both(name, read[other]))
    found |= _pairs(read["mailbox"])
    for channel in ("mobile", "phone"):
        found |= _near(name, read[channel])
    return found


def _both(one: pa.Array, other: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(one, other, "\x1f")


def _pairs(keys: pa.Array, places: pa.Array | None = None) -> set[tuple[int, int]]:
    """The pairs of places with one key, where not too many have it."""
    if places is None:
        places = pa.array(range(len(keys)), pa.int64())
    table = pa.table({"key": keys, "place": places}).filter(pc.is_valid(keys))
    groups = table.group_by("key", use_threads=False).aggregate([("place", "count"), ("place", "list")])
    few = groups.filter(pc.and_(pc.greater(groups["place_count"], 1), pc.less_equal(groups["place_count"], _MOST)))
    return {
        (min(pair), max(pair))
        for held in few["place_list"].to_pylist()
        for pair in combinations(held, 2)
        if pair[0] != pair[1]
    }


def _near(name: pa.Array, phone: pa.Array) -> set[tuple[int, int]]:
    """Pairs of one name whose numbers are equal but for one digit: each number with one digit hidden is a key."""
    shared = pc.value_counts(name.drop_null())
    several = shared.field("values").filter(pc.greater(shared.field("counts"), 1))
    wanted = pc.and_(pc.is_in(name, value_set=several), pc.is_valid(phone))
    places = pc.indices_nonzero(wanted).cast(pa.int64())
    texts, names = phone.take(places), name.take(places)
    found: set[tuple[int, int]] = set()
    for digit in range(15):
        long = pc.greater(pc.utf8_length(texts), digit)
        hidden = pc.utf8_replace_slice(texts, start=digit, stop=digit + 1, replacement="?")
        found |= _pairs(pc.if_else(long, _both(names, hidden), None), places)
    return found


# ---- what is said ------------------------------------------------------------------------------------------------
def _because(read: Mapping[str, pa.Array], a: int, b: int, bearers: Mapping[str, int]) -> tuple[str, ...]:
    found = []
    name = _same(read["name"], a, b)
    if name is not None:
        found.append("rare_name" if bearers[name] <= _RARE else "name")
    found += [kind for kind in ("city", "birth_date", "phone") if _same(read[kind], a, b) is not None]
    if any(_one_digit(read[channel][a].as_py(), read[channel][b].as_py()) for channel in ("mobile", "phone")):
        found.append("near_phone")
    if _same(read["mailbox"], a, b) is not None and _same(read["email"], a, b) is None:
        found.append("mailbox")
    return tuple(found)


def _same(column: pa.Array, a: int, b: int) -> Any:
    one = column[a].as_py()
    return one if one is not None and one == column[b].as_py() else None


def _clash(read: Mapping[str, pa.Array], a: int, b: int) -> bool:
    one, other = read["birth_date"][a].as_py(), read["birth_date"][b].as_py()
    return one is not None and other is not None and one != other


def _one_digit(one: str | None, other: str | None) -> bool:
    if one is None or other is None or len(one) != len(other):
        return False
    return sum(left != right for left, right in zip(one, other, strict=True)) == 1


def _score(because: Iterable[str]) -> float:
    left = 1.0
    for kind in because:
        left *= 1 - EVIDENCE[kind]
    return 1 - left
