"""A stack says what a dictionary would say that is told the same story."""

from __future__ import annotations

from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.edges.engines import ENGINES, Engine, Stack, open_engine
from bakhsh.records import BucketFiles, Delta, Manifest, Piece

TABLES = ("lines", "orders")
SCHEMA = pa.schema({"customer_id": pa.string(), "n": pa.int64()})
CUSTOMERS = {"0": ["a", "b", "c'", ""], "f": ["x", "y", "zwnj\u200c"]}

# How many rows a customer has, per table: a touched customer may have none.
Told = dict[str, dict[str, int]]


def told(bucket: str, *, least: int) -> st.SearchStrategy[Told]:
    counts = st.fixed_dictionaries({table: st.integers(0, 2) for table in TABLES})
    return st.dictionaries(st.sampled_from(CUSTOMERS[bucket]), counts, min_size=least)


def stories() -> st.SearchStrategy[dict[str, list[Told]]]:
    """Per bucket a base and up to four deltas, each naming its customers in any order."""
    return st.fixed_dictionaries({
        bucket: st.tuples(told(bucket, least=0), st.lists(told(bucket, least=1), max_size=4)).map(
            lambda parts: [parts[0], *parts[1]]
        )
        for bucket in CUSTOMERS
    })  # fmt: skip


class Writer:
    """Writes a story as pieces and remembers what a reader should see."""

    def __init__(self, engine: Engine, folder: str) -> None:
        self.engine, self.folder, self.made, self.number = engine, folder, 0, 0
        self.now: dict[tuple[str, str, str], list[int]] = {}

    def piece(self, table: pa.Table) -> Piece:
        self.made += 1
        return self.engine.tables.write(table, f"{self.folder}/{self.made}.parquet")

    def tell(self, bucket: str, part: Told) -> dict[str, Piece]:
        written = {}
        for table in TABLES:
            rows: list[tuple[str, int]] = []
            for customer, counts in part.items():
                numbers = list(range(self.number, self.number + counts[table]))
                self.number += len(numbers)
                self.now[(bucket, table, customer)] = numbers
                rows += [(customer, number) for number in numbers]
            if rows:
                columns = {"customer_id": [row[0] for row in rows], "n": [row[1] for row in rows]}
                written[table] = self.piece(pa.table(columns, schema=SCHEMA))
        return written

    def files(self, bucket: str, story: list[Told]) -> BucketFiles:
        base = self.tell(bucket, story[0])
        deltas = []
        for part in story[1:]:
            ids = self.piece(pa.table({"customer_id": list(part)}))
            deltas.append(Delta(ids, self.tell(bucket, part)))
        return BucketFiles(base, tuple(deltas))

    def expected(self, table: str, buckets: list[str]) -> list[tuple[str, int]]:
        found = [
            (key[2], n) for key, numbers in self.now.items() if key[1] == table and key[0] in buckets for n in numbers
        ]
        return sorted(found)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_readers_see_the_last_that_was_told_of_each_customer(name: str, tmp_path: Path) -> None:
    engine = open_engine(name, tmp_path, memory="300MB")
    runs = iter(range(1_000_000))

    @settings(max_examples=30, deadline=None)
    @given(stories(), st.lists(st.sampled_from(sorted(CUSTOMERS)), unique=True, min_size=1))
    def check(story: dict[str, list[Told]], asked: list[str]) -> None:
        writer = Writer(engine, f"ledger/{next(runs)}")
        manifest = Manifest(1, buckets={bucket: writer.files(bucket, parts) for bucket, parts in story.items()})
        for buckets in (asked, sorted(CUSTOMERS)):
            for table in TABLES:
                engine.tables.bind(table, Stack.of(manifest, table, buckets), SCHEMA)
                found = engine.query(ibis.table({"customer_id": "string", "n": "int64"}, name=table)).to_pylist()
                assert sorted((row["customer_id"], row["n"]) for row in found) == writer.expected(table, buckets)

    check()
    engine.close()
