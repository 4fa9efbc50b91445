"""The contracts of the tables that pass between rooms: name, key, columns with type and one sentence each.

Rooms never import each other; they agree on these. Money is whole minor units (int64). Times without a zone are
the business' local time. A table marked `ledger` is kept per customer in hash buckets and every row of it carries
the `load` that brought it. `open` tables may carry further columns that the project declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import pyarrow as pa

from bakhsh.errors import BrokenContract
from bakhsh.language.sentences import Code, Sentence

if TYPE_CHECKING:
    import ibis

__all__ = ["BUCKETS", "BUCKET_MARK", "CONTRACTS", "Column", "Contract", "Type", "bucket_name"]

BUCKETS = 16
"""Hash buckets of a ledger: the first hex digit of md5 of customer_id, the same on every engine."""


BUCKET_MARK = "~"
"""How the id of a bucket customer begins: one behind whom many people stand (walk-in customers). Such ids are in
ENTRIES, LINES and ORDERS, and in nothing that speaks of a person. An id of a file that begins so gets a "_" before."""


def bucket_name(bucket: int) -> str:
    """The hex digit that names a bucket: 0 … f."""
    return f"{bucket:x}"


class Type(Enum):
    """The types a column can have. MONEY is whole minor units; SHARE lies in [0, 1] unless its column says else."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"

    @property
    def arrow(self) -> pa.DataType:
        return _ARROW[self]

    @property
    def ibis(self) -> str:
        return _IBIS[self]


