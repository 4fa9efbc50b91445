"""How loads are kept: what each brought, which rows it took, who is who in it."""

from __future__ import annotations

from bakhsh.tables.contracts import CUSTOMER, LOAD, Contract, Type, columns

__all__ = ["LOADS", "IDENTITIES", "LINKS", "ALIASES", "ENTRIES", "VERSIONS", "REJECTED"]

_T = Type

LOADS = Contract(
    "LOADS", "one reading of a file", ("load",),
    columns=columns(
        LOAD,
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
    columns=columns(
        ("*source", _T.TEXT, "the source"),
        ("*source_id", _T.TEXT, "the id there; a personal one as HMAC"),
        CUSTOMER,
        ("rule", _T.TEXT, "what joined them"),
        LOAD,
    ),
)  # fmt: skip
LINKS = Contract(
    "LINKS", "an address seen with an id, as a keyed hash", ("load", "about", "customer_id", "channel", "address"),
    ledger=True,
    columns=columns(
        ("*source", _T.TEXT, "the source"),
        ("*about", _T.TEXT, "what the row speaks of, an order or the customer; its latest load has the last word"),
        ("*customer_id", _T.TEXT, "the source's id, or the keyed hash that stands for it"),
        ("*channel", _T.TEXT, "mobile, phone or email"),
        ("*address", _T.TEXT, "HMAC of the address, from which nobody reads it back"),
        LOAD,
    ),
)  # fmt: skip
ALIASES = Contract(
    "ALIASES", "an id whose customer is known under another one", ("customer_id",),
    columns=columns(
        ("*customer_id", _T.TEXT, "the id that was merged"),
        ("*settled_id", _T.TEXT, "the smallest id of the same customer, under which everything stands"),
        ("*rule", _T.TEXT, "what joined them: mobile, email … joined by +, or answer"),
        ("*evidence", _T.INTEGER, "how many addresses and answers join this id to the customer's others"),
    ),
)  # fmt: skip
ENTRIES = Contract(
    "ENTRIES", "a row of a load that was understood; LINES and ORDERS are derived from those the policy counts",
    ("load", "part", "file_line"), open=True, ledger=True,
    columns=columns(
        LOAD,
        ("part", _T.TEXT, "the sheet or the member of an archive it stands in, where the file has several"),
        ("*file_line", _T.INTEGER, "line of the row in the file or its part, from 1"),
        ("*order_id", _T.TEXT, "the order; made of customer and time where the file has none"),
        CUSTOMER,
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
    columns=columns(
        LOAD,
        ("*order_id", _T.TEXT, "the order"),
        CUSTOMER,
        ("*content", _T.TEXT, "hash of what its rows say, whatever their order; equal content is the same order again"),
        ("*rows", _T.INTEGER, "its rows in this load that count"),
    ),
)  # fmt: skip
REJECTED = Contract(
    "REJECTED", "a row that was not taken", ("load", "part", "line"),
    columns=columns(
        LOAD,
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
