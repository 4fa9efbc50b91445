"""Probable bucket customers are found by name and by share, and people who buy often are not."""

from __future__ import annotations

from typing import Any

import duckdb
import ibis
import pyarrow as pa

from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.likely_buckets import likely_buckets

FACTS = ibis.table({"customer_id": "string", "orders": "int64"}, name="facts")
ADDRESSES = ibis.table({"customer_id": "string", "channel": "string", "address": "string"}, name="addresses")


def found(orders: dict[str, int], names: dict[str, str] | None = None) -> list[tuple[str, str]]:
    connection = duckdb.connect(config={"threads": 1})
    facts = pa.table({"customer_id": list(orders), "orders": pa.array(list(orders.values()), pa.int64())})
    connection.register("facts", facts)
    said = names or {}
    columns = {"customer_id": list(said), "channel": ["name"] * len(said), "address": list(said.values())}
    connection.register("addresses", pa.table({name: pa.array(one, pa.string()) for name, one in columns.items()}))
    questions: Any = likely_buckets(FACTS, ADDRESSES)
    try:
        question = next(questions)
        while True:
            question = questions.send(connection.sql(str(ibis.to_sql(question, dialect="duckdb"))).to_arrow_table())
    except StopIteration as done:
        sentences: tuple[Sentence, ...] = done.value
    return [(one.id, one.args["customer"].text) for one in sentences if isinstance(one.args["customer"], Code)]


PEOPLE = {f"c{number}": 1 + number % 4 for number in range(300)}


def test_names_that_shops_give_to_nobody_are_found_in_any_spelling() -> None:
    assert found(PEOPLE | {"مشتري‌ متفرقه": 3}) == [("policy.bucket_by_name", "مشتري‌ متفرقه")]
    assert found(PEOPLE, {"c7": "Walk-In  Customer", "c8": "Ann"}) == [("policy.bucket_by_name", "c7")]


def test_who_has_far_more_orders_than_anybody_is_found() -> None:
    assert found(PEOPLE | {"99999": 80}) == [("policy.bucket_by_share", "99999")]
    assert found(PEOPLE | {"99999": 79}) == [], "less than twenty times the 99th percentile"
    assert found(PEOPLE | {"a": 400, "b": 500}) == [("policy.bucket_by_share", "b"), ("policy.bucket_by_share", "a")]


def test_few_customers_are_compared_with_each_other() -> None:
    assert found({"a": 2, "b": 3, "c": 60}) == [("policy.bucket_by_share", "c")]
    assert found({"a": 2, "b": 3, "c": 59}) == []
    assert found({"a": 2}) == found({}) == []
