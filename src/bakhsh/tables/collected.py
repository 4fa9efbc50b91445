"""What files, databases and shops fill: rows of the outer world under contracts."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.tables.contracts import CUSTOMER, LOAD, Contract, Type, columns

__all__ = ["CUSTOMERS", "ADDRESSES", "ORDERS", "LINES", "ITEMS", "EVENTS", "ANSWERS", "ASSETS", "CONSENT", "KEPT"]

_T = Type

CUSTOMERS = Contract(
    "CUSTOMERS", "a customer, or a lead without orders", ("customer_id",), open=True, ledger=True,
    columns=columns(
        CUSTOMER,
        ("stage", _T.TEXT, "lead, customer or closed, as the source says"),
        ("joined_on", _T.DATE, "the day the customer registered"),
        ("!birth_date", _T.DATE, "date of birth"),
        ("birth_year", _T.TEXT, "year of birth as the source says it, Gregorian or Jalali"),
        ("stated_age", _T.TEXT, "age as the source says it: a number or a band (25-34)"),
        ("gender", _T.TEXT, "gender as the source says it"),
        ("education", _T.TEXT, "education as the source says it"),
        ("marital_status", _T.TEXT, "marital status as the source says it"),
        ("household_size", _T.TEXT, "people in the household as the source says it: 4, 5+"),
        ("children", _T.TEXT, "children as the source says it: a number, 3+, yes or no"),
        ("teenagers", _T.TEXT, "children that the source counts apart from the younger ones"),
        ("income", _T.TEXT, "income as the source says it: an amount in the project's unit, or a band"),
        ("occupation", _T.TEXT, "occupation as the source says it"),
        ("city", _T.TEXT, "city as the source says it"),
        ("province", _T.TEXT, "province or state as the source says it"),
        ("country", _T.TEXT, "country as the source says it"),
        ("!postal_code", _T.TEXT, "postal code as the source says it"),
        ("!latitude", _T.NUMBER, "where the customer lives: degrees north"),
        ("!longitude", _T.NUMBER, "where the customer lives: degrees east"),
        ("acquired_via", _T.TEXT, "channel of acquisition"),
        ("acquisition_cost", _T.MONEY, "what winning the customer cost"),
        LOAD,
    ),
)  # fmt: skip
KEPT: Mapping[str, tuple[str, ...]] = {
    "birth_date": ("age", "age_band"), "postal_code": ("city", "province"), "latitude": ("city", "km_to_nearest"),
    "longitude": ("city", "km_to_nearest"),
}  # fmt: skip
"""CUSTOMERS' personal columns: together with a city they name a person. They stay in the ledger, no row of a snapshot
has them and no condition may ask them; by each, features that say what is derived of it."""
ADDRESSES = Contract(
    "ADDRESSES", "a way to reach someone", ("customer_id", "channel"), personal=True, ledger=True,
    columns=columns(
        CUSTOMER,
        ("*channel", _T.TEXT, "mobile, phone, email, post or name"),
        ("!address", _T.TEXT, "the address itself"),
        ("valid", _T.BOOLEAN, "whether it has the form of one"),
        LOAD,
    ),
)  # fmt: skip
ORDERS = Contract(
    "ORDERS", "a purchase", ("order_id",), open=True, ledger=True,
    columns=columns(
        ("*order_id", _T.TEXT, "the order's id"),
        CUSTOMER,
        ("*ordered_at", _T.TIMESTAMP, "when, in the business' local time"),
        ("instant", _T.TIMESTAMP, "when, in UTC"),
        ("*amount", _T.MONEY, "what its lines add up to: sales less returns in this document"),
        ("discount", _T.MONEY, "discount given on its lines; empty where no file says any"),
        ("margin", _T.MONEY, "amount less cost, where the cost of every line is known"),
        ("products", _T.INTEGER, "how many of its lines are products; 0: no purchase (returns or charges alone)"),
        ("goods", _T.MONEY, "what was paid for its products, discounts taken off"),
        ("back_on", _T.DATE, "the first day on which something of it came back"),
        ("undone_on", _T.DATE, "the day by which it had been taken back wholly"),
        ("status", _T.TEXT, "status as the source says it"),
        ("channel", _T.TEXT, "online, shop, phone …"),
        ("branch", _T.TEXT, "branch or store"),
        ("salesperson", _T.TEXT, "who sold"),
        ("coupon", _T.TEXT, "coupon code"),
        ("payment_method", _T.TEXT, "how it was paid"),
        ("shipping_method", _T.TEXT, "how it was shipped"),
        LOAD,
    ),
)  # fmt: skip
LINES = Contract(
    "LINES", "a line of a purchase", ("order_id", "line"), open=True, ledger=True,
    columns=columns(
        ("*order_id", _T.TEXT, "the order"),
        ("*line", _T.INTEGER, "number of the line in its order, from 1"),
        CUSTOMER,
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
        LOAD,
    ),
)  # fmt: skip
ITEMS = Contract(
    "ITEMS", "a thing sold", ("item_id",), open=True,
    columns=columns(
        ("*item_id", _T.TEXT, "the item's id"),
        ("name", _T.TEXT, "its name"),
        ("category", _T.TEXT, "its category, a path joined by ' > '"),
        ("brand", _T.TEXT, "its brand"),
        ("price", _T.MONEY, "list price"),
        ("cost", _T.MONEY, "unit cost"),
        ("stock", _T.NUMBER, "pieces in stock"),
        ("launched_on", _T.DATE, "first day on sale"),
        LOAD,
    ),
)  # fmt: skip
EVENTS = Contract(
    "EVENTS", "something a customer did, or was sent before bakhsh", ("event_id",), ledger=True,
    columns=columns(
        ("*event_id", _T.TEXT, "the event's id"),
        CUSTOMER,
        ("*at", _T.TIMESTAMP, "when, local time"),
        ("*kind", _T.TEXT, "visit, open, click, ticket, review …"),
        ("channel", _T.TEXT, "where"),
        ("campaign", _T.TEXT, "the campaign it belongs to"),
        ("item_id", _T.TEXT, "the item it is about"),
        ("value", _T.NUMBER, "a number the event carries"),
        LOAD,
    ),
)  # fmt: skip
ANSWERS = Contract(
    "ANSWERS", "an answer to a survey item", ("customer_id", "scale", "item", "at"), ledger=True,
    columns=columns(
        CUSTOMER,
        ("*scale", _T.TEXT, "the scale"),
        ("*item", _T.INTEGER, "number of the item"),
        ("*at", _T.TIMESTAMP, "when it was answered"),
        ("value", _T.NUMBER, "the answer"),
        LOAD,
    ),
)  # fmt: skip
ASSETS = Contract(
    "ASSETS", "a thing owned or under contract", ("asset_id",), ledger=True,
    columns=columns(
        ("*asset_id", _T.TEXT, "the asset's id"),
        CUSTOMER,
        ("*kind", _T.TEXT, "car, lease, service contract …"),
        ("bought_on", _T.DATE, "day of purchase"),
        ("last_service_on", _T.DATE, "day of the last service"),
        ("warranty_until", _T.DATE, "last day of the warranty"),
        ("lease_until", _T.DATE, "last day of the lease"),
        ("mileage", _T.NUMBER, "kilometres at the last reading"),
        LOAD,
    ),
)  # fmt: skip
CONSENT = Contract(
    "CONSENT", "a permission", ("customer_id", "purpose"), ledger=True,
    columns=columns(
        CUSTOMER,
        ("*purpose", _T.TEXT, "sms, email, ads, profiling …"),
        ("*granted", _T.BOOLEAN, "given or withdrawn"),
        ("since", _T.DATE, "from which day"),
        ("source", _T.TEXT, "where it was recorded"),
        LOAD,
    ),
)  # fmt: skip
