"""Spellings of one name are one name, whatever order they come in."""

from __future__ import annotations

from collections import Counter
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.language.keys import matching_key
from bakhsh.loop.data.alike import alike

SPELLINGS = st.sampled_from(
    ["لباس", "لباس\u200c", "لباس ", "لبـاس", "كيف", "کیف", "Shoes", "shoes", "SHOES", "کفش", "كفش", "", None]
)
ROWS = ibis.table({"item_id": "int64", "category": "string", "brand": "string"}, name="rows")


def settled(categories: list[str | None]) -> list[str | None]:
    rows = pa.table({"item_id": range(len(categories)), "category": pa.array(categories, pa.string())})
    rows = rows.append_column("brand", rows.column("category"))
    with duckdb.connect() as engine:
        engine.register("rows", rows)
        found = (
            engine.execute(ibis.to_sql(alike(ROWS, ("category", "brand")), "duckdb"))
            .to_arrow_table()
            .sort_by("item_id")
        )
    assert found.column("category").to_pylist() == found.column("brand").to_pylist()
    return list(found.column("category").to_pylist())


@settings(max_examples=8)
@given(st.lists(SPELLINGS, max_size=12), st.randoms(use_true_random=False))
def test_a_key_has_one_spelling_the_most_frequent_then_the_smallest(said: list[str | None], random: Any) -> None:
    found = settled(said)
    counts = Counter(one for one in said if one is not None)
    for before, after in zip(said, found, strict=True):
        if before is None:
            assert after is None
            continue
        same = [one for one in counts if matching_key(one) == matching_key(before)]
        assert after == min(same, key=lambda one: (-counts[one], one.encode()))
    shuffled = random.sample(range(len(said)), len(said))
    assert settled([said[place] for place in shuffled]) == [found[place] for place in shuffled]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "databricks"])
def test_it_is_said_in_the_words_of_every_engine(dialect: str) -> None:
    assert ibis.to_sql(alike(ROWS, ("category",)), dialect)
