"""Who is meant: a customer's id, a telephone number, an e-mail address or an id of a source, and all that is his."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import NotReady
from bakhsh.language.digits import to_latin
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.forgotten import REACHING, Forgotten, forms
from bakhsh.loop.data.persons import canonical
from bakhsh.records import Piece
from bakhsh.workspace.holdings import Held, Holdings
from bakhsh.workspace.opened import Opened

__all__ = ["ID_COLUMNS", "Person", "buckets_of", "find", "pieces_of_run", "tokens_of"]

ID_COLUMNS = ("customer_id", "settled_id", "source_id")
"""Columns of any table that hold a customer's id."""

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Person:
    """One customer with all his ids. `orders` are the ids of his orders, `addresses` the canonical forms by which he
    can be reached; `hashed` those of them that are his alone, as the ids that stand for them."""

    ids: tuple[str, ...]
    orders: frozenset[str]
    addresses: tuple[str, ...]
    hashed: tuple[str, ...]

    def tokens(self, ws: Opened) -> tuple[str, ...]:
        """The keyed hash of each of his ids and addresses."""
        return tuple(sorted({ws.keyed(one) for one in (*self.ids, *self.hashed)}))

    def known_by(self, ws: Opened) -> Forgotten:
        """Tells this person's ids and addresses from everybody else's, in plain: for looking, never for keeping."""
        return Forgotten(frozenset((*self.ids, *self.hashed)), str, ws.pseudonym)

    def hashed_by(self, ws: Opened) -> Forgotten:
        """The same by keyed hashes: what is written of it names nobody."""
        return Forgotten(frozenset(self.tokens(ws)), ws.keyed, ws.pseudonym)

    def keys(self, ws: Opened) -> tuple[str, ...]:
        """The keyed hashes by which the audit trail may know him: ids may have been settled as one since."""
        return tuple(ws.keyed(f"person|{one}") for one in self.ids)

    def key(self, ws: Opened) -> str:
        """The keyed hash by which the audit trail knows him."""
        return ws.keyed(f"person|{self.ids[0]}")


def tokens_of(ws: Opened, asked: str) -> frozenset[str]:
    """The keyed hashes of what was asked for, however it is meant."""
    return frozenset(map(ws.keyed, _candidates(ws, asked)))


def _candidates(ws: Opened, asked: str) -> set[str]:
    """The ids that may be meant: as typed, in Latin digits, or what stands for an address."""
    plain = to_latin(asked).strip()
    return {asked.strip(), plain, ws.pseudonym(canonical(plain)), *map(ws.pseudonym, forms(plain))} - {""}


def find(ws: Opened, asked: str, all_: Holdings) -> Person | None:
    """The customer who is meant, None where nothing is kept of any such one.

    NotReady with the ids where a telephone number or e-mail address is that of several customers.
    """
    named = _known(ws, all_, _candidates(ws, asked))
    groups = _groups(ws, all_, named or _by_address(ws, all_, asked))
    if not groups:
        return None
    if len(groups) > 1:
        known = tuple(Code(group[0]) for group in groups[:_SHOWN])
        said = Sentence("privacy.several_customers", {"count": len(groups), "customers": known})
        raise NotReady(said, hint=Sentence("privacy.several_customers_hint"))
    return _person(ws, all_, groups[0])


# ---- ids -----------------------------------------------------------------------------------------------------------
def buckets_of(ids: Iterable[str]) -> frozenset[str]:
    """The hash buckets in which these customers live."""
    return frozenset(hashlib.md5(one.encode(), usedforsecurity=False).hexdigest()[0] for one in ids)


def pieces_of_run(extra: Mapping[str, Any], name: str) -> list[Piece]:
    """The pieces of one part of a snapshot, as its record names them."""
    return [Piece(str(one["path"]), int(str(one["rows"])), int(str(one["bytes"]))) for one in extra.get(name, ())]


def _known(ws: Opened, all_: Holdings, candidates: Collection[str]) -> set[str]:
    """Those of the candidates of whom anything is kept: in the ledger, a snapshot or a wave."""
    buckets = buckets_of(candidates)
    pieces = [one.piece for one in all_.ledger.values() if not one.bucket or one.bucket in buckets]
    for _, extra in all_.runs:
        pieces += pieces_of_run(extra["pieces"], "rows")
    for _, of_wave in all_.waves:
        pieces += of_wave.values()
    holding, left = ws.engine.tables.holding, set(candidates)
    for piece in pieces:
        if left and holding(piece, ID_COLUMNS, left):
            left -= {one for one in left if holding(piece, ID_COLUMNS, [one])}
    return set(candidates) - left


