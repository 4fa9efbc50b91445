"""The store's folder: what is made, what is cleared, what nothing names; the lock and the key."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bakhsh.edges.store import Store, needs_folding, pieces_of
from bakhsh.errors import EdgeError, NotReady
from bakhsh.records import BucketFiles, Delta, LoadRecord, Manifest, Piece, RunRecord

AT = datetime(2024, 1, 1, tzinfo=UTC)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="permissions are kept otherwise")


def put(store: Store, *paths: str) -> None:
    for path in paths:
        file = store.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


# ---- the folder --------------------------------------------------------------------------------------------------
def test_a_new_store_has_its_folders_and_keeps_itself_out_of_git(store: Store) -> None:
    assert {path.name for path in store.root.iterdir()} >= {
        "catalogue.sqlite",
        "staging",
        "ledger",
        "snapshots",
        "waves",
    }
    assert (store.root / ".gitignore").read_text() == "*\n"


@POSIX
def test_a_new_store_is_its_owner_s_alone(store: Store) -> None:
    assert stat.S_IMODE(store.root.stat().st_mode) == 0o700


def test_a_store_that_must_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="Nothing has been stored yet"):
        Store.open(tmp_path / ".bakhsh", create=False)
    assert not (tmp_path / ".bakhsh").exists()


def test_a_file_where_the_store_should_be_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / ".bakhsh").write_text("x")
    with pytest.raises(EdgeError, match="could not be written"):
        Store.open(tmp_path / ".bakhsh")


def test_staging_names_a_place_and_no_other(store: Store) -> None:
    assert store.staging("2024-01-31") == "staging/2024-01-31"
    for name in ("", "..", "a/b", ".hidden", "a b"):
        with pytest.raises(EdgeError):
            store.staging(name)


def test_clearing_removes_what_was_staged_but_what_is_kept(store: Store) -> None:
    put(store, "staging/plan/rows.parquet", "staging/2024/rows.parquet", "ledger/1/x.parquet")
    assert store.clear_staging(keep=["plan"]) == ["staging/2024"]
    assert (store.root / "staging/plan/rows.parquet").exists()
    assert store.clear_staging() == ["staging/plan"]
    assert (store.root / "ledger/1/x.parquet").exists()


def test_files_that_nothing_names_are_found(store: Store) -> None:
    put(store, "ledger/1/named", "ledger/1/left", "snapshots/a/rows", "snapshots/b/rows", "waves/x/arms", "staging/s/y")
    load = LoadRecord(1, "s", "f", "p", AT, 1, 1, 0, 0)
    manifest = Manifest(0, (1,), {"1": {"entries-a": Piece("ledger/1/named", 1)}})
    store.catalogue.commit_load([load], manifest)
    store.catalogue.publish_run(
        RunRecord(0, date(2024, 1, 1), "", 1, AT, AT, "published", True, 1, folder="snapshots/a"), [], {}, {}
    )
    found = [path.relative_to(store.root).as_posix() for path in store.unnamed_files()]
    assert found == ["ledger/1/left", "snapshots/b/rows", "waves/x/arms"]
    more = {
        path.relative_to(store.root).as_posix() for path in store.unnamed_files(without_runs=[1], without_manifests=[1])
    }
    assert more - set(found) == {"ledger/1/named", "snapshots/a/rows"}


# ---- versions ----------------------------------------------------------------------------------------------------
def test_a_bucket_is_folded_past_a_fifth_of_its_base() -> None:
    def bucket(*deltas: tuple[int, int]) -> BucketFiles:
        made = tuple(Delta(Piece("i", ids), {"lines": Piece("d", rows)} if rows else {}) for ids, rows in deltas)
        return BucketFiles({"lines": Piece("l", 60), "orders": Piece("o", 40)}, made)

    assert not needs_folding(bucket())
    assert not needs_folding(bucket((1, 20)))
    assert needs_folding(bucket((1, 20), (1, 1)))
    assert needs_folding(bucket((21, 0)))
    assert not needs_folding(bucket((1, 30)), limit=0.5)
    assert needs_folding(bucket(*[(0, 0)] * 65))
    assert needs_folding(BucketFiles({}, (Delta(Piece("i", 1)),)))


def test_the_pieces_of_a_version_are_all_it_names() -> None:
    delta = Delta(Piece("i", 1), {"lines": Piece("d", 1)})
    manifest = Manifest(
        1,
        (1,),
        {"1": {"e": Piece("e", 1)}},
        {"a": BucketFiles({"l": Piece("b", 1)}, (delta,))},
        {"items": Piece("w", 1)},
    )
    assert sorted(piece.path for piece in pieces_of(manifest)) == ["b", "d", "e", "i", "w"]


# ---- the lock ----------------------------------------------------------------------------------------------------
HOLD = """
import sys, time
from pathlib import Path
from bakhsh.edges.store import Store
with Store.open(Path(sys.argv[1])).lock(purpose="run"):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(store: Store) -> subprocess.Popen[str]:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(store.root)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "held"
    return child


