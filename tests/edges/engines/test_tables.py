"""Where an engine keeps tables: immutable pieces, stacked by customer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bakhsh.edges.engines import Engine, Stack
from bakhsh.errors import DataError, EdgeError
from bakhsh.language.sentences import Sentence
from bakhsh.records import BucketFiles, Delta, Manifest, Piece

SCHEMA = pa.schema({"customer_id": pa.string(), "amount": pa.int64(), "note": pa.string()})
LINES = ibis.table({"customer_id": "string", "amount": "int64", "note": "string"}, name="lines")


def rows(*amounts: tuple[str, int]) -> pa.Table:
    return pa.table({"customer_id": [who for who, _ in amounts], "amount": [amount for _, amount in amounts]})


def ids(*customers: str) -> pa.Table:
    return pa.table({"customer_id": list(customers)})


def seen(engine: Engine) -> list[tuple[str, int]]:
    found = engine.query(LINES).to_pylist()
    return sorted((row["customer_id"], row["amount"]) for row in found)


# ---- pieces ------------------------------------------------------------------------------------------------------
def test_a_piece_reads_back_as_it_was_written_with_its_rows_and_bytes(engine: Engine, tmp_path: Path) -> None:
    piece = engine.tables.write(rows(("b", 2), ("a", 1)), "ledger/1/lines.parquet", order_by=["customer_id"])
    assert piece == Piece("ledger/1/lines.parquet", 2, (tmp_path / "ledger/1/lines.parquet").stat().st_size)
    assert engine.tables.exists(piece.path)
    assert engine.tables.read(piece).to_pydict() == {"customer_id": ["a", "b"], "amount": [1, 2]}
    assert engine.tables.read(piece.path).equals(engine.tables.read(piece))


def test_a_reader_an_expression_and_a_table_write_the_same(engine: Engine) -> None:
    table = rows(("b", 2), ("a", 1), ("c", 3))
    reader = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=1))
    engine.bind("rows", table)
    expr = ibis.table({"customer_id": "string", "amount": "int64"}, name="rows")
    read = [
        engine.tables.read(engine.tables.write(given, f"staging/{place}.parquet", order_by=["amount"]))
        for place, given in enumerate((table, reader, expr))
    ]
    assert read[0].equals(read[1])
    assert read[0].equals(read[2])


def test_rows_are_ordered_ascending_with_empty_values_last(engine: Engine) -> None:
    table = pa.table({"k": ["b", None, "a", "a"], "n": [1, 2, 4, 3]})
    piece = engine.tables.write(table, "staging/x.parquet", order_by=["k", "n"])
    assert engine.tables.read(piece).to_pydict() == {"k": ["a", "a", "b", None], "n": [3, 4, 1, 2]}


def test_many_rows_stay_in_order_over_row_groups(engine: Engine, tmp_path: Path) -> None:
    count = 300_000
    table = pa.table({"n": pa.array([(7_919 * i) % 300_007 for i in range(count)], pa.int64())})
    piece = engine.tables.write(table, "staging/x.parquet", order_by=["n"])
    found = engine.tables.read(piece).column("n")
    assert found.to_pylist() == sorted(table.column("n").to_pylist())
    written = pq.ParquetFile(tmp_path / piece.path).metadata
    assert written.num_row_groups >= 2
    assert written.row_group(0).column(0).compression == "ZSTD"


def test_a_table_without_rows_is_a_piece_with_its_columns(engine: Engine) -> None:
    piece = engine.tables.write(rows().cast(SCHEMA.remove(2)), "ledger/1/none.parquet")
    assert piece.rows == 0
    assert engine.tables.read(piece).schema == SCHEMA.remove(2)


def test_what_is_there_is_never_written_over_but_in_staging(engine: Engine) -> None:
    engine.tables.write(rows(("a", 1)), "ledger/1/lines.parquet")
    with pytest.raises(EdgeError, match="never written over"):
        engine.tables.write(rows(("a", 2)), "ledger/1/lines.parquet")
    assert engine.tables.read("ledger/1/lines.parquet").column("amount").to_pylist() == [1]
    engine.tables.write(rows(("a", 1)), "staging/x/lines.parquet")
    engine.tables.write(rows(("a", 2)), "staging/x/lines.parquet")
    assert engine.tables.read("staging/x/lines.parquet").column("amount").to_pylist() == [2]


def test_what_a_reader_raises_comes_out_as_it_was_and_nothing_is_written(engine: Engine, tmp_path: Path) -> None:
    schema = pa.schema({"customer_id": pa.string()})

    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"customer_id": ["a"]}, schema=schema)
        raise DataError(Sentence("tables.broken", {}))

    with pytest.raises(DataError):
        engine.tables.write(pa.RecordBatchReader.from_batches(schema, batches()), "ledger/1/x.parquet")
    with pytest.raises(DataError):
        engine.tables.split(pa.RecordBatchReader.from_batches(schema, batches()), "ledger/1", "x")
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock"] == []


@pytest.mark.parametrize("path", ["../outside.parquet", "/etc/passwd", "a/../../b", "", "c:/x", "a\\b"])
def test_a_path_outside_the_store_is_refused(engine: Engine, path: str) -> None:
    with pytest.raises(EdgeError, match="not a place inside the store"):
        engine.tables.read(path)
    with pytest.raises(EdgeError, match="not a place inside the store"):
        engine.tables.drop([path])


def test_a_missing_or_damaged_piece_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EdgeError, match=r"gone\.parquet is not there"):
        engine.tables.read("ledger/gone.parquet")
    with pytest.raises(EdgeError, match=r"gone\.parquet is not there"):
        engine.tables.bind("lines", Stack(base=(Piece("ledger/gone.parquet", 1),)), SCHEMA)
    (tmp_path / "half.parquet").write_bytes(b"PAR1 half a file")
    with pytest.raises(EdgeError, match=r"half\.parquet cannot be read"):
        engine.tables.read("half.parquet")


def test_a_piece_that_goes_after_it_was_bound_is_missed_at_the_next_bind(engine: Engine) -> None:
    piece = engine.tables.write(rows(("a", 1)), "ledger/1/lines.parquet")
    engine.tables.bind("lines", Stack(base=(piece,)), SCHEMA)
    engine.tables.drop([piece.path])
    with pytest.raises(EdgeError, match="is not there"):
        engine.tables.bind("lines", Stack(base=(piece,)), SCHEMA)


def test_dropping_frees_bytes_and_empty_folders_and_forgives_what_is_gone(engine: Engine, tmp_path: Path) -> None:
    one = engine.tables.write(rows(("a", 1)), "ledger/derived/7/lines-0.parquet")
    two = engine.tables.write(rows(("a", 1)), "ledger/derived/7/lines-1.parquet")
    other = engine.tables.write(rows(("a", 1)), "snapshots/x/rows.parquet")
    assert engine.tables.drop([one.path]) == one.bytes
    assert (tmp_path / "ledger/derived/7").is_dir()
    assert engine.tables.drop([two.path, one.path]) == two.bytes
    assert not (tmp_path / "ledger/derived").exists()
    assert (tmp_path / "ledger").is_dir()
    assert engine.tables.drop(["snapshots/x"]) == other.bytes
    assert not engine.tables.exists("snapshots/x")


def test_a_staged_folder_appears_whole_under_its_final_name(engine: Engine, tmp_path: Path) -> None:
    engine.tables.write(rows(("a", 1)), "staging/s/rows.parquet")
    engine.tables.write(rows(("b", 1)), "staging/s/deep/members.parquet")
    engine.tables.publish("staging/s", "snapshots/2024/s")
    assert engine.tables.read("snapshots/2024/s/deep/members.parquet").num_rows == 1
    assert not engine.tables.exists("staging/s")
    engine.tables.write(rows(("a", 9)), "staging/s/rows.parquet")
    with pytest.raises(EdgeError, match="never written over"):
        engine.tables.publish("staging/s", "snapshots/2024/s")
    with pytest.raises(EdgeError, match="is not there"):
        engine.tables.publish("staging/nothing", "snapshots/other")
    assert engine.tables.read("snapshots/2024/s/rows.parquet").column("amount").to_pylist() == [1]


# ---- stacks ------------------------------------------------------------------------------------------------------
def test_without_pieces_a_table_is_empty_but_there(engine: Engine) -> None:
    engine.tables.bind("lines", Stack(), SCHEMA)
    assert engine.query(LINES).schema == SCHEMA
    assert seen(engine) == []


def test_the_newest_delta_of_a_customer_stands_and_the_base_for_all_others(engine: Engine) -> None:
    write = engine.tables.write
    base = write(rows(("a", 1), ("b", 2), ("c", 3)), "ledger/1/lines.parquet")
    first = write(ids("a", "b"), "ledger/2/ids.parquet"), write(rows(("a", 10), ("b", 20)), "ledger/2/lines.parquet")
    second = write(ids("b", "n"), "ledger/3/ids.parquet"), write(rows(("b", 21), ("n", 4)), "ledger/3/lines.parquet")
    engine.tables.bind("lines", Stack((base,), (first, second)), SCHEMA)
    assert seen(engine) == [("a", 10), ("b", 21), ("c", 3), ("n", 4)]


def test_a_customer_a_delta_names_without_rows_has_none(engine: Engine) -> None:
    base = engine.tables.write(rows(("a", 1), ("b", 2)), "ledger/1/lines.parquet")
    gone = engine.tables.write(ids("a"), "ledger/2/ids.parquet")
    engine.tables.bind("lines", Stack((base,), ((gone, None),)), SCHEMA)
    assert seen(engine) == [("b", 2)]
    back = (
        engine.tables.write(ids("a"), "ledger/3/ids.parquet"),
        engine.tables.write(rows(("a", 5)), "ledger/3/l.parquet"),
    )
    engine.tables.bind("lines", Stack((base,), ((gone, None), back)), SCHEMA)
    assert seen(engine) == [("a", 5), ("b", 2)]


def test_deltas_without_a_base_are_a_table(engine: Engine) -> None:
    one = (
        engine.tables.write(ids("a"), "ledger/1/ids.parquet"),
        engine.tables.write(rows(("a", 5)), "ledger/1/l.parquet"),
    )
    engine.tables.bind("lines", Stack((), (one,)), SCHEMA)
    assert seen(engine) == [("a", 5)]


def test_pieces_of_several_ages_show_the_columns_asked_for(engine: Engine) -> None:
    old = engine.tables.write(rows(("a", 1)), "ledger/1/lines.parquet")
    new = engine.tables.write(
        pa.table({"note": ["hi"], "amount": pa.array([2], pa.int32()), "customer_id": ["b"], "surplus": [1.5]}),
        "ledger/2/lines.parquet",
    )
    engine.tables.bind("lines", Stack(base=(old, new)), SCHEMA)
    assert engine.query(LINES.order_by("customer_id")).to_pylist() == [
        {"customer_id": "a", "amount": 1, "note": None},
        {"customer_id": "b", "amount": 2, "note": "hi"},
    ]
    assert engine.query(LINES).schema == SCHEMA


def test_a_column_called_like_one_of_the_engine_s_own_is_a_column(engine: Engine) -> None:
    table = pa.table({"customer_id": ["a"], "filename": ["x"], "file_index": [3], "place": [9]})
    piece = engine.tables.write(table, "ledger/1/lines.parquet")
    named = engine.tables.write(ids("a"), "ledger/2/ids.parquet")
    engine.tables.bind("odd", Stack((), ((named, piece),)), table.schema)
    odd = ibis.table(
        {"customer_id": "string", "filename": "string", "file_index": "int64", "place": "int64"}, name="odd"
    )
    assert engine.query(odd).to_pylist() == table.to_pylist()


def test_a_table_bound_again_is_the_new_one_whatever_it_was(engine: Engine) -> None:
    piece = engine.tables.write(rows(("a", 1)), "ledger/1/lines.parquet")
    engine.bind("lines", pa.table({"customer_id": ["z"], "amount": [0], "note": ["y"]}))
    engine.tables.bind("lines", Stack(base=(piece,)), SCHEMA)
    assert seen(engine) == [("a", 1)]
    engine.materialise("lines", LINES.mutate(amount=LINES.amount + 1))
    assert seen(engine) == [("a", 2)]
    engine.tables.bind("lines", Stack(), SCHEMA)
    assert seen(engine) == []


def test_a_stack_of_a_manifest_holds_the_buckets_asked_for() -> None:
    def piece(name: str) -> Piece:
        return Piece(name, 1)

    manifest = Manifest(
        3,
        buckets={
            "0": BucketFiles(
                {"lines": piece("l0"), "orders": piece("o0")}, (Delta(piece("i0"), {"lines": piece("d0")}),)
            ),
            "a": BucketFiles({"lines": piece("la")}, (Delta(piece("ia")), Delta(piece("ja"), {"lines": piece("da")}))),
        },
        whole={"items": piece("items")},
    )
    assert Stack.of(manifest, "lines", ["a"]) == Stack(
        (piece("la"),), ((piece("ia"), None), (piece("ja"), piece("da")))
    )
    assert Stack.of(manifest, "lines") == Stack.of(manifest, "lines", ["0", "a", "7"])
    assert Stack.of(manifest, "orders").base == (piece("o0"),)
    assert Stack.of(manifest, "orders").deltas == ((piece("i0"), None), (piece("ia"), None), (piece("ja"), None))
    assert Stack.of(manifest, "items", ["a"]) == Stack(base=(piece("items"),))
    assert Stack.of(Manifest(0), "lines") == Stack()


# ---- leaving rows out --------------------------------------------------------------------------------------------
def test_a_piece_without_some_rows_keeps_the_order_and_the_columns_of_the_others(engine: Engine) -> None:
    rows = pa.table({"customer_id": ["b", "zzGONEzz", None, "a"], "at": [1, 2, 3, 4], "note": ["x", "y", "z", None]})
    piece = engine.tables.write(rows, "ledger/1/rows.parquet")
    assert engine.tables.holding(piece, ["customer_id", "settled_id"], ["zzGONEzz", "b"]) == 2
    assert engine.tables.holding(piece, ["settled_id"], ["zzGONEzz"]) == 0
    made = engine.tables.without(piece, "ledger/2/rows.parquet", ["customer_id", "settled_id"], ["zzGONEzz"])
    found = engine.tables.read(made)
    assert (made.rows, made.path) == (3, "ledger/2/rows.parquet")
    assert found.to_pylist() == [one for one in engine.tables.read(piece).to_pylist() if one["at"] != 2]
    assert found.schema == engine.tables.read(piece).schema


def test_a_piece_under_a_second_name_stays_when_the_first_is_dropped(engine: Engine) -> None:
    piece = engine.tables.write(pa.table({"customer_id": ["a"]}), "snapshots/x/rows.parquet")
    second = engine.tables.again(piece, "snapshots/y/rows.parquet")
    engine.tables.drop(["snapshots/x"])
    assert engine.tables.read(second).to_pylist() == [{"customer_id": "a"}]


def test_nothing_of_a_row_left_out_is_in_the_file(engine: Engine, tmp_path: Path) -> None:
    rows = pa.table({"customer_id": ["a", "zzGONEzz"], "city": ["b", "zzCITYzz"]})
    piece = engine.tables.write(rows, "ledger/1/rows.parquet")
    assert b"zzCITYzz" in (tmp_path / piece.path).read_bytes()  # as statistics
    made = engine.tables.without(piece, "ledger/2/rows.parquet", ["customer_id"], ["zzGONEzz"])
    assert not [word for word in (b"zzGONEzz", b"zzCITYzz") if word in (tmp_path / made.path).read_bytes()]
