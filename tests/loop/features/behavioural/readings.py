"""Readings of the behavioural base over small ledgers, joined to one row per customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import Phase
from hypothesis import strategies as st
from tests.loop.features.ledgers import AS_OF, ITEM_ROWS, UNBOUND, Ledger, ask, ledgers

from bakhsh.loop.features import Given
from bakhsh.loop.features.bases import Base
from bakhsh.loop.features.facts import category_facts, facts
from bakhsh.loop.features.orders import with_returns
from bakhsh.specs import Behavioural, Project, ProjectFiles
from bakhsh.tables import ASSETS, CUSTOMERS, EVENTS, Feature
from bakhsh.tables.features.behavioural import FEATURES

TABLES = {
    "lines": UNBOUND["LINES"], "orders": UNBOUND["ORDERS"], "items": UNBOUND["ITEMS"],
    "facts": UNBOUND["FACTS"], "category_facts": UNBOUND["CATEGORY_FACTS"],
    "events": EVENTS.unbound(), "assets": ASSETS.unbound(), "customers": CUSTOMERS.unbound(),
}  # fmt: skip
FACTS = {
    "facts": str(ibis.to_sql(facts(UNBOUND["LINES"]), dialect="duckdb")),
    "category_facts": str(ibis.to_sql(category_facts(UNBOUND["LINES"], UNBOUND["ITEMS"]), dialect="duckdb")),
}
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A ledger of twelve customers takes minutes to make smaller, and names the customer as it is."""
_BARE = UNBOUND["ORDERS"].drop("back_on", "undone_on")
FOLLOWED = str(ibis.to_sql(with_returns(_BARE, UNBOUND["LINES"]), dialect="duckdb"))
SETTINGS = Behavioural()


def given(
    part: Iterable[Feature] = FEATURES, as_of: date = AS_OF, settings: Behavioural = SETTINGS,
    tables: Mapping[str, ibis.Table] = TABLES,
) -> Given:  # fmt: skip
    """What a part reads from, all its features wanted."""
    files = ProjectFiles(Project("Shop"), behavioural=settings)
    return Given(files, as_of, tables, frozenset(one.name for one in part))


def learned(part: Base, asked: Given, tables: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], tuple[Any, ...]]:
    """What a part learns of these tables, and what it says."""
    questions = part.learn(asked)
    try:
        question = next(questions)
        while True:
            question = questions.send(ask(question, **tables))
    except StopIteration as done:
        return dict(done.value.tables), tuple(done.value.notes)


def rows(found: Iterable[pa.Table]) -> dict[str, dict[str, Any]]:
    """Rows of several readings by customer; every reading has a customer once, and a feature stands in one of them."""
    together: dict[str, dict[str, Any]] = {}
    for table in found:
        seen = set()
        for row in table.to_pylist():
            customer = row.pop("customer_id")
            assert customer not in seen
            seen.add(customer)
            own = together.setdefault(customer, {})
            assert not own.keys() & row.keys()
            own |= row
    return together


@cache
def texts(part: Base, names: tuple[str, ...], as_of: date) -> tuple[str, ...]:
    """The readings of a part that learns nothing, compiled once for all examples."""
    asked = given([one for one in FEATURES if one.name in names], as_of)
    return tuple(str(ibis.to_sql(one, dialect="duckdb")) for one in part.readings(asked, {}))


def read(parts: Iterable[Base], names: Iterable[str], ledger: Ledger, as_of: date = AS_OF) -> list[dict[str, Any]]:
    """The named features of parts that learn nothing, by customer; one answer a part."""
    wanted = tuple(sorted(names))
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, table in ledger.tables().items():
            connection.register(name, table)
        connection.execute(
            f"create table followed as {FOLLOWED}; drop view orders; alter table followed rename to orders"
        )
        for name, text in FACTS.items():
            connection.execute(f"create table {name} as {text}")
        asked = [texts(part, wanted, as_of) for part in parts]
        return [rows(connection.sql(text).to_arrow_table() for text in one) for one in asked]


BRANDS = {"a": "Acme", "b": "Blue", "c": "Acme", "d": None}
_WORDS = {
    "channel": [None, "", "online", "Online", "phone"],
    "branch": [None, "north", "south"],
    "coupon": [None, "", "TEN"],
    "payment_method": [None, "card", "cash"],
    "salesperson": [None, "eve", "fay"],
}


@st.composite
def shops(draw: st.DrawFn) -> Ledger:
    """Twelve customers, two and two of one ledger, whose orders say channel, branch, coupon, payment and who sold, and
    whose items have brands."""
    shop = Ledger(items=[{**item, "brand": BRANDS[item["item_id"]]} for item in ITEM_ROWS])
    for number in range(6):
        small = draw(ledgers())
        for name in ("lines", "orders"):
            getattr(shop, name).extend(_apart(row, number) for row in getattr(small, name))
    for order in shop.orders:
        order |= {name: draw(st.sampled_from(words)) for name, words in _WORDS.items()}
    return shop


def _apart(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The row with ids of its own: no ledger's customers or orders are another's."""
    ids = ("customer_id", "order_id", "undoes")
    return {**row, **{name: f"{row[name]}-{number}" for name in ids if row.get(name) is not None}}
