"""Small ledgers: by hand, by chance, and the engine that answers about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import strategies as st

from bakhsh.tables import CATEGORY_FACTS, CUSTOMERS, FACTS, ITEMS, LINES, ORDERS

DAY_ONE = date(2011, 1, 1)
AS_OF = date(2011, 7, 31)
UNBOUND = {one.name: one.unbound() for one in (LINES, ORDERS, ITEMS, CUSTOMERS, FACTS, CATEGORY_FACTS)}


@dataclass
class Ledger:
    """Rows of LINES, ORDERS and ITEMS as dictionaries."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)

    def order(self, customer: str, at: datetime, *lines: Mapping[str, Any], **columns: Any) -> str:
        """Books a document; lines are dictionaries of what differs from one piece of `a` for 1000."""
        order_id = f"o{len(self.orders):03}"
        usual = {
            "order_id": order_id, "customer_id": customer, "item_id": "a", "kind": "product", "undoes": None,
            "undoes_line": None, "at": at, "quantity": 1.0, "amount": 1000, "discount": 0, "cost": None, "load": 1,
        }  # fmt: skip
        rows = [{**usual, "line": number, **line} for number, line in enumerate(lines or ({},), start=1)]
        self.lines += rows
        sums = {name: sum(row[name] for row in rows) for name in ("amount", "discount")}
        goods = sum(row["amount"] for row in rows if row["kind"] in ("product", "discount"))
        products = sum(row["kind"] == "product" for row in rows)
        placed = {"order_id": order_id, "customer_id": customer, "ordered_at": at, "load": 1}
        placed |= {"goods": goods, "products": products}
        self.orders.append(placed | sums | columns)
        return order_id

    def taken_back(self, customer: str, at: datetime, order: str | None, amount: int, **line: Any) -> str:
        """Books a document of one return line."""
        back = {"kind": "return", "undoes": order, "amount": -amount, "quantity": -1.0}
        return self.order(customer, at, back | line)

    def until(self, as_of: date) -> Ledger:
        """The rows that exist at the end of a day."""
        lines = [row for row in self.lines if row["at"].date() <= as_of]
        return Ledger(lines, [row for row in self.orders if row["ordered_at"].date() <= as_of], self.items)

    def tables(self) -> dict[str, pa.Table]:
        contracts = {"lines": LINES, "orders": ORDERS, "items": ITEMS}
        usual = {"items": {"load": 1}}
        return {
            name: pa.Table.from_pylist([usual.get(name, {}) | row for row in getattr(self, name)], contract.schema())
            for name, contract in contracts.items()
        }


def ask(question: ibis.Table | str, **tables: pa.Table) -> pa.Table:
    """The engine's answer about these tables; the question as an expression or as its text."""
    text = question if isinstance(question, str) else ibis.to_sql(question, dialect="duckdb")
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.sql(text).to_arrow_table()


def by_customer(table: pa.Table) -> dict[str, dict[str, Any]]:
    rows = {row.pop("customer_id"): row for row in table.to_pylist()}
    assert len(rows) == table.num_rows
    return rows


def noon(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour)


# ---- by chance ---------------------------------------------------------------------------------------------------
_CUSTOMERS = st.sampled_from(["ann", "bob"])
_DAYS = st.sampled_from([0, 1, 2, 3, 9, 30, 31, 120, 121, 122, 123, 200, 209, 210, 211, 215])
"""Close together and around the edges of the windows that end at AS_OF (day 211)."""
_MOMENTS = st.sampled_from([(0, 0), (4, 59), (5, 0), (11, 59), (12, 0), (16, 59), (17, 0), (23, 59)])
_SALE = st.fixed_dictionaries(
    {
        "item_id": st.sampled_from(["a", "b", "c", "d", "unknown", None]),
        "kind": st.sampled_from(["product", "product", "shipping"]),
        "quantity": st.sampled_from([None, 1.0, 2.0, 0.5]),
        "amount": st.sampled_from([0, 5, 10, 10, 20]),
        "discount": st.sampled_from([0, 2]),
        "cost": st.sampled_from([None, 3, 4]),
    }
)
_DISCOUNT = st.just({"item_id": None, "kind": "discount", "quantity": None, "amount": -5, "discount": 0, "cost": 0})
_RETURN = st.fixed_dictionaries(
    {
        "item_id": st.sampled_from(["a", "b", "c", None]),
        "kind": st.just("return"),
        "quantity": st.sampled_from([None, -1.0, -2.0]),
        "amount": st.sampled_from([0, -5, -10, -10, -20]),
        "cost": st.sampled_from([None, -3]),
    }
)
_DOCUMENTS = st.lists(
    st.tuples(
        _CUSTOMERS,
        _DAYS,
        _MOMENTS,
        st.one_of(
            st.lists(_SALE, min_size=1, max_size=2),
            st.lists(st.one_of(_SALE, _DISCOUNT, _RETURN), min_size=1, max_size=3),
            st.lists(_RETURN, min_size=1, max_size=2),
        ),
        st.one_of(st.none(), st.integers(0, 8)),
    ),
    max_size=9,
)
ITEM_ROWS = [
    {"item_id": item, "category": category}
    for item, category in (("a", "sport"), ("b", "books"), ("c", "books > old"), ("d", None))
]


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Two customers' documents: sales, returns before and after what they take back, of their own and of each other's
    orders and of none, several documents a day, amounts of zero, unknown costs and items."""
    ledger = Ledger(items=list(ITEM_ROWS))
    drawn = draw(_DOCUMENTS)
    for customer, day, (hour, minute), rows, undone in drawn:
        at = datetime(DAY_ONE.year, 1, 1, hour, minute) + timedelta(days=day)
        undoes = None if undone is None else f"o{undone:03}"
        lines = [row | ({"undoes": undoes} if row["kind"] == "return" else {}) for row in rows]
        ledger.order(customer, at, *lines)
    return ledger


def shuffled(rows: Iterable[Any], draw: Any) -> list[Any]:
    return draw.draw(st.permutations(list(rows)))
