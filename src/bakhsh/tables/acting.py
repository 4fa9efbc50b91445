"""Who gets what, what was sent, what it did, and who moved."""

from __future__ import annotations

from bakhsh.tables.contracts import CUSTOMER, Contract, Type, columns

__all__ = ["AUDIENCE", "PICKS", "ARMS", "SENT", "EFFECTS", "MOVED", "MOVES"]

_T = Type

AUDIENCE = Contract(
    "AUDIENCE", "a candidate of a wave", ("campaign", "wave", "customer_id"),
    columns=columns(
        ("*campaign", _T.TEXT, "the campaign"),
        ("*wave", _T.INTEGER, "one sending of it, from 1"),
        CUSTOMER,
        ("segment", _T.TEXT, "the segment that brought the customer in"),
        ("offer", _T.TEXT, "the offer chosen"),
        ("expected_margin", _T.MONEY, "what the offer is expected to bring; empty where unknown"),
        ("suppressed_by", _T.TEXT, "why the customer was left out; empty means kept"),
    ),
)  # fmt: skip
PICKS = Contract(
    "PICKS", "an item for a customer", ("customer_id", "rank"),
    columns=columns(
        CUSTOMER,
        ("*rank", _T.INTEGER, "from 1"),
        ("*item_id", _T.TEXT, "the item"),
        ("strength", _T.NUMBER, "how strongly"),
        ("because", _T.TEXT, "the reason's id"),
    ),
)  # fmt: skip
ARMS = Contract(
    "ARMS", "a customer's lot", ("campaign", "wave", "customer_id"),
    columns=columns(
        ("*campaign", _T.TEXT, "the campaign"),
        ("*wave", _T.INTEGER, "the wave"),
        CUSTOMER,
        ("*arm", _T.TEXT, "treated or holdout"),
        ("offer", _T.TEXT, "the offer, for the treated"),
        ("*chance", _T.NUMBER, "the probability with which the lot falls on this arm"),
        ("*as_of", _T.DATE, "the snapshot the audience was chosen from"),
    ),
)  # fmt: skip
SENT = Contract(
    "SENT", "an attempt to reach someone", ("campaign", "wave", "customer_id"),
    columns=columns(
        ("*campaign", _T.TEXT, "the campaign"),
        ("*wave", _T.INTEGER, "the wave"),
        CUSTOMER,
        ("*channel", _T.TEXT, "the channel"),
        ("*state", _T.TEXT, "claimed, sent, failed or unknown"),
        ("*at", _T.TIMESTAMP, "when (UTC)"),
        ("*cost", _T.MONEY, "what it cost"),
        ("result", _T.TEXT, "what the sink answered"),
    ),
)  # fmt: skip
EFFECTS = Contract(
    "EFFECTS", "what an offer did", ("campaign", "offer", "segment"),
    columns=columns(
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
    columns=columns(
        ("*segmentation", _T.TEXT, "the segmentation"),
        ("*before", _T.DATE, "as of the earlier snapshot"),
        ("*after", _T.DATE, "as of the later snapshot"),
        CUSTOMER,
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
    columns=columns(
        ("*segmentation", _T.TEXT, "the segmentation"),
        ("*before", _T.DATE, "as of the earlier snapshot"),
        ("*after", _T.DATE, "as of the later snapshot"),
        ("from_segment", _T.TEXT, "empty: arrived"),
        ("to_segment", _T.TEXT, "empty: left"),
        ("*cause", _T.TEXT, "stayed, behaviour, definition, market, arrived or left"),
        ("*customers", _T.INTEGER, "how many"),
        ("value_before", _T.MONEY, "their monetary before"),
        ("value_after", _T.MONEY, "their monetary after"),
    ),
)  # fmt: skip
