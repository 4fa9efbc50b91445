"""What every engine does: answers in the expression's types, batches, temporary tables, interruption."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from datetime import date, datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from bakhsh.edges.engines import ANSWER_LIMIT, Engine, open_engine
from bakhsh.errors import EngineError

NUMBERS = ibis.table({"n": "int64"}, name="numbers")
# Long enough to be caught in the act: ten thousand million pairs.
FOREVER = NUMBERS.cross_join(NUMBERS.view().rename(m="n")).agg(total=(ibis._.n * ibis._.m).sum())


def bind_numbers(engine: Engine, count: int) -> None:
    engine.bind("numbers", pa.table({"n": pa.array(range(count), pa.int64())}))


def test_answers_have_the_types_of_the_expression_whatever_the_engine_computes_in(engine: Engine) -> None:
    rows = pa.table({
        "who": ["a", "a", "b"],
        "amount": pa.array([1, 2, 3], pa.int64()),
        "at": pa.array([datetime(2024, 1, 1, 12, 30)] * 3, pa.timestamp("us")),
    })  # fmt: skip
    engine.bind("rows", rows)
    table = ibis.table({"who": "string", "amount": "int64", "at": "timestamp(6)"}, name="rows")
    answer = engine.query(
        table.group_by("who").agg(
            total=table.amount.sum(), mean=table.amount.mean(), last=table["at"].max(), day=table["at"].max().date(),
            number=table.count(), any_big=(table.amount > 2).any(),
        ).order_by("who")
    )  # fmt: skip
    assert answer.schema == pa.schema({
        "who": pa.string(), "total": pa.int64(), "mean": pa.float64(), "last": pa.timestamp("us"),
        "day": pa.date32(), "number": pa.int64(), "any_big": pa.bool_(),
    })  # fmt: skip
    assert answer.to_pylist()[0] == {
        "who": "a", "total": 3, "mean": 1.5, "last": datetime(2024, 1, 1, 12, 30), "day": date(2024, 1, 1),
        "number": 2, "any_big": False,
    }  # fmt: skip


def test_dictionaries_large_texts_and_nanoseconds_come_in_as_plain_columns(engine: Engine) -> None:
    rows = pa.table({
        "d": pa.array(["x", "y"]).dictionary_encode(),
        "l": pa.array(["x", None], pa.large_string()),
        "t": pa.array([1_500, None], pa.timestamp("ns")),
        "n": pa.nulls(2),
    })  # fmt: skip
    engine.bind("rows", rows)
    table = ibis.table({"d": "string", "l": "string", "t": "timestamp(6)", "n": "string"}, name="rows")
    answer = engine.query(table)
    assert answer.schema.types == [pa.string(), pa.string(), pa.timestamp("us"), pa.string()]
    assert answer.to_pylist()[0] == {"d": "x", "l": "x", "t": datetime(1970, 1, 1, 0, 0, 0, 1), "n": None}


def test_a_sum_that_does_not_fit_is_refused_without_saying_the_value(engine: Engine) -> None:
    engine.bind("numbers", pa.table({"n": pa.array([2**62, 2**62], pa.int64())}))
    with pytest.raises(EngineError) as refused:
        engine.query(NUMBERS.agg(total=NUMBERS.n.sum()))
    assert refused.value.sentence.id == "store.value_does_not_fit"
    assert "total" in str(refused.value)
    assert str(2**63) not in str(refused.value)


def test_a_text_of_the_data_is_only_ever_a_text(engine: Engine) -> None:
    nasty = ["'; DROP TABLE rows; --", '"', "\\", "%", "a\nb", "نیم‌فاصله", "'||version()||'", ""]
    engine.bind("rows", pa.table({"who": nasty}))
    table = ibis.table({"who": "string"}, name="rows")
    for text in nasty:
        assert engine.query(table.filter(table.who == text)).column("who").to_pylist() == [text]
    assert engine.query(table.filter(table.who.isin(nasty)).count()).column(0).to_pylist() == [len(nasty)]


def test_a_table_may_have_any_name(engine: Engine) -> None:
    name = 'odd "name"; --'
    engine.bind(name, pa.table({"n": [7]}))
    assert engine.query(ibis.table({"n": "int64"}, name=name)).to_pylist() == [{"n": 7}]


def test_an_answer_above_the_limit_says_to_ask_coarser(engine: Engine) -> None:
    side = int(ANSWER_LIMIT**0.5) + 1
    bind_numbers(engine, side)
    pairs = NUMBERS.cross_join(NUMBERS.view().rename(m="n"))
    with pytest.raises(EngineError, match="coarser"):
        engine.query(pairs)
    assert sum(batch.num_rows for batch in engine.batches(pairs)) == side * side


def test_batches_hold_about_the_size_asked_for_and_all_rows(engine: Engine) -> None:
    bind_numbers(engine, 300_000)
    found = list(engine.batches(NUMBERS, size=20_000))
    assert max(batch.num_rows for batch in found) <= 22_000
    assert sorted(n for batch in found for n in batch.column(0).to_pylist()) == list(range(300_000))


def test_batches_may_be_left_half_way_and_the_engine_goes_on(engine: Engine) -> None:
    bind_numbers(engine, 300_000)
    reading = engine.batches(NUMBERS, size=10_000)
    next(reading)
    bind_numbers(engine, 3)
    reading.close()
    assert engine.query(NUMBERS.count()).column(0).to_pylist() == [3]


def test_an_order_asked_for_is_kept(engine: Engine) -> None:
    bind_numbers(engine, 250_000)
    shuffled = NUMBERS.mutate(k=(NUMBERS.n * 7_919) % 250_007).order_by("k")
    found = engine.query(shuffled).column("k").to_pylist()
    assert found == sorted(found)


def test_a_materialised_table_stays_and_may_be_made_of_its_older_self(engine: Engine) -> None:
    bind_numbers(engine, 4)
    engine.materialise("kept", NUMBERS.mutate(n=NUMBERS.n + 1))
    kept = ibis.table({"n": "int64"}, name="kept")
    engine.materialise("kept", kept.mutate(n=kept.n * 10))
    assert engine.query(kept.order_by("n")).column("n").to_pylist() == [10, 20, 30, 40]
    engine.bind("kept", pa.table({"n": [1]}))
    assert engine.query(kept).column("n").to_pylist() == [1]


def test_materialised_sums_are_kept_in_the_types_of_the_expression(engine: Engine) -> None:
    bind_numbers(engine, 4)
    engine.materialise("kept", NUMBERS.agg(total=NUMBERS.n.sum()))
    piece = engine.tables.write(ibis.table({"total": "int64"}, name="kept"), "staging/kept.parquet")
    assert engine.tables.read(piece).schema == pa.schema({"total": pa.int64()})


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tehran", "America/New_York"])
def test_the_machine_s_time_zone_changes_nothing(zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    if hasattr(time, "tzset"):
        time.tzset()
    with_zone = open_engine("duckdb", tmp_path)
    try:
        with_zone.bind("rows", pa.table({"at": pa.array([datetime(2024, 3, 10, 2, 30)], pa.timestamp("us"))}))
        table = ibis.table({"at": "timestamp(6)"}, name="rows")
        answer = with_zone.query(table.select(hour=table["at"].hour(), epoch=table["at"].epoch_seconds()))
        assert answer.to_pylist() == [{"hour": 2, "epoch": 1_710_037_800}]
    finally:
        with_zone.close()
        monkeypatch.undo()
        if hasattr(time, "tzset"):
            time.tzset()


def test_another_thread_can_interrupt_and_the_engine_goes_on(engine: Engine) -> None:
    bind_numbers(engine, 100_000)
    threading.Timer(0.3, engine.interrupt).start()
    started = time.monotonic()
    with pytest.raises(EngineError) as stopped:
        engine.query(FOREVER)
    assert stopped.value.sentence.id == "store.interrupted"
    assert time.monotonic() - started < 5
    assert engine.query(NUMBERS.count()).column(0).to_pylist() == [100_000]


def test_an_engine_works_off_the_main_thread_and_can_be_interrupted_there(engine: Engine) -> None:
    bind_numbers(engine, 100_000)
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            engine.query(FOREVER)
        except EngineError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.3)
    assert engine.query(NUMBERS.count()).column(0).to_pylist() == [100_000]
    engine.interrupt()
    thread.join(5)
    assert not thread.is_alive()
    assert len(caught) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently")
def test_control_c_is_heard_in_the_middle_of_a_query(engine: Engine) -> None:
    bind_numbers(engine, 100_000)
    # A shell that starts the tests in the background has them ignore Control-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            engine.query(FOREVER)
    finally:
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - started < 5
    assert engine.query(NUMBERS.count()).column(0).to_pylist() == [100_000]


def test_an_unknown_engine_is_refused_with_the_near_names(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="duckbd is not an engine. Known: duckdb"):
        open_engine("duckbd", tmp_path)


def test_a_type_no_table_has_is_refused(engine: Engine) -> None:
    bind_numbers(engine, 1)
    with pytest.raises(EngineError, match="array"):
        engine.query(NUMBERS.agg(all=NUMBERS.n.collect()))
