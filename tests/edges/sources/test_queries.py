"""Which queries only read."""

from __future__ import annotations

import pytest

from bakhsh.edges.sources.queries import only_reads
from bakhsh.specs import Source

SOURCE = Source("orders", "lines", (), ())


@pytest.mark.parametrize(
    "query",
    [
        "select * from orders",
        "SELECT a, b FROM t WHERE x = 'delete from t';",
        "-- all of it\nwith recent as (select * from orders) select * from recent -- the end",
        "/* of the shop */ (select 1 as a) union all select 2",
        "select top 10 [order id] from [sales lines]",
        "select `id` from `wp_wc_orders` where status <> 'trash'",
        "select created_at::date, total from orders",
        "select nvl(a, b) from t where rownum < 5",
    ],
)
def test_a_query_that_reads_is_taken(query: str) -> None:
    assert only_reads(SOURCE, query) is None


@pytest.mark.parametrize(
    ("query", "because"),
    [
        ("delete from orders", "only_select"),
        ("select 1; drop table orders", "only_select"),
        ("with gone as (delete from orders returning *) select * from gone", "only_select"),
        ("select * into copy from orders", "only_select"),
        ("select * from orders for update", "only_select"),
        ("update orders set total = 0", "only_select"),
        ("insert into orders select * from old", "only_select"),
        ("create table x as select 1", "only_select"),
        ("pragma writable_schema = on", "only_select"),
        ("call close_month()", "only_select"),
        ("explain select 1", "only_select"),
        ("/* select */ truncate orders", "only_select"),
        ("", "only_select"),
        ("select * from where (", "query_not_read"),
    ],
)
def test_a_query_that_does_anything_else_is_a_mistake(query: str, because: str) -> None:
    wrong = only_reads(SOURCE, query)
    assert wrong is not None
    assert wrong.sentence.id == f"feeds.{because}"
    assert wrong.hint is not None
