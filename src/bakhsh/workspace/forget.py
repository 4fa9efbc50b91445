"""Forget: a person leaves everything that is kept, and cannot come back.

Erasing is the one operation that rewrites history. It is recoverable at every moment: what stands without the person is
written beside what stands, one transaction switches, and what is left to do after it is done again until it is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bakhsh.edges import clock
from bakhsh.edges.store import Intent, Rewritten
from bakhsh.edges.who import asking
from bakhsh.errors import EdgeError, NotReady
from bakhsh.language.digits import to_latin
from bakhsh.language.sentences import Sentence
from bakhsh.loop.data.forgotten import Forgotten
from bakhsh.records import AuditEntry, Forgetting, HandledFile
from bakhsh.workspace.copies import elsewhere, handed_out, unpathed
from bakhsh.workspace.holdings import Holdings, holdings
from bakhsh.workspace.named import dossiers
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.person import Person, find, tokens_of
from bakhsh.workspace.progress import Progress, Say, silent
from bakhsh.workspace.rewrite import LedgerWithout, waves_without
from bakhsh.workspace.snapshots import snapshots_without
from bakhsh.workspace.survey import Survey, survey
from bakhsh.workspace.traces import exported, in_sources, texts_without

__all__ = ["complete", "forget", "recover"]

_STALE = ("staged",)
"""Notes that speak of pieces which are not named yet: a plan that waits to be run."""


def forget(ws: Opened, customer: str, dry_run: bool = False, progress: Say | None = None) -> Forgetting:
    """Removes everything about one customer, named by his id, an id of a source, a telephone number or an e-mail
    address; `dry_run` only says what would go.

    Every ledger version, snapshot and wave that is kept is without him afterwards, and so are the files that were
    exported. A tombstone of keyed hashes stops him wherever he is read again. The user's own files stay as they are:
    `sources` says which of them name him. Somebody forgotten before is said with the day (`already`).

    NotReady where nothing is kept of any such customer, or where the address is that of several. EdgeError for a key
    that is lost or another one.
    """
    say = progress or silent
    if dry_run:
        return _planned(ws, customer)[0]
    with ws.writing("forget"):
        complete(ws)
        plan, person, all_, found = _planned(ws, customer)
        if person is None:
            return plan
        intent = Intent(
            plan.person, person.tokens(ws), plan.day, asking(), tuple(found.waves), person.keys(ws), _orders(ws, person)
        )
        ws.store.erasure.begin(intent)
        say(Progress(Sentence("privacy.step_rewrite"), 0, 2))
        now = _rewritten(ws, person, all_, found)
        entry = AuditEntry(0, clock.now(), "forget", plan.person, intent.asked_by, counts=_counts(plan))
        ws.store.erasure.commit(intent, now, entry, _STALE)
        say(Progress(Sentence("privacy.step_clean"), 1, 2))
        files, notes = complete(ws)
        return Forgetting(
            plan.person, plan.day, plan.ids, plan.addresses, plan.rows, plan.snapshots, plan.waves, files,
            plan.sources, plan.elsewhere, done=True, notes=(*plan.notes, *notes),
        )  # fmt: skip


def _planned(ws: Opened, customer: str) -> tuple[Forgetting, Person | None, Holdings, Survey]:
    today = clock.today(ws.files.project.timezone)
    all_ = holdings(ws.store)
    person = find(ws, customer, all_)
    if person is None:
        return _already(ws, customer, today), None, all_, Survey()
    found, whom = survey(ws, person, all_), person.known_by(ws)
    sources, notes = in_sources(ws, whom)
    keys, hashed = person.keys(ws), person.hashed_by(ws)
    listing = replace(hashed, tokens=hashed.tokens | set(_orders(ws, person)))
    plan = Forgetting(
        person.key(ws),
        today,
        len(person.ids),
        len(person.hashed),
        found.tables,
        tuple(found.runs),
        tuple(f"{campaign} {wave}" for campaign, wave in found.waves),
        (*exported(ws, whom, found.waves, dry=True), *handed_out(ws, keys, listing, dry=True)),
        sources,
        elsewhere(ws, keys, listing),
        notes=notes,
    )
    return plan, person, all_, found


def _already(ws: Opened, customer: str, today: date) -> Forgetting:
    """Nothing is kept: said with the day where that is because somebody was forgotten, else NotReady."""
    tokens = tokens_of(ws, customer)
    day = ws.store.people.forgotten_on(tokens)
    if day is None:
        raise NotReady(Sentence("privacy.nobody"), hint=Sentence("privacy.nobody_hint"))
    whom = Forgotten(ws.store.people.tokens_beside(tokens), ws.keyed, ws.pseudonym)
    sources, notes = in_sources(ws, whom)
    handed = dossiers(ws, (ws.keyed(f"person|{one}") for one in (customer.strip(), to_latin(customer).strip())))
    return Forgetting("", today, sources=(*sources, *handed), already=day, done=True, notes=notes)


def _rewritten(ws: Opened, person: Person, all_: Holdings, found: Survey) -> Rewritten:
    number = ws.store.catalogue.next_load()
    ledger = LedgerWithout(ws, person, all_, found, number)
    manifests = ledger.manifests()
    runs = snapshots_without(ws, person, all_, found, manifests, ledger.loads)
    waves = waves_without(ws, person, all_, found, number)
    whom, keys = person.hashed_by(ws), person.keys(ws)
    return Rewritten(
        manifests,
        tuple(ledger.loads.values()),
        runs,
        waves,
        lambda texts: texts_without(texts, whom),
        lambda entry: unpathed(entry, keys, person),
    )


def _orders(ws: Opened, person: Person) -> tuple[str, ...]:
    """The keyed hashes of his orders, by which lists of rejected rows may name him."""
    whom = person.hashed_by(ws)
    return tuple(sorted(map(whom.order, person.orders)))


def _counts(plan: Forgetting) -> dict[str, int]:
    return {
        **plan.rows,
        "snapshots": len(plan.snapshots),
        "waves": len(plan.waves),
        "files": len(plan.files),
    }


# ---- what is left to do --------------------------------------------------------------------------------------------
def complete(ws: Opened) -> tuple[tuple[HandledFile, ...], Sequence[Sentence]]:
    """What an erasure has left to do after its commit; one that was not committed is given up, nothing has happened.
    Under the lock. Returns the exported files that were changed, and notes."""
    intent = ws.store.erasure.unfinished()
    if intent is None:
        return (), ()
    files: tuple[HandledFile, ...] = ()
    _drop_unnamed(ws)
    if intent.committed:
        whom = Forgotten(frozenset(intent.tokens), ws.keyed, ws.pseudonym)
        files = exported(ws, whom, intent.waves, dry=False)
        listing = replace(whom, tokens=whom.tokens | set(intent.orders))
        files = (*files, *handed_out(ws, intent.keys, listing, dry=False))
    ws.renew_engine()
    ws.store.erasure.end()
    swept = ws.store.erasure.sweep()
    return files, () if swept else (Sentence("privacy.journal_waits"),)


def _drop_unnamed(ws: Opened) -> None:
    """Old pieces, those of an erasure that was given up, what killed processes and abandoned plans left."""
    ws.store.clear_staging()
    ws.engine.tables.drop(path.relative_to(ws.store.root).as_posix() for path in ws.store.unnamed_files())


def recover(ws: Opened) -> None:
    """Completes an erasure that was interrupted, where nobody else is writing; called when a project is opened."""
    if ws.store.erasure.unfinished() is None:
        return
    try:
        with ws.store.lock(purpose="forget"):
            complete(ws)
    except EdgeError:
        return  # whoever writes now, or opens next, completes it
