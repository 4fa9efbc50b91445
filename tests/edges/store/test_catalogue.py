"""What the catalogue remembers, what is current, and what readers see meanwhile."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from bakhsh.edges.store import Catalogue, Store
from bakhsh.edges.store.schema import metadata
from bakhsh.errors import EdgeError, NotReady
from bakhsh.language.sentences import Money, Sentence
from bakhsh.records import (
    BucketFiles,
    Delta,
    LoadRecord,
    Manifest,
    Model,
    Piece,
    RunRecord,
    SegmentationProfile,
    SegmentProfile,
    WaveRecord,
)

AT = datetime(2024, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


@pytest.fixture
def catalogue(store: Store) -> Catalogue:
    return store.catalogue


def load(number: int, source: str = "orders") -> LoadRecord:
    return LoadRecord(
        number, source, f"{number}.csv", f"print-{number}", AT, 10, 8, 1, 1, datetime(2024, 1, 1, 5), None
    )


def manifest(*loads: int) -> Manifest:
    files = BucketFiles({"lines": Piece(f"ledger/{loads[-1]}/lines-a.parquet", 3)})
    history = {str(one): {"entries-a": Piece(f"ledger/loads/{one}/entries-a.parquet", 3)} for one in loads}
    return Manifest(0, loads, history, {"a": files})


def run(as_of: date, **changes: object) -> RunRecord:
    record = RunRecord(0, as_of, "print", 1, AT, AT, "published", True, 3, {"value": {"champions": 1, "others": 2}})
    return replace(record, **changes)  # type: ignore[arg-type]


def model(fingerprint: str, definition: str = "d1", segmentation: str = "rfm") -> Model:
    body = {"cuts": [1, 2.5], "fingerprint": fingerprint}
    return Model(segmentation, "rfm", definition, date(2024, 1, 1), body, fingerprint)


# ---- loads and versions ------------------------------------------------------------------------------------------
def test_before_the_first_load_the_ledger_is_version_0_and_empty(catalogue: Catalogue) -> None:
    assert catalogue.manifest() == Manifest(0)
    assert catalogue.manifest(0) == Manifest(0)
    assert catalogue.manifests() == ()
    assert catalogue.loads() == ()


def test_load_numbers_are_never_given_twice(catalogue: Catalogue, store: Store) -> None:
    assert [catalogue.next_load() for _ in range(3)] == [1, 2, 3]
    assert Store.open(store.root).catalogue.next_load() == 4


def test_a_load_and_its_manifest_are_there_together(catalogue: Catalogue) -> None:
    made = catalogue.commit_load([load(1), load(2)], manifest(1, 2))
    assert made == replace(manifest(1, 2), version=1)
    assert catalogue.manifest() == made
    assert catalogue.loads() == (load(1), load(2))
    assert catalogue.manifest_made_at(1) is not None
    assert catalogue.manifest_made_at(1).tzinfo is UTC  # type: ignore[union-attr]
    assert catalogue.manifest_made_at(2) is None


def test_a_load_number_that_is_taken_changes_nothing_at_all(catalogue: Catalogue) -> None:
    made = catalogue.commit_load([load(1)], manifest(1))
    with pytest.raises(EdgeError, match="refused"):
        catalogue.commit_load([load(2), load(1)], manifest(1, 2))
    assert catalogue.manifest() == made
    assert catalogue.loads() == (load(1),)


def test_an_undone_load_is_out_of_the_ledger_and_still_on_record(catalogue: Catalogue) -> None:
    catalogue.commit_load([load(1)], manifest(1))
    catalogue.commit_load([load(2)], manifest(1, 2))
    made = catalogue.undo_load(2, manifest(1))
    assert made.version == 3
    assert catalogue.loads() == (load(1),)
    assert catalogue.loads(with_undone=True) == (load(1), load(2))
    for gone in (2, 7):
        with pytest.raises(NotReady, match=f"There is no load {gone}. Known: 1"):
            catalogue.undo_load(gone, manifest(1))
    assert catalogue.manifest() == made


def test_a_load_the_new_version_no_longer_contains_was_replaced(catalogue: Catalogue) -> None:
    catalogue.commit_load([load(1)], manifest(1))
    catalogue.commit_load([load(2)], manifest(2))
    assert catalogue.loads() == (load(2),)
    assert catalogue.loads(with_undone=True) == (load(1), load(2))


def test_older_versions_stay_until_they_are_removed_and_the_current_one_always(catalogue: Catalogue) -> None:
    made = [catalogue.commit_load([load(n)], manifest(*range(1, n + 1))) for n in (1, 2, 3)]
    assert catalogue.manifests() == tuple(made)
    assert catalogue.manifest(2) == made[1]
    catalogue.remove_manifests([1, 2, 3])
    assert catalogue.manifests() == (made[2],)
    with pytest.raises(NotReady, match=r"Version 2 .* not kept any more. Known: 3"):
        catalogue.manifest(2)
    assert catalogue.commit_load([], manifest(1, 2, 3)).version == 4


# ---- runs --------------------------------------------------------------------------------------------------------
def test_a_run_comes_back_as_it_was_published(catalogue: Catalogue) -> None:
    profile = SegmentProfile(
        "champions", {"fa": "بهترین مشتریان"}, 1, 0.5, 100, 0.5, {"recency": 1.5}, {"recency": None}
    )
    profiles = {
        name: SegmentationProfile(name, "rule", {}, {}, date(2024, 1, 31), 2, 200, (profile,)) for name in ("z", "a")
    }
    extra = {"profiles": profiles, "pieces": {"rows": [{"path": "snapshots/x/rows.parquet", "rows": 2, "bytes": 9}]}}
    notes = (Sentence("workspace.data_end_early", {"last": date(2024, 1, 1), "spent": Money(5)}),)
    given = run(date(2024, 1, 31), loads=(load(1),), notes=notes, folder="snapshots/x")
    made = catalogue.publish_run(given, [model("m1")], {"bakhsh.toml": 'name = "فروشگاه"\n'}, extra)
    assert made == replace(given, run=1, current=True)
    assert catalogue.run(1) == made
    assert catalogue.runs() == (made,)
    assert catalogue.definitions(1) == {"bakhsh.toml": 'name = "فروشگاه"\n'}
    assert catalogue.extra(1) == extra
    assert list(catalogue.extra(1)["profiles"]) == ["z", "a"]
    assert list(catalogue.run(1).sizes["value"]) == ["champions", "others"]


def test_one_run_a_day_is_current_and_the_latest_day_stands(catalogue: Catalogue) -> None:
    assert catalogue.current_run() is None
    january, june = date(2024, 1, 31), date(2024, 6, 30)
    for as_of in (june, january, january):
        catalogue.publish_run(run(as_of), [], {}, {})
    assert [(one.run, one.current) for one in catalogue.runs()] == [(1, True), (2, False), (3, True)]
    assert catalogue.current_run().run == 1  # type: ignore[union-attr]
    assert catalogue.current_run(january).run == 3  # type: ignore[union-attr]
    assert catalogue.current_run(date(2024, 2, 1)) is None
    assert catalogue.run(2).current is False


def test_an_unknown_run_is_refused_with_the_known_numbers(catalogue: Catalogue) -> None:
    catalogue.publish_run(run(date(2024, 1, 31)), [], {}, {})
    for ask in (catalogue.run, catalogue.definitions, catalogue.extra):
        with pytest.raises(NotReady, match="There is no run 5. Known: 1"):
            ask(5)


def test_a_removed_run_s_number_is_never_given_again(catalogue: Catalogue) -> None:
    for _ in range(2):
        catalogue.publish_run(run(date(2024, 1, 31)), [model("m1")], {}, {})
    catalogue.remove_runs([1, 2])
    assert catalogue.runs() == ()
    assert catalogue.publish_run(run(date(2024, 1, 31)), [], {}, {}).run == 3
    assert catalogue.active_model("rfm", "d1") == model("m1")


# ---- models ------------------------------------------------------------------------------------------------------
def test_the_model_learned_last_for_a_definition_is_active(catalogue: Catalogue) -> None:
    day = date(2024, 1, 31)
    assert catalogue.active_model("rfm", "d1") is None
    catalogue.publish_run(run(day), [model("m1"), model("c1", segmentation="cluster")], {}, {})
    catalogue.publish_run(run(day), [model("m2")], {}, {})
    catalogue.publish_run(run(day), [model("m1")], {}, {})
    assert catalogue.active_model("rfm", "d1") == model("m2")
    assert catalogue.active_model("rfm", "d2") is None
    assert catalogue.models(1) == (model("m1"), model("c1", segmentation="cluster"))
    assert catalogue.models(3) == (model("m1"),)
    assert catalogue.models() == (model("m1"), model("c1", segmentation="cluster"), model("m2"))


def test_a_retired_model_is_not_active_until_it_is_learned_again(catalogue: Catalogue) -> None:
    day = date(2024, 1, 31)
    catalogue.publish_run(run(day), [model("m1"), model("c1", segmentation="cluster")], {}, {})
    catalogue.retire_model("rfm")
    assert catalogue.active_model("rfm", "d1") is None
    assert catalogue.active_model("cluster", "d1") is not None
    assert catalogue.models(1)[0] == model("m1")
    catalogue.publish_run(run(day), [model("m1")], {}, {})
    assert catalogue.active_model("rfm", "d1") == model("m1")


# ---- waves -------------------------------------------------------------------------------------------------------
def test_waves_are_counted_per_campaign_and_keep_their_pieces(catalogue: Catalogue) -> None:
    record = WaveRecord("winback", 0, date(2024, 1, 31), 10, 6, 2, {"no_consent": 2}, 0.75, 600, ("a.csv",), AT)
    piece = {name: Piece(f"waves/{name}.parquet", 10, 99) for name in ("audience", "arms", "sent")}
    first = catalogue.add_wave(record, piece["audience"], piece["arms"], None)
    second = catalogue.add_wave(record, piece["audience"], piece["arms"], piece["sent"])
    other = catalogue.add_wave(replace(record, campaign="spring"), piece["audience"], piece["arms"], None)
    assert (first.wave, second.wave, other.wave) == (1, 2, 1)
    assert catalogue.waves("winback") == (first, second)
    assert catalogue.waves() == (other, first, second)
    assert catalogue.wave_pieces("winback", 1) == {"audience": piece["audience"], "arms": piece["arms"]}
    assert catalogue.wave_pieces("winback", 2) == piece
    with pytest.raises(NotReady, match="no wave 3. Known: 1"):
        catalogue.wave_pieces("winback", 3)


def test_a_finished_wave_stands_in_the_place_of_the_claimed_one(catalogue: Catalogue) -> None:
    pieces = [Piece(f"waves/{name}.parquet", 10, 99) for name in ("audience", "arms", "claimed")]
    claimed = catalogue.add_wave(WaveRecord("winback", 0, date(2024, 1, 31), 10, 6, 4, {}, 0.4, 600), *pieces)
    catalogue.finish_wave(replace(claimed, files=("elsewhere",)))
    assert catalogue.wave_pieces("winback", 1)["sent"] == pieces[2]
    finished, sent = replace(claimed, files=("b.csv",), sent_at=AT), Piece("waves/sent.parquet", 6)
    assert catalogue.finish_wave(finished, sent) == finished
    assert catalogue.waves("winback") == (finished,)
    assert catalogue.wave_pieces("winback", 1) == {"audience": pieces[0], "arms": pieces[1], "sent": sent}
    with pytest.raises(NotReady):
        catalogue.finish_wave(replace(finished, wave=9))


# ---- notes -------------------------------------------------------------------------------------------------------
def test_a_note_is_kept_and_the_first_of_a_name_can_be_made_to_stand(catalogue: Catalogue) -> None:
    assert catalogue.get("x") is None
    assert catalogue.get("x", "none") == "none"
    assert catalogue.set_first("x", "1") == "1"
    assert catalogue.set_first("x", "2") == "1"
    catalogue.set("x", "3")
    assert catalogue.get("x") == "3"


# ---- what is in use ----------------------------------------------------------------------------------------------
def test_what_is_named_is_what_versions_waves_and_runs_need(catalogue: Catalogue) -> None:
    delta = Delta(Piece("ledger/i", 1), {"lines": Piece("ledger/d", 1)})
    files = Manifest(
        0, (1,), {"1": {"e": Piece("ledger/e", 1)}}, {"a": BucketFiles({}, (delta,))}, {"items": Piece("ledger/w", 1)}
    )
    catalogue.commit_load([load(1)], files)
    catalogue.commit_load([load(2)], manifest(1, 2))
    catalogue.publish_run(run(date(2024, 1, 31), folder="snapshots/x"), [], {}, {})
    wave = WaveRecord("c", 0, date(2024, 1, 31), 1, 1, 0, {}, 1.0, 0)
    catalogue.add_wave(wave, Piece("waves/a", 1), Piece("waves/b", 1), None)
    pieces, folders = catalogue.named()
    assert {"ledger/i", "ledger/d", "ledger/e", "ledger/w", "waves/a", "waves/b"} <= pieces
    assert folders == {"snapshots/x"}
    fewer, none = catalogue.named(without_runs=[1], without_manifests=[1])
    assert none == frozenset()
    assert pieces - fewer == {"ledger/i", "ledger/d", "ledger/e", "ledger/w"}


# ---- readers and writers -----------------------------------------------------------------------------------------
def test_a_reader_keeps_reading_the_old_version_while_a_writer_commits(store: Store) -> None:
    old = store.catalogue.commit_load([load(1)], manifest(1))
    with store._database.reading() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM manifests").fetchall()
        new = store.catalogue.commit_load([load(2)], manifest(1, 2))
        seen = reading.exec_driver_sql("SELECT max(version) FROM manifests").scalar()
        assert seen == old.version
    assert store.catalogue.manifest() == new


def test_readers_in_other_threads_see_whole_versions_that_only_grow(store: Store) -> None:
    seen: list[list[int]] = [[], []]
    done = threading.Event()
    errors: list[BaseException] = []

    def read(mine: list[int]) -> None:
        own = Store.open(store.root)
        try:
            while not done.is_set():
                found = own.catalogue.manifest()
                assert len(found.loads) == found.version
                assert len(own.catalogue.loads()) >= found.version
                mine.append(found.version)
        except BaseException as error:
            errors.append(error)

    readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for thread in readers:
        thread.start()
    for number in range(1, 31):
        store.catalogue.commit_load([load(number)], manifest(*range(1, number + 1)))
    done.set()
    for thread in readers:
        thread.join()
    assert errors == []
    for mine in seen:
        assert mine == sorted(mine)
        assert len(set(mine)) > 3


def test_two_writers_take_turns_and_lose_nothing(store: Store) -> None:
    def take(mine: list[int]) -> None:
        own = Store.open(store.root)
        mine.extend(own.catalogue.next_load() for _ in range(25))

    taken: list[list[int]] = [[], [], []]
    threads = [threading.Thread(target=take, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for mine in taken for number in mine) == list(range(1, 76))


def test_a_catalogue_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(EdgeError, match="The catalogue .* refused"):
        Store.open(tmp_path)


def test_the_tables_can_be_made_in_postgresql() -> None:
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))
        for index in table.indexes:
            assert "INDEX" in str(CreateIndex(index).compile(dialect=postgresql.dialect()))
