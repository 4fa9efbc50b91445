"""Rows go to the bucket of their customer, the same everywhere."""

from __future__ import annotations

import hashlib

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.edges.engines import ENGINES, Engine, open_engine
from bakhsh.errors import BrokenContract
from bakhsh.loop.data.buckets import bucket_of, md5

CUSTOMERS = ibis.table({"customer_id": "string"}, name="customers")


def digit(customer: str) -> str:
    return hashlib.md5(customer.encode(), usedforsecurity=False).hexdigest()[0]


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_the_bucket_is_the_first_digit_of_md5_as_python_has_it(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    engine = open_engine(name, tmp_path_factory.mktemp("store"), memory="300MB")

    @given(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, unique=True)
    )
    def check(customers: list[str]) -> None:
        engine.bind("customers", pa.table({"customer_id": customers}))
        asked = CUSTOMERS.mutate(bucket=bucket_of(CUSTOMERS.customer_id), hash=md5(CUSTOMERS.customer_id))
        for row in engine.query(asked).to_pylist():
            assert row["bucket"] == digit(row["customer_id"])
            assert row["hash"] == hashlib.md5(row["customer_id"].encode(), usedforsecurity=False).hexdigest()

    check()
    engine.close()


def test_every_row_is_in_the_piece_of_its_bucket_in_order(engine: Engine) -> None:
    rows = pa.table({
        "customer_id": [f"customer {n % 97}" for n in range(5_000)],
        "n": pa.array([(n * 7_919) % 5_003 for n in range(5_000)], pa.int64()),
        "text": ["x" if n % 3 else None for n in range(5_000)],
    })  # fmt: skip
    reader = pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(max_chunksize=700))
    pieces = engine.tables.split(reader, "staging/1", "lines", order_by=["customer_id", "n"])
    assert sum(piece.rows for piece in pieces.values()) == 5_000
    read = {bucket: engine.tables.read(piece) for bucket, piece in pieces.items()}
    for bucket, table in read.items():
        assert pieces[bucket].path == f"staging/1/lines-{bucket}.parquet"
        assert table.schema == rows.schema
        assert {digit(one) for one in table.column("customer_id").to_pylist()} == {bucket}
        keys = [(row["customer_id"], row["n"]) for row in table.to_pylist()]
        assert keys == sorted(keys)
    order = [("n", "ascending")]
    assert pa.concat_tables(read.values()).sort_by(order).equals(rows.sort_by(order))


def test_only_buckets_with_rows_have_a_piece(engine: Engine) -> None:
    rows = pa.table({"customer_id": ["a", "a"], "n": [1, 2]})
    assert list(engine.tables.split(rows, "staging/1", "lines")) == [digit("a")]
    assert engine.tables.split(rows.slice(0, 0), "staging/2", "lines") == {}


def test_an_expression_can_be_split_and_by_another_key(engine: Engine) -> None:
    engine.bind("customers", pa.table({"customer_id": [f"c{n}" for n in range(100)]}))
    expr = CUSTOMERS.select(who=CUSTOMERS.customer_id, total=CUSTOMERS.customer_id.length().sum().over())
    pieces = engine.tables.split(expr, "staging/1", "x", key="who", order_by=["who"])
    assert sum(piece.rows for piece in pieces.values()) == 100
    for bucket, piece in pieces.items():
        table = engine.tables.read(piece)
        assert table.schema == pa.schema({"who": pa.string(), "total": pa.int64()})
        assert {digit(one) for one in table.column("who").to_pylist()} == {bucket}


def test_a_row_without_its_key_is_refused_rather_than_lost(engine: Engine) -> None:
    rows = pa.table({"customer_id": ["a", None], "n": [1, 2]})
    with pytest.raises(BrokenContract, match="Rows without customer_id"):
        engine.tables.split(rows, "staging/1", "lines")
    assert not engine.tables.exists("staging/1")
