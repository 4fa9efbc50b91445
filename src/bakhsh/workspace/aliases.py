"""Aliases: which ids stand under another one, decided by what loads brought and by identity.toml alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh import project
from bakhsh.language.digits import to_latin
from bakhsh.language.sentences import Sentence
from bakhsh.loop.data import identity
from bakhsh.loop.data.persons import canonical
from bakhsh.records import Manifest, Piece
from bakhsh.specs import Identity
from bakhsh.tables import ALIASES, OF_CUSTOMER
from bakhsh.workspace.opened import Opened

__all__ = [
    "Change", "History", "Settled", "aliases_of", "answers_known", "bind_loads", "change", "declaration", "known_ids",
    "settle", "spellings",
]  # fmt: skip

History = Mapping[str, Mapping[str, Piece]]

RESOLUTION = 1
"""Raised whenever a release settles ids otherwise than the one before: the next run then settles them anew."""

_NAMING = ("versions", *OF_CUSTOMER, "links")
"""What loads brought in which ids stand."""


@dataclass(frozen=True, slots=True)
class Settled:
    """ALIASES of some loads. `declared`: the print of what identity.toml says, where it can matter; `content`: the
    print of the aliases, empty where nobody has one; `notes`: what is to be said of it."""

    aliases: pa.Table
    declared: str = ""
    content: str = ""
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """How many ids are no customers of their own any more, and how many are again."""

    merged: int = 0
    split: int = 0


def bind_loads(ws: Opened, history: History, table: str, over: Iterable[str] | None = None) -> None:
    """The engine sees what loads brought to a table, just as they brought it: over some buckets (entries), or whole."""
    names = [f"{table}-{bucket}" for bucket in over] if over is not None else [table]
    pieces = [history[number][name] for number in sorted(history, key=int) for name in names if name in history[number]]
    ws.bind_pieces(table, pieces, ws.schema(table))


def declaration(ws: Opened, history: History) -> str:
    """The print of all that settles ids beside the loads; empty where there is nothing to settle."""
    declared = ws.files.identity
    if not declared.same and not any("links" in pieces for pieces in history.values()):
        return ""
    return f"{RESOLUTION}-{project.fingerprint(declared)}"


def settle(ws: Opened, history: History) -> Settled:
    """Which of the ids of these loads are one customer; see `loop.data.identity`."""
    declared = declaration(ws, history)
    if not declared:
        return Settled(ALIASES.schema().empty_table())
    said, notes = answers_known(ws, history)
    held = _HELD.empty_table()
    if any("links" in pieces for pieces in history.values()):
        bind_loads(ws, history, "links")
        told = identity.spoken(ws.unbound("links"))
        held = pa.Table.from_batches(ws.engine.batches(identity.shared(told, said)), schema=_HELD)
        notes += _crowded(ws, told, said)
    found = identity.resolve(held, said)
    if found.kept_apart:
        notes += (Sentence("identity.kept_apart", {"count": len(found.kept_apart)}),)
    return Settled(found.aliases, declared, print_of(found.aliases), notes)


_HELD = pa.schema([("customer_id", pa.string()), ("address", pa.string()), ("rank", pa.int64())])


def _crowded(ws: Opened, told: ibis.Table, said: Identity) -> tuple[Sentence, ...]:
    (row,) = ws.engine.query(identity.crowded(told, said)).to_pylist()
    if not row["addresses"]:
        return ()
    args = {"count": row["addresses"], "limit": said.at_most, "most": row["most"]}
    return (Sentence("identity.crowded", dict(args)),)


def print_of(aliases: pa.Table) -> str:
    """The print of ALIASES: equal where the same ids stand under the same ones; empty where nobody has one."""
    if not aliases.num_rows:
        return ""
    lines = pc.binary_join_element_wise(aliases["customer_id"], aliases["settled_id"], "\x1f").to_pylist()
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


# ---- answers -----------------------------------------------------------------------------------------------------
def spellings(ws: Opened, customer_id: str) -> tuple[str, ...]:
    """The ids that may be meant by what a person typed: as given, in Latin digits, or what stands for a number or an
    e-mail address."""
    return tuple(dict.fromkeys((customer_id, to_latin(customer_id), ws.pseudonym(canonical(customer_id)))))


def answers_known(ws: Opened, history: History) -> tuple[Identity, tuple[Sentence, ...]]:
    """The declared answers in the ids that these loads hold; those nobody knows say nothing (yet)."""
    declared = ws.files.identity
    asked = sorted({one for answer in (*declared.same, *declared.different) for one in answer})
    if not asked:
        return declared, ()
    meant = {one: spellings(ws, one) for one in asked}
    there = known_ids(ws, history, {spelled for many in meant.values() for spelled in many})
    of = {one: next((spelled for spelled in many if spelled in there), None) for one, many in meant.items()}
    unknown = sum(found is None for found in of.values())
    notes = (Sentence("identity.unknown_ids", {"count": unknown}),) if unknown else ()
    same, different = (_translated(answers, of) for answers in (declared.same, declared.different))
    return replace(declared, same=same, different=different), notes


def _translated(answers: Iterable[tuple[str, ...]], of: Mapping[str, str | None]) -> tuple[tuple[str, ...], ...]:
    found = (tuple(dict.fromkeys(id_ for one in answer if (id_ := of[one]) is not None)) for answer in answers)
    return tuple(answer for answer in found if len(answer) >= 2)


def known_ids(ws: Opened, history: History, asked: Iterable[str]) -> set[str]:
    """Which of these ids stand anywhere in what the loads brought."""
    wanted = sorted(asked)
    found: list[ibis.Table] = []
    for table in _NAMING:
        if any(table in pieces for pieces in history.values()):
            bind_loads(ws, history, table)
            rows = ws.unbound(table)
            found.append(rows.filter(rows.customer_id.isin(wanted)).select("customer_id"))
    if not found or not wanted:
        return set()
    together = reduce(lambda one, other: one.union(other), found).distinct()
    return set(ws.engine.query(together).column("customer_id").to_pylist())


# ---- of a ledger version -----------------------------------------------------------------------------------------
def aliases_of(ws: Opened, manifest: Manifest) -> pa.Table:
    """ALIASES of a ledger version."""
    piece = manifest.whole.get("aliases")
    return ws.engine.tables.read(piece) if piece else ALIASES.schema().empty_table()


def change(before: pa.Table, after: pa.Table) -> Change:
    """What settling otherwise does to the customers."""
    old, new = set(before["customer_id"].to_pylist()), set(after["customer_id"].to_pylist())
    return Change(len(new - old), len(old - new))
