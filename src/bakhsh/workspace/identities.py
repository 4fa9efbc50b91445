"""Identities: who is one customer under several ids, who may be, and the answers that settle it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh import project
from bakhsh.errors import NotReady, ProjectErrors
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.names import masked_name
from bakhsh.loop.data.proposals import PEOPLE, Pair, proposals
from bakhsh.records import Identities, KnownAs, Manifest, Merge, Proposal, RunRecord
from bakhsh.specs import Identity
from bakhsh.workspace.aliases import aliases_of, answers_known, declaration, known_ids, spellings
from bakhsh.workspace.doubtful import doubtful
from bakhsh.workspace.opened import Opened

__all__ = ["Answer", "identities", "known_as", "ledger_of", "settle"]

Answer = Literal["same", "different"]

_SHOWN = 100
"""So many merges and proposals are listed; all are counted."""


def identities(ws: Opened) -> Identities:
    """Merged customers, those with most ids first; proposals, the likeliest first; ids that stand for several people.

    Of the ledger as it stands: an answer shows here after the next run. NotReady where nothing has been loaded.
    """
    manifest = ws.store.catalogue.manifest()
    if not manifest.loads:
        raise NotReady(Sentence("workspace.nothing_loaded"), hint=Sentence("workspace.run_first"))
    aliases = aliases_of(ws, manifest)
    merges = sorted(_merges(aliases), key=lambda one: (-len(one.ids), one.customer_id))
    people = _people(ws, manifest)
    found = proposals(people, _under_settled(answers_known(ws, manifest.history)[0], aliases))
    waiting = (Sentence("identity.run_settles"),) if declaration(ws, manifest.history) != manifest.identity else ()
    return Identities(
        customers=len(merges),
        merged=aliases.num_rows,
        merges=tuple(merges[:_SHOWN]),
        proposed=len(found),
        proposals=tuple(_shown(people, found[:_SHOWN])),
        doubtful=doubtful(ws, manifest.history)[:_SHOWN],
        notes=(*waiting, *manifest.notes),
    )


def _merges(aliases: pa.Table) -> Iterable[Merge]:
    held: dict[str, list[KnownAs]] = {}
    for row in aliases.to_pylist():
        one = KnownAs(row["customer_id"], row["rule"], row["evidence"])
        held.setdefault(row["settled_id"], [KnownAs(row["settled_id"])]).append(one)
    return (Merge(customer, tuple(ids)) for customer, ids in held.items())


def _people(ws: Opened, manifest: Manifest) -> pa.Table:
    """PEOPLE: what the ledger knows of every customer with a name or an address."""
    ws.bind_ledger(manifest, ("addresses", "customers"))
    addresses, customers = ws.unbound("addresses"), ws.unbound("customers")
    channels = ("name", "mobile", "phone", "email")
    columns = {one: addresses.address.max(where=addresses.channel == one) for one in channels}
    reached = addresses.group_by("customer_id").agg(**columns)
    of = customers.select("city", "birth_date", who="customer_id")
    joined = reached.left_join(of, reached.customer_id == of.who).select(PEOPLE.names).order_by("customer_id")
    return pa.Table.from_batches(ws.engine.batches(joined), schema=PEOPLE)


def _under_settled(said: Identity, aliases: pa.Table) -> Identity:
    """The answers in settled ids, all of them as pairs that need no asking."""
    to = dict(zip(aliases["customer_id"].to_pylist(), aliases["settled_id"].to_pylist(), strict=True))
    answers = (tuple(dict.fromkeys(to.get(one, one) for one in answer)) for answer in (*said.same, *said.different))
    return replace(said, same=(), different=tuple(answer for answer in answers if len(answer) > 1))


def _shown(people: pa.Table, pairs: Sequence[Pair]) -> Iterable[Proposal]:
    """The pairs with what may be shown of them: initials and the city."""
    wanted = pa.array([one for pair in pairs for one in (pair.one, pair.other)], pa.string())
    rows = people.filter(pc.is_in(people["customer_id"], value_set=wanted)).select(["customer_id", "name", "city"])
    of = {row["customer_id"]: _masked(row["name"], row["city"]) for row in rows.to_pylist()}
    for pair in pairs:
        yield Proposal((pair.one, pair.other), pair.score, pair.because, (of[pair.one], of[pair.other]))


def _masked(name: str | None, city: str | None) -> str:
    return ", ".join(filter(None, (masked_name(name or ""), city)))


# ---- one customer ------------------------------------------------------------------------------------------------
def ledger_of(ws: Opened, run: RunRecord) -> Manifest | None:
    """The ledger version a run read; None where it has been pruned."""
    return next((one for one in ws.store.catalogue.manifests() if one.version == run.ledger), None)


def known_as(aliases: pa.Table, customer_id: str) -> tuple[KnownAs, ...]:
    """All ids of a customer, the one that stays first; none where he has one id alone."""
    theirs = aliases.filter(pc.equal(aliases["settled_id"], customer_id))
    return next(iter(merge.ids for merge in _merges(theirs)), ())


# ---- answers -----------------------------------------------------------------------------------------------------
def settle(ws: Opened, answer: Answer, ids: Sequence[str]) -> tuple[str, ...]:
    """Writes an answer into identity.toml and returns the ids as written; the next run follows it.

    An earlier answer of just these ids is taken back. NotReady for an id the ledger does not know, ProjectErrors where
    the answer contradicts others; nothing is written then.
    """
    written = tuple(dict.fromkeys(_known(ws, one) for one in ids))
    if len(written) < 2:
        raise NotReady(Sentence("identity.two_ids"), hint=Sentence("identity.two_ids_hint"))
    text = project.answered(ws.texts.get(_FILE, ""), answer, written)
    texts = {**ws.texts, _FILE: text}
    files = project.read_texts(texts)
    mistakes = [one for one in project.check(files) if one.where is not None and one.where.file == _FILE]
    if mistakes:
        raise ProjectErrors(tuple(mistakes))
    project.write_text(ws.folder / _FILE, text)
    ws.texts, ws.files = texts, files
    return written


_FILE = "identity.toml"


def _known(ws: Opened, customer_id: str) -> str:
    """The id that is meant, as the loads hold it."""
    meant = spellings(ws, customer_id)
    there = known_ids(ws, ws.store.catalogue.manifest().history, meant)
    found = next((one for one in meant if one in there), None)
    if found is None:
        raise NotReady(Sentence("identity.no_such_id", {"id": Code(customer_id)}), hint=Sentence("identity.find_id"))
    return found
