"""What is reckoned of customers: facts, readings, outcomes, predictions and places."""

from __future__ import annotations

from bakhsh.tables.contracts import CUSTOMER, Contract, Type, columns
from bakhsh.tables.features.behavioural import BUYING

__all__ = ["FACTS", "CATEGORY_FACTS", "MARKET", "FEATURES", "OUTCOMES", "PREDICTIONS", "NEXT_ORDERS", "ROWS", "MEMBERS"]

_T = Type

FACTS = Contract(
    "FACTS", "sums of a customer's day", ("customer_id", "day"), ledger=True,
    columns=columns(
        CUSTOMER,
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
    columns=columns(
        CUSTOMER,
        ("*category", _T.TEXT, "the items' category"),
        ("*day", _T.DATE, "the local day"),
        ("*amount", _T.MONEY, "amount of the sale lines less that of the return lines"),
        ("*units", _T.NUMBER, "pieces sold less pieces taken back"),
        ("*lines", _T.INTEGER, "sale lines"),
    ),
)  # fmt: skip
MARKET = Contract(
    "MARKET", "everybody together", ("as_of", "name", "part"),
    columns=columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        ("*name", _T.TEXT, "what is measured: category_share, price_level …"),
        ("*part", _T.TEXT, "of which part: a category, a month"),
        ("value", _T.NUMBER, "the value"),
    ),
)  # fmt: skip
FEATURES = Contract(
    "FEATURES", "a customer as of a day", ("as_of", "customer_id"), open=True,
    columns=(*columns(("*as_of", _T.DATE, "as of the end of this day"), CUSTOMER), *BUYING),
)  # fmt: skip
OUTCOMES = Contract(
    "OUTCOMES", "a customer in a window after a day", ("window_start", "window_end", "customer_id"), open=True,
    columns=columns(
        ("*window_start", _T.DATE, "first day of the window"),
        ("*window_end", _T.DATE, "the day after its last"),
        CUSTOMER,
        ("*orders", _T.INTEGER, "orders in the window, less orders taken back wholly in it"),
        ("*revenue", _T.MONEY, "paid in the window less given back in it"),
        ("*margin", _T.MONEY, "revenue less cost, or revenue times the declared margin"),
        ("*retained", _T.BOOLEAN, "bought at least once in the window"),
    ),
)  # fmt: skip
PREDICTIONS = Contract(
    "PREDICTIONS", "a customer, looking forward", ("as_of", "customer_id"), open=True,
    columns=columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        CUSTOMER,
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
    columns=columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        CUSTOMER,
        ("category", _T.TEXT, "the category; empty for any"),
        ("median_on", _T.DATE, "median date, given that an order comes"),
        ("low_on", _T.DATE, "lower bound of the date, 80 %"),
        ("high_on", _T.DATE, "upper bound of the date, 80 %"),
        ("p_ever", _T.SHARE, "probability that an order comes at all"),
    ),
)  # fmt: skip
ROWS = Contract(
    "ROWS", "everything about a customer that conditions may ask", ("as_of", "customer_id"), open=True,
    columns=columns(("*as_of", _T.DATE, "as of the end of this day"), CUSTOMER),
)  # fmt: skip
MEMBERS = Contract(
    "MEMBERS", "a customer's place", ("as_of", "segmentation", "customer_id"), open=True,
    columns=columns(
        ("*as_of", _T.DATE, "as of the end of this day"),
        ("*segmentation", _T.TEXT, "the segmentation"),
        CUSTOMER,
        ("*segment", _T.TEXT, "the segment"),
        ("strength", _T.NUMBER, "how clearly, 0 (on a border) to 1 (at a centre); empty where a rule decides"),
        ("model", _T.TEXT, "fingerprint of the learned model; empty where nothing is learned"),
    ),
)  # fmt: skip