def _groups(ws: Opened, all_: Holdings, ids: Collection[str]) -> list[tuple[str, ...]]:
    """The customers these ids are, each with every id that was ever settled to be the same one; the smallest first."""
    aliases = [ws.engine.tables.read(one.piece) for one in all_.of("aliases")]
    pairs = {
        (row["customer_id"], row["settled_id"])
        for table in aliases
        for row in table.select(["customer_id", "settled_id"]).to_pylist()
    }
    groups: list[tuple[str, ...]] = []
    left = set(ids)
    while left:
        group = {left.pop()}
        while more := {one for pair in pairs if group & set(pair) for one in pair} - group:
            group |= more
        left -= group
        groups.append(tuple(sorted(group)))
    return sorted(groups)


# ---- addresses -----------------------------------------------------------------------------------------------------
def _by_address(ws: Opened, all_: Holdings, asked: str) -> set[str]:
    """Who can be reached so."""
    wanted = set(forms(to_latin(asked)))
    if not wanted:
        return set()
    hashed = pa.array(sorted(map(ws.pseudonym, wanted)), pa.string())
    found = set[str]()
    for table in _read(ws, all_.of("links")):
        found.update(
            table.filter(pc.is_in(table.column("address"), value_set=hashed)).column("customer_id").to_pylist()
        )
    for table in _read(ws, all_.of("addresses")):
        reaching = table.filter(pc.is_in(table.column("channel"), value_set=pa.array(REACHING)))
        near = reaching.filter(pc.match_substring_regex(reaching.column("address"), _ending(wanted)))
        found.update(
            row["customer_id"] for row in near.to_pylist() if wanted.intersection(forms(to_latin(row["address"])))
        )
    return found


def _read(ws: Opened, held: Iterable[Held]) -> Iterable[pa.Table]:
    return (ws.engine.tables.read(one.piece) for one in held)


def _ending(wanted: Iterable[str]) -> str:
    """A pattern of addresses that may be meant: an e-mail in any case, a number by its last digits in any writing."""
    parts = []
    for form in wanted:
        if "@" in form:
            parts.append("".join(f"\\x{{{ord(sign):x}}}" for sign in form))
        else:
            signs = (f"[{digit}{chr(0x6F0 + int(digit))}{chr(0x660 + int(digit))}]" for digit in form[-4:])
            parts.append(r"[^0-9۰-۹٠-٩]*".join(signs))
    return f"(?i)(?:{'|'.join(sorted(set(parts)))})"


def _person(ws: Opened, all_: Holdings, ids: tuple[str, ...]) -> Person:
    mine = pa.array(ids, pa.string())
    orders: set[str] = set()
    for table in _read(ws, all_.of("versions")):
        orders.update(
            table.filter(pc.is_in(table.column("customer_id"), value_set=mine)).column("order_id").to_pylist()
        )
    texts: set[str] = set()
    hashed: set[str] = set()
    for table in _read(ws, all_.of("addresses")):
        own = table.filter(pc.is_in(table.column("customer_id"), value_set=mine))
        texts.update(row["address"] for row in own.to_pylist() if row["channel"] in REACHING)
    for table in _read(ws, all_.of("links")):
        hashed.update(table.filter(pc.is_in(table.column("customer_id"), value_set=mine)).column("address").to_pylist())
    addresses = sorted({form for text in texts for form in forms(to_latin(text))})
    hashed.update(map(ws.pseudonym, addresses))
    return Person(
        ids, frozenset(orders), tuple(addresses), tuple(sorted(hashed - _of_others(ws, all_, mine, texts, hashed)))
    )


def _of_others(ws: Opened, all_: Holdings, mine: pa.Array, texts: set[str], hashed: set[str]) -> set[str]:
    """Of these addresses those that somebody else has too: a family's, a shop's. They must not stop him."""
    shared: set[str] = set()
    for name, values in (("links", hashed), ("addresses", texts)):
        asked = pa.array(sorted(values), pa.string())
        for table in _read(ws, all_.of(name)):
            same = table.filter(pc.is_in(table.column("address"), value_set=asked))
            others = same.filter(pc.invert(pc.is_in(same.column("customer_id"), value_set=mine)))
            found = others.column("address").to_pylist()
            shared.update(
                found if name == "links" else (ws.pseudonym(form) for text in found for form in forms(to_latin(text)))
            )
    return shared