_ARROW: Mapping[Type, pa.DataType] = {
    Type.TEXT: pa.string(), Type.INTEGER: pa.int64(), Type.NUMBER: pa.float64(), Type.MONEY: pa.int64(),
    Type.SHARE: pa.float64(), Type.DATE: pa.date32(), Type.TIMESTAMP: pa.timestamp("us"), Type.BOOLEAN: pa.bool_(),
}  # fmt: skip
_IBIS: Mapping[Type, str] = {
    Type.TEXT: "string", Type.INTEGER: "int64", Type.NUMBER: "float64", Type.MONEY: "int64",
    Type.SHARE: "float64", Type.DATE: "date", Type.TIMESTAMP: "timestamp(6)", Type.BOOLEAN: "boolean",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract. `means` is the sentence shown by `check --features` and in the reference."""

    name: str
    type: Type
    means: str
    required: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """One table: what one row is, its key, its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    open: bool = False
    personal: bool = False
    ledger: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def schema(self, extra: Mapping[str, Type] | None = None) -> pa.Schema:
        """The Arrow schema; `extra` are the further columns of an open table."""
        declared = [(column.name, column.type.arrow) for column in self.columns]
        return pa.schema(declared + [(name, kind.arrow) for name, kind in (extra or {}).items()])

    def unbound(self, extra: Mapping[str, Type] | None = None) -> ibis.Table:
        """The table as an unbound Ibis expression, named in lower case: what the loop builds upon."""
        import ibis

        types = {column.name: column.type.ibis for column in self.columns}
        types.update({name: kind.ibis for name, kind in (extra or {}).items()})
        return ibis.table(types, name=self.name.lower())

    def check(self, table: pa.Table) -> pa.Table:
        """`table` itself, when it keeps the contract: columns, types, required values, unique key.

        Raises BrokenContract naming the column and what was found. An engine's order of columns does not matter.
        """
        for column in self.columns:
            if column.name not in table.column_names:
                raise self._broken("tables.column_missing", column.name, "")
            found = table.schema.field(column.name).type
            if found != column.type.arrow:
                raise self._broken("tables.column_has_type", column.name, str(found))
            if column.required and table.column(column.name).null_count:
                raise self._broken("tables.column_is_empty", column.name, str(table.column(column.name).null_count))
        surplus = [name for name in table.column_names if name not in self.names]
        if surplus and not self.open:
            raise self._broken("tables.column_unknown", surplus[0], "")
        if self.key and table.group_by(list(self.key)).aggregate([]).num_rows != table.num_rows:
            raise self._broken("tables.key_not_unique", ", ".join(self.key), str(table.num_rows))
        return table

    def _broken(self, problem: str, column: str, found: str) -> BrokenContract:
        args = {"table": Code(self.name), "column": Code(column), "found": Code(found)}
        return BrokenContract(Sentence("tables.broken", {"problem": Sentence(problem, args), "table": Code(self.name)}))


def _columns(*rows: tuple[str, Type, str]) -> tuple[Column, ...]:
    """Columns from terse rows: a leading `*` means always filled, a leading `!` means personal."""
    return tuple(
        Column(name.lstrip("*!"), kind, means, required=name.startswith("*"), personal=name.startswith("!"))
        for name, kind, means in rows
    )


_T = Type
_CUSTOMER = ("*customer_id", _T.TEXT, "who: the source's own id, or a pseudonym where that is personal")
_LOAD = ("*load", _T.INTEGER, "the load that brought the row")

CUSTOMERS = Contract(
    "CUSTOMERS", "a customer, or a lead without orders", ("customer_id",), open=True, ledger=True,
    columns=_columns(
        _CUSTOMER,
        ("stage", _T.TEXT, "lead, customer or closed, as the source says"),
        ("joined_on", _T.DATE, "the day the customer registered"),
        ("birth_date", _T.DATE, "date of birth"),
        ("gender", _T.TEXT, "gender as the source says it"),
        ("city", _T.TEXT, "city as the source says it"),
        ("country", _T.TEXT, "country as the source says it"),
        ("acquired_via", _T.TEXT, "channel of acquisition"),
        ("acquisition_cost", _T.MONEY, "what winning the customer cost"),
        _LOAD,
    ),
)  # fmt: skip
LOADS = Contract(
    "LOADS", "one reading of a file", ("load",),
    columns=_columns(
        _LOAD,
        ("*source", _T.TEXT, "the declared source"),
        ("*file", _T.TEXT, "the file, relative to the project"),
        ("*fingerprint", _T.TEXT, "SHA-256 of the file and of the declaration that read it"),
        ("*read_at", _T.TIMESTAMP, "when it was read (UTC)"),
        ("*rows", _T.INTEGER, "rows in the file"),
        ("*kept", _T.INTEGER, "rows taken into the ledger"),
        ("*duplicates", _T.INTEGER, "rows whose order the ledger already held unchanged"),
        ("*rejected", _T.INTEGER, "rows not taken, each with its reason"),
        ("first_at", _T.TIMESTAMP, "earliest event in the file"),
        ("last_at", _T.TIMESTAMP, "latest event in the file"),
    ),
)  # fmt: skip
IDENTITIES = Contract(
    "IDENTITIES", "an id in a source", ("source", "source_id"), ledger=True,
    columns=_columns(
        ("*source", _T.TEXT, "the source"),
        ("*source_id", _T.TEXT, "the id there; a personal one as HMAC"),
        _CUSTOMER,
        ("rule", _T.TEXT, "what joined them"),
        _LOAD,
    ),
)  # fmt: skip
LINKS = Contract(
    "LINKS", "an address seen with an id, as a keyed hash", ("load", "about", "customer_id", "channel", "address"),
    ledger=True,
    columns=_columns(
        ("*source", _T.TEXT, "the source"),
        ("*about", _T.TEXT, "what the row speaks of, an order or the customer; its latest load has the last word"),
        ("*customer_id", _T.TEXT, "the source's id, or the keyed hash that stands for it"),
        ("*channel", _T.TEXT, "mobile, phone or email"),
        ("*address", _T.TEXT, "HMAC of the address, from which nobody reads it back"),
        _LOAD,
    ),
)  # fmt: skip
ALIASES = Contract(
    "ALIASES", "an id whose customer is known under another one", ("customer_id",),
    columns=_columns(
        ("*customer_id", _T.TEXT, "the id that was merged"),
        ("*settled_id", _T.TEXT, "the smallest id of the same customer, under which everything stands"),
        ("*rule", _T.TEXT, "what joined them: mobile, email … joined by +, or answer"),
        ("*evidence", _T.INTEGER, "how many addresses and answers join this id to the customer's others"),
    ),
)  # fmt: skip
ADDRESSES = Contract(
    "ADDRESSES", "a way to reach someone", ("customer_id", "channel"), personal=True, ledger=True,
    columns=_columns(
        _CUSTOMER,
        ("*channel", _T.TEXT, "mobile, phone, email, post or name"),
        ("!address", _T.TEXT, "the address itself"),
        ("valid", _T.BOOLEAN, "whether it has the form of one"),
        _LOAD,
    ),
)  # fmt: skip
ORDERS = Contract(
    "ORDERS", "a purchase", ("order_id",), open=True, ledger=True,
    columns=_columns(
        ("*order_id", _T.TEXT, "the order's id"),
        _CUSTOMER,
        ("*ordered_at", _T.TIMESTAMP, "when, in the business' local time"),
        ("instant", _T.TIMESTAMP, "when, in UTC"),
        ("*amount", _T.MONEY, "what its lines add up to: sales less returns in this document"),
        ("discount", _T.MONEY, "discount given on its lines; empty where no file says any"),
        ("margin", _T.MONEY, "amount less cost, where the cost of every line is known"),
        ("status", _T.TEXT, "status as the source says it"),
        ("channel", _T.TEXT, "online, shop, phone …"),
        ("branch", _T.TEXT, "branch or store"),
        ("salesperson", _T.TEXT, "who sold"),
        ("coupon", _T.TEXT, "coupon code"),
        ("payment_method", _T.TEXT, "how it was paid"),
        ("shipping_method", _T.TEXT, "how it was shipped"),
        _LOAD,
    ),
)  # fmt: skip
LINES = Contract(
    "LINES", "a line of a purchase", ("order_id", "line"), open=True, ledger=True,
    columns=_columns(
        ("*order_id", _T.TEXT, "the order"),
        ("*line", _T.INTEGER, "number of the line in its order, from 1"),
        _CUSTOMER,
        ("item_id", _T.TEXT, "what was sold"),
        ("*kind", _T.TEXT, "product, shipping, fee, tax, discount or return"),
        ("undoes", _T.TEXT, "of a return: the order it takes back, where one was found"),
        ("undoes_line", _T.INTEGER, "of a return: the line it takes back"),
        ("*at", _T.TIMESTAMP, "when, in the business' local time"),
        ("quantity", _T.NUMBER, "pieces; empty where the source counts something else; negative on a return"),
        ("*amount", _T.MONEY, "what was paid for the line; negative on a return"),
        ("discount", _T.MONEY, "discount given on the line, 0 or more; empty where the file says none of any line"),
        ("cost", _T.MONEY, "what the line cost the business, where known"),
        ("shipping", _T.MONEY, "shipping charged with the line that the policy does not count; not in amount"),
        ("fee", _T.MONEY, "fees charged with the line that the policy does not count; not in amount"),
        ("tax", _T.MONEY, "tax charged with the line that the policy does not count; not in amount"),
        _LOAD,
    ),
)  # fmt: skip
ITEMS = Contract(
    "ITEMS", "a thing sold", ("item_id",), open=True,
    columns=_columns(
        ("*item_id", _T.TEXT, "the item's id"),
        ("name", _T.TEXT, "its name"),
        ("category", _T.TEXT, "its category, a path joined by ' > '"),
        ("brand", _T.TEXT, "its brand"),
        ("price", _T.MONEY, "list price"),
        ("cost", _T.MONEY, "unit cost"),
        ("stock", _T.NUMBER, "pieces in stock"),
        ("launched_on", _T.DATE, "first day on sale"),
        _LOAD,
    ),
)  # fmt: skip
EVENTS = Contract(
    "EVENTS", "something a customer did, or was sent before bakhsh", ("event_id",), ledger=True,
    columns=_columns(
        ("*event_id", _T.TEXT, "the event's id"),
        _CUSTOMER,
        ("*at", _T.TIMESTAMP, "when, local time"),
        ("*kind", _T.TEXT, "visit, open, click, ticket, review …"),
        ("channel", _T.TEXT, "where"),
        ("campaign", _T.TEXT, "the campaign it belongs to"),
        ("item_id", _T.TEXT, "the item it is about"),
        ("value", _T.NUMBER, "a number the event carries"),
        _LOAD,
    ),
)  # fmt: skip
ANSWERS = Contract(
    "ANSWERS", "an answer to a survey item", ("customer_id", "scale", "item", "at"), ledger=True,
    columns=_columns(
        _CUSTOMER,
        ("*scale", _T.TEXT, "the scale"),
        ("*item", _T.INTEGER, "number of the item"),
        ("*at", _T.TIMESTAMP, "when it was answered"),
        ("value", _T.NUMBER, "the answer"),
        _LOAD,
    ),
)  # fmt: skip
ASSETS = Contract(
    "ASSETS", "a thing owned or under contract", ("asset_id",), ledger=True,
    columns=_columns(
        ("*asset_id", _T.TEXT, "the asset's id"),
        _CUSTOMER,
        ("*kind", _T.TEXT, "car, lease, service contract …"),
        ("bought_on", _T.DATE, "day of purchase"),
        ("last_service_on", _T.DATE, "day of the last service"),
        ("warranty_until", _T.DATE, "last day of the warranty"),
        ("lease_until", _T.DATE, "last day of the lease"),
        ("mileage", _T.NUMBER, "kilometres at the last reading"),
        _LOAD,
    ),
)  # fmt: skip
CONSENT = Contract(
    "CONSENT", "a permission", ("customer_id", "purpose"), ledger=True,
    columns=_columns(
        _CUSTOMER,
        ("*purpose", _T.TEXT, "sms, email, ads, profiling …"),
        ("*granted", _T.BOOLEAN, "given or withdrawn"),
        ("since", _T.DATE, "from which day"),
        ("source", _T.TEXT, "where it was recorded"),
        _LOAD,
    ),
)  # fmt: skip
ENTRIES = Contract(
    "ENTRIES", "a row of a load that was understood; LINES and ORDERS are derived from those the policy counts",
    ("load", "part", "file_line"), open=True, ledger=True,
    columns=_columns(
        _LOAD,
        ("part", _T.TEXT, "the sheet or the member of an archive it stands in, where the file has several"),
        ("*file_line", _T.INTEGER, "line of the row in the file or its part, from 1"),
        ("*order_id", _T.TEXT, "the order; made of customer and time where the file has none"),
        _CUSTOMER,
        ("*at", _T.TIMESTAMP, "when, in the business' local time"),
        ("instant", _T.TIMESTAMP, "when, in UTC"),
        ("item_id", _T.TEXT, "what was sold"),
        ("*kind", _T.TEXT, "product, shipping, fee, tax, discount or return"),
        ("quantity", _T.NUMBER, "pieces; empty where the source counts something else; negative on a return"),
        ("*amount", _T.MONEY, "what was paid for the line; negative on a return"),
        ("discount", _T.MONEY, "discount given on the line, 0 or more; empty where the file says none of any line"),
        ("cost", _T.MONEY, "what the line cost the business, where known"),
        ("shipping", _T.MONEY, "shipping charged with the line; kept here where the policy does not count it"),
        ("fee", _T.MONEY, "fees charged with the line; kept here where the policy does not count them"),
        ("tax", _T.MONEY, "tax charged with the line; kept here where the policy does not count it"),
        ("refunded", _T.MONEY, "what was given back of the line later, 0 or more"),
        ("refunded_at", _T.TIMESTAMP, "when it was given back, where known"),
        ("left_out", _T.TEXT, "the reason's id, where the policy leaves the row out of revenue"),
        ("doubt", _T.TEXT, "columns of the order that its rows do not agree on, or that cannot be"),
        ("status", _T.TEXT, "status as the source says it"),
        ("channel", _T.TEXT, "online, shop, phone …"),
        ("branch", _T.TEXT, "branch or store"),
        ("salesperson", _T.TEXT, "who sold"),
        ("coupon", _T.TEXT, "coupon code"),
        ("payment_method", _T.TEXT, "how it was paid"),
        ("shipping_method", _T.TEXT, "how it was shipped"),
    ),
)  # fmt: skip
VERSIONS = Contract(
    "VERSIONS", "an order as one load had it", ("load", "order_id"), ledger=True,
    columns=_columns(
        _LOAD,
        ("*order_id", _T.TEXT, "the order"),
        _CUSTOMER,
        ("*content", _T.TEXT, "hash of what its rows say, whatever their order; equal content is the same order again"),
        ("*rows", _T.INTEGER, "its rows in this load that count"),
    ),
)  # fmt: skip
REJECTED = Contract(
    "REJECTED", "a row that was not taken", ("load", "part", "line"),
    columns=_columns(
        _LOAD,
        ("*source", _T.TEXT, "the declared source"),
        ("*file", _T.TEXT, "the file, relative to the project"),
        ("part", _T.TEXT, "the sheet or the member of an archive it stood in, where the file has several"),
        ("*line", _T.INTEGER, "line of the row in the file or its part, from 1"),
        ("*reason", _T.TEXT, "the reason's id"),
        ("column", _T.TEXT, "the column at fault"),
        ("found", _T.TEXT, "what was found there (masked where personal)"),
        ("at", _T.TIMESTAMP, "when the row happened, where that could be read"),
        ("amount", _T.MONEY, "the row's amount, where that could be read"),
        ("row", _T.TEXT, "the row as it came, as JSON (personal columns masked)"),
    ),
)  # fmt: skip
FACTS = Contract(
    "FACTS", "sums of a customer's day", ("customer_id", "day"), ledger=True,
    columns=_columns(
        _CUSTOMER,
        ("*day", _T.DATE, "the local day"),
        ("*orders", _T.INTEGER, "orders with at least one product placed that day"),
        ("*amount", _T.MONEY, "amount of the day's sale lines"),
        ("discount", _T.MONEY, "discount on the day's sale lines, where files say that of every line"),
        ("cost", _T.MONEY, "cost of the day's sale lines less that of its return lines, where every line's is known"),
        ("*units", _T.NUMBER, "pieces sold that day"),
        ("*lines", _T.INTEGER, "product lines sold that day"),
        ("*returned", _T.MONEY, "amount given back by the day's return lines, 0 or more"),
        ("*returned_units", _T.NUMBER, "pieces taken back that day, 0 or more"),
        ("*timed_orders", _T.INTEGER, "of the day's orders, those whose hour is known: none at midnight sharp"),
        ("*morning_orders", _T.INTEGER, "of the day's orders, those from 05:00 to before 12:00"),
        ("*evening_orders", _T.INTEGER, "of the day's orders, those from 17:00 to before 24:00"),
        ("*undone_orders", _T.INTEGER, "orders, of this or an earlier day, that this day's returns took back wholly"),
        ("undone_on", _T.DATE, "the day by which all orders of this day had been taken back; empty if one stands"),
    ),
)  # fmt: skip
CATEGORY_FACTS = Contract(
    "CATEGORY_FACTS", "sums of a customer's day in one category", ("customer_id", "category", "day"), ledger=True,
    columns=_columns(
        _CUSTOMER,
        ("*category", _T.TEXT, "the items' category"),
        ("*day", _T.DATE, "the local day"),
        ("*amount", _T.MONEY, "amount of the sale lines less that of the return lines"),
        ("*units", _T.NUMBER, "pieces sold less pieces taken back"),
        ("*lines", _T.INTEGER, "sale lines"),
    ),
)  # fmt: skip
MARKET = Contract(
    "MARKET", "everybody together", ("as_of", "name", "part"),
    columns=_columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        ("*name", _T.TEXT, "what is measured: category_share, price_level …"),
        ("*part", _T.TEXT, "of which part: a category, a month"),
        ("value", _T.NUMBER, "the value"),
    ),
)  # fmt: skip
FEATURES = Contract(
    "FEATURES", "a customer as of a day", ("as_of", "customer_id"), open=True,
    columns=_columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        _CUSTOMER,
        ("recency", _T.INTEGER, "days from the last purchase to as_of"),
        ("*frequency", _T.INTEGER, "distinct purchase days up to as_of, the first included"),
        ("*orders", _T.INTEGER, "orders up to as_of that were not taken back wholly"),
        ("*monetary", _T.MONEY, "what was paid up to as_of, returns taken off"),
        ("known_for", _T.INTEGER, "days from the first purchase to as_of"),
        ("first_on", _T.DATE, "day of the first purchase"),
        ("last_on", _T.DATE, "day of the last purchase"),
        ("average_order", _T.NUMBER, "monetary per order, in minor units"),
        ("*units", _T.NUMBER, "pieces bought, pieces taken back deducted"),
        ("*lines", _T.INTEGER, "product lines bought"),
        ("rhythm", _T.NUMBER, "mean days between purchase days; from two purchase days on"),
        ("rhythm_spread", _T.NUMBER, "standard deviation of those gaps, in days; from three purchase days on"),
        ("overdue", _T.NUMBER, "recency divided by rhythm: 2 means twice the usual gap has passed"),
        ("*categories", _T.INTEGER, "categories bought in, net of returns"),
        ("top_category", _T.TEXT, "the category with the largest net amount; the first by name of equals"),
        ("top_category_share", _T.SHARE, "its share of the net amount over the categories bought in"),
        ("discount_share", _T.SHARE, "discount as a share of the price before discount, where files say discounts"),
        ("return_share", _T.SHARE, "amount returned as a share of amount bought (above 1 if more came back)"),
        ("weekend_share", _T.SHARE, "share of purchase days that fall on the project's weekend"),
        ("morning_share", _T.SHARE, "share of orders of a known hour placed from 05:00 to before 12:00"),
        ("evening_share", _T.SHARE, "share of orders of a known hour placed from 17:00 to before 24:00"),
        ("*spent_90", _T.MONEY, "spent in the 90 days up to as_of, returns of those days deducted"),
        ("*spent_before_90", _T.MONEY, "spent in the 90 days before those"),
        ("trend", _T.NUMBER, "(spent_90 - spent_before_90) / (|spent_90| + |spent_before_90|), from -1 to 1"),
    ),
)  # fmt: skip
OUTCOMES = Contract(
    "OUTCOMES", "a customer in a window after a day", ("window_start", "window_end", "customer_id"), open=True,
    columns=_columns(
        ("*window_start", _T.DATE, "first day of the window"),
        ("*window_end", _T.DATE, "the day after its last"),
        _CUSTOMER,
        ("*orders", _T.INTEGER, "orders in the window, less orders taken back wholly in it"),
        ("*revenue", _T.MONEY, "paid in the window less given back in it"),
        ("*margin", _T.MONEY, "revenue less cost, or revenue times the declared margin"),
        ("*retained", _T.BOOLEAN, "bought at least once in the window"),
    ),
)  # fmt: skip
PREDICTIONS = Contract(
    "PREDICTIONS", "a customer, looking forward", ("as_of", "customer_id"), open=True,
    columns=_columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        _CUSTOMER,
        ("p_alive", _T.SHARE, "probability that the customer is still one"),
        ("p_alive_low", _T.SHARE, "lower bound of the expectation, 90 %"),
        ("p_alive_high", _T.SHARE, "upper bound of the expectation, 90 %"),
        ("expected_orders", _T.NUMBER, "expected orders in the horizon"),
        ("expected_orders_low", _T.NUMBER, "lower bound of the expectation, 90 %"),
        ("expected_orders_high", _T.NUMBER, "upper bound of the expectation, 90 %"),
        ("p_buy", _T.SHARE, "probability of at least one order in the horizon"),
        ("p_buy_low", _T.SHARE, "lower bound of the expectation, 90 %"),
        ("p_buy_high", _T.SHARE, "upper bound of the expectation, 90 %"),
        ("clv", _T.MONEY, "expected discounted margin over the horizon"),
        ("clv_low", _T.MONEY, "lower bound of the expectation, 90 %"),
        ("clv_high", _T.MONEY, "upper bound of the expectation, 90 %"),
    ),
)  # fmt: skip
NEXT_ORDERS = Contract(
    "NEXT_ORDERS", "a customer's next order, overall or in a category", ("as_of", "customer_id", "category"),
    columns=_columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        _CUSTOMER,
        ("category", _T.TEXT, "the category; empty for any"),
        ("median_on", _T.DATE, "median date, given that an order comes"),
        ("low_on", _T.DATE, "lower bound of the date, 80 %"),
        ("high_on", _T.DATE, "upper bound of the date, 80 %"),
        ("p_ever", _T.SHARE, "probability that an order comes at all"),
    ),
)  # fmt: skip
ROWS = Contract(
    "ROWS", "everything about a customer that conditions may ask", ("as_of", "customer_id"), open=True,
    columns=_columns(("*as_of", _T.DATE, "as of the end of this day"), _CUSTOMER),
)  # fmt: skip
MEMBERS = Contract(
    "MEMBERS", "a customer's place", ("as_of", "segmentation", "customer_id"), open=True,
    columns=_columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        ("*segmentation", _T.TEXT, "the segmentation"),
        _CUSTOMER,
        ("*segment", _T.TEXT, "the segment"),
        ("strength", _T.NUMBER, "how clearly, 0 to 1; empty where a rule decides"),
        ("model", _T.TEXT, "fingerprint of the learned model; empty where nothing is learned"),
    ),
)  # fmt: skip
AUDIENCE = Contract(
    "AUDIENCE", "a candidate of a wave", ("campaign", "wave", "customer_id"),
    columns=_columns(
        ("*campaign", _T.TEXT, "the campaign"),
        ("*wave", _T.INTEGER, "one sending of it, from 1"),
        _CUSTOMER,
        ("segment", _T.TEXT, "the segment that brought the customer in"),
        ("offer", _T.TEXT, "the offer chosen"),
        ("expected_margin", _T.MONEY, "what the offer is expected to bring; empty where unknown"),
        ("suppressed_by", _T.TEXT, "why the customer was left out; empty means kept"),
    ),
)  # fmt: skip
PICKS = Contract(
    "PICKS", "an item for a customer", ("customer_id", "rank"),
    columns=_columns(
        _CUSTOMER,
        ("*rank", _T.INTEGER, "from 1"),
        ("*item_id", _T.TEXT, "the item"),
        ("strength", _T.NUMBER, "how strongly"),
        ("because", _T.TEXT, "the reason's id"),
    ),
)  # fmt: skip
ARMS = Contract(
    "ARMS", "a customer's lot", ("campaign", "wave", "customer_id"),
    columns=_columns(
        ("*campaign", _T.TEXT, "the campaign"),
        ("*wave", _T.INTEGER, "the wave"),
        _CUSTOMER,
        ("*arm", _T.TEXT, "treated or holdout"),
        ("offer", _T.TEXT, "the offer, for the treated"),
        ("*chance", _T.NUMBER, "the probability with which the lot falls on this arm"),
        ("*as_of", _T.DATE, "the snapshot the audience was chosen from"),
    ),
)  # fmt: skip
SENT = Contract(
    "SENT", "an attempt to reach someone", ("campaign", "wave", "customer_id"),
    columns=_columns(
        ("*campaign", _T.TEXT, "the campaign"),
        ("*wave", _T.INTEGER, "the wave"),
        _CUSTOMER,
        ("*channel", _T.TEXT, "the channel"),
        ("*state", _T.TEXT, "claimed, sent, failed or unknown"),
        ("*at", _T.TIMESTAMP, "when (UTC)"),
        ("*cost", _T.MONEY, "what it cost"),
        ("result", _T.TEXT, "what the sink answered"),
    ),
)  # fmt: skip
EFFECTS = Contract(
    "EFFECTS", "what an offer did", ("campaign", "offer", "segment"),
    columns=_columns(
        ("*campaign", _T.TEXT, "the campaign"),
        ("*offer", _T.TEXT, "the offer"),
        ("*segment", _T.TEXT, "the segment; empty text for all together"),
        ("*effect", _T.NUMBER, "difference in margin per customer, minor units"),
        ("*low", _T.NUMBER, "lower bound, 90 %"),
        ("*high", _T.NUMBER, "upper bound, 90 %"),
        ("*n", _T.INTEGER, "customers in both arms"),
        ("*from", _T.TEXT, "measured or prior"),
    ),
)  # fmt: skip
MOVED = Contract(
    "MOVED", "a customer who changed place", ("segmentation", "before", "after", "customer_id"),
    columns=_columns(
        ("*segmentation", _T.TEXT, "the segmentation"),
        ("*before", _T.DATE, "as of the earlier snapshot"),
        ("*after", _T.DATE, "as of the later snapshot"),
        _CUSTOMER,
        ("from_segment", _T.TEXT, "empty: arrived"),
        ("to_segment", _T.TEXT, "empty: left"),
        ("*cause", _T.TEXT, "behaviour, definition, market, arrived or left"),
        ("value_before", _T.MONEY, "monetary before"),
        ("value_after", _T.MONEY, "monetary after"),
    ),
)  # fmt: skip
MOVES = Contract(
    "MOVES", "a cell of the migration matrix",
    ("segmentation", "before", "after", "from_segment", "to_segment", "cause"),
    columns=_columns(
        ("*segmentation", _T.TEXT, "the segmentation"),
        ("*before", _T.DATE, "as of the earlier snapshot"),
        ("*after", _T.DATE, "as of the later snapshot"),
        ("from_segment", _T.TEXT, "empty: arrived"),
        ("to_segment", _T.TEXT, "empty: left"),
        ("*cause", _T.TEXT, "behaviour, definition, market, arrived or left"),
        ("*customers", _T.INTEGER, "how many"),
        ("value_before", _T.MONEY, "their monetary before"),
        ("value_after", _T.MONEY, "their monetary after"),
    ),
)  # fmt: skip


def _by_name(contracts: Iterable[Contract]) -> dict[str, Contract]:
    return {contract.name: contract for contract in contracts}


CONTRACTS: Mapping[str, Contract] = _by_name((
    CUSTOMERS, LOADS, IDENTITIES, LINKS, ALIASES, ADDRESSES, ORDERS, LINES, ITEMS, EVENTS, ANSWERS, ASSETS, CONSENT,
    ENTRIES, VERSIONS, REJECTED,
    FACTS, CATEGORY_FACTS, MARKET, FEATURES, OUTCOMES, PREDICTIONS, NEXT_ORDERS, ROWS, MEMBERS, AUDIENCE, PICKS,
    ARMS, SENT, EFFECTS, MOVED, MOVES,
))  # fmt: skip
"""Every contract by its name, in the order in which data flows."""
