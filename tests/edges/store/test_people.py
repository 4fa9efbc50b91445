"""Whom the catalogue was told to forget, the audit trail, and pages that tell nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select

from bakhsh.edges.store import Intent, Rewritten, Store
from bakhsh.edges.store.schema import tombstones
from bakhsh.records import AuditEntry, LoadRecord, Manifest, Piece, RunRecord, WaveRecord

AT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = date(2024, 7, 1)
SECRET = "zzPLANTEDzz"
INTENT = Intent("p1", ("t1", "t2"), DAY, "sara")
ENTRY = AuditEntry(0, AT, "forget", "p1", "sara", counts={"entries": 3})


def test_what_was_done_is_written_down_in_order_and_found_by_person(store: Store) -> None:
    sent = store.people.write_down(AuditEntry(0, AT, "send", about="winback", counts={"treated": 7}))
    seen = store.people.write_down(replace(ENTRY, verb="export-customer"))
    assert (sent.entry, seen.entry) == (1, 2)
    assert store.people.trail() == (sent, seen)
    assert store.people.trail("p1") == (seen,)


def test_an_intent_stands_until_it_is_ended(store: Store) -> None:
    assert store.erasure.unfinished() is None
    store.erasure.begin(INTENT)
    assert store.erasure.unfinished() == INTENT
    store.erasure.commit(INTENT, Rewritten(), ENTRY)
    assert store.erasure.unfinished() == replace(INTENT, committed=True)
    store.erasure.end()
    assert store.erasure.unfinished() is None


def test_a_commit_rewrites_under_the_same_numbers_and_puts_up_a_tombstone(store: Store) -> None:
    catalogue = store.catalogue
    load = LoadRecord(catalogue.next_load(), "s", "f", "p", AT, 2, 2, 0, 0)
    manifest = catalogue.commit_load([load], Manifest(0, (load.load,), {"1": {"entries-a": Piece("old", 2)}}))
    record = RunRecord(0, DAY, "mark", 1, AT, AT, "published", True, 2, folder="snapshots/a")
    run = catalogue.publish_run(record, [], {"identity.toml": SECRET}, {"pieces": {}})
    piece = Piece("waves/old", 2)
    wave = catalogue.add_wave(WaveRecord("c", 0, DAY, 2, 1, 1, {}, 0.5, 0), piece, piece, piece)
    catalogue.set("staged", SECRET)
    now = Rewritten(
        [replace(manifest, history={"1": {"entries-a": Piece("new", 1)}}, without=1)],
        [replace(load, kept=1, rejected=1, reasons={"forgotten": 1})],
        [(replace(run, fingerprint="other", folder="snapshots/b", customers=1), {"pieces": {"rows": []}})],
        [(replace(wave, candidates=1, treated=0), {"arms": Piece("waves/new", 1)})],
        lambda texts: {name: text.replace(SECRET, "•") for name, text in texts.items()},
    )
    store.erasure.commit(INTENT, now, ENTRY, stale=["staged"])
    assert catalogue.manifests() == tuple(now.manifests)
    assert catalogue.loads() == tuple(now.loads)
    assert catalogue.runs() == (now.runs[0][0],)
    assert catalogue.extra(run.run) == {"pieces": {"rows": []}}
    assert catalogue.definitions(run.run) == {"identity.toml": "•"}
    assert catalogue.waves() == (now.waves[0][0],)
    assert catalogue.wave_pieces("c", 1) == {"arms": Piece("waves/new", 1), "audience": piece, "sent": piece}
    assert catalogue.get("staged") is None
    assert store.people.tokens() == {"t1", "t2"}
    assert store.people.forgotten_on(["t2", "x"]) == DAY
    assert store.people.forgotten_on(["x"]) is None
    assert store.people.tokens_beside(["t2", "x"]) == {"t1", "t2"}
    assert [one.verb for one in store.people.trail("p1")] == ["forget"]


def test_a_second_tombstone_leaves_the_first_day_standing(store: Store) -> None:
    store.erasure.commit(INTENT, Rewritten(), ENTRY)
    later = Intent("p2", ("t2", "t3"), date(2025, 1, 1), "ali")
    store.erasure.commit(later, Rewritten(), ENTRY)
    with store._database.reading() as connection:
        found = {row.token: (row.person, row.asked_by) for row in connection.execute(select(tombstones)).all()}
    assert found == {"t1": ("p1", "sara"), "t2": ("p1", "sara"), "t3": ("p2", "ali")}


def test_after_a_sweep_no_page_holds_what_was_deleted(store: Store) -> None:
    for number in range(200):
        store.catalogue.set(f"note-{number}", SECRET * 40)
    assert any(SECRET.encode() in path.read_bytes() for path in store.root.glob("catalogue.sqlite*"))
    for number in range(200):
        store.catalogue.set(f"note-{number}", "")
    assert store.erasure.sweep()
    files = list(store.root.glob("catalogue.sqlite*"))
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def test_a_sweep_beside_a_reader_says_that_the_journal_waits(store: Store) -> None:
    reader = sqlite3.connect(store.root / "catalogue.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM notes").fetchone()
    store.catalogue.set("a", "b")
    assert not store.erasure.sweep()
    reader.execute("ROLLBACK")
    reader.close()
    assert store.erasure.sweep()