def test_a_second_writer_is_refused_with_who_holds_the_lock_and_a_killed_one_frees_it(store: Store) -> None:
    child = holder(store)
    try:
        with pytest.raises(EdgeError, match=rf"Process {child.pid} on .* \(run\)") as refused, store.lock():
            pytest.fail("two writers")
        assert refused.value.retry
        assert refused.value.exit_code == 4
        assert store.catalogue.manifest().version == 0  # readers never wait
    finally:
        child.kill()
        child.wait()
    assert (store.root / "lock.json").exists()
    with store.lock(purpose="after"):
        assert json.loads((store.root / "lock.json").read_text())["purpose"] == "after"
    assert not (store.root / "lock.json").exists()


def test_a_writer_may_wait_for_the_other(store: Store) -> None:
    child = holder(store)
    started = time.monotonic()
    with pytest.raises(EdgeError), store.lock(wait=0.3):
        pytest.fail("two writers")
    assert time.monotonic() - started >= 0.3
    child.kill()
    child.wait()
    with store.lock(wait=5):
        pass


def test_the_lock_is_free_again_after_an_error_inside(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.lock():
        1 / 0  # noqa: B018
    with store.lock(), pytest.raises(EdgeError, match="has been writing"), store.lock():
        pytest.fail("two writers in one process")


def test_a_refusal_without_a_readable_note_is_still_in_words(store: Store) -> None:
    with store.lock():
        (store.root / "lock.json").write_text("{half")
        with pytest.raises(EdgeError, match="Another process is writing"), store.lock():
            pytest.fail("two writers")


# ---- the key -----------------------------------------------------------------------------------------------------
def test_a_key_is_made_once_and_is_its_owner_s_alone(store: Store) -> None:
    with pytest.raises(NotReady, match="no key yet"):
        store.key({})
    key = store.key({}, create=True)
    assert len(key) == 32
    assert store.key({}) == key == store.key({}, create=True)
    assert Store.open(store.root).key({}) == key
    assert [path.name for path in store.root.iterdir() if "key" in path.name] == ["key"]
    if os.name == "posix":
        assert stat.S_IMODE((store.root / "key").stat().st_mode) == 0o600


def test_two_stores_have_two_keys(store: Store, tmp_path: Path) -> None:
    assert Store.open(tmp_path / "other").key({}, create=True) != store.key({}, create=True)


def test_the_variable_goes_before_the_file_and_needs_none(store: Store) -> None:
    given = "ab" * 32
    assert store.key({"BAKHSH_KEY": given}) == bytes.fromhex(given)
    assert not (store.root / "key").exists()


def test_another_key_is_refused_wherever_it_comes_from(store: Store) -> None:
    key = store.key({}, create=True)
    with pytest.raises(EdgeError, match="not the key the project was made with"):
        store.key({"BAKHSH_KEY": "ab" * 32})
    assert store.key({"BAKHSH_KEY": key.hex()}) == key
    (store.root / "key").write_text("cd" * 32)
    with pytest.raises(EdgeError, match="not the key the project was made with"):
        store.key({})


def test_a_lost_key_is_not_replaced_by_a_new_one(store: Store) -> None:
    store.key({}, create=True)
    (store.root / "key").unlink()
    with pytest.raises(EdgeError, match="key is gone"):
        store.key({}, create=True)
    assert not (store.root / "key").exists()


@pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31, "ab" * 33, "کلید"])
def test_what_is_no_key_is_refused_without_showing_it(store: Store, text: str) -> None:
    (store.root / "key").write_text(text, encoding="utf-8")
    with pytest.raises(EdgeError, match="64 hexadecimal digits") as refused:
        store.key({})
    assert not text or text not in str(refused.value)
