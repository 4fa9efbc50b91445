"""What events between purchases tell: use, engagement, satisfaction."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["SATISFACTION", "USING"]

_T = Type
_NONE = "no event of the customer is known"
_of = partial(Feature, base="behavioural", grain="event", needs=("events",))
_recent = partial(_of, window="engagement_days", empty=_NONE)
_year = partial(_of, window="satisfaction_days")

USING: tuple[Feature, ...] = (
    _recent("visits", _T.INTEGER, "visits and page views"),
    _recent("app_uses", _T.INTEGER, "uses of the app"),
    _recent("opens", _T.INTEGER, "messages opened"),
    _recent("clicks", _T.INTEGER, "clicks on messages"),
    _of("open_rate", _T.SHARE, "opens per message sent, at most 1", window="engagement_days", empty="nothing sent"),
    _of("click_rate", _T.SHARE, "clicks per opened message, at most 1", window="engagement_days",
        empty="nothing opened"),
    _recent("active_days", _T.INTEGER, "days with something the customer did of his own accord"),
    _of("last_active", _T.INTEGER, "days since he last did", empty="he never did"),
    _of("last_visit", _T.INTEGER, "days since the last visit", empty="no visit is known"),
    _of("last_cart", _T.INTEGER, "days since something was last put into the cart", empty="nothing ever was"),
    _of("usage_trend", _T.NUMBER, "active events of the window against the window before: difference over sum, -1 to 1",
        window="twice engagement_days", empty="not active in either"),
    _recent("engagement", _T.SHARE, "mean of three parts from 0 to 1: how recent the last active day is; active days d "
            "as d / (d + the market's mean); active events a day likewise"),
    _of("referrals", _T.INTEGER, "people referred", empty=_NONE),
    _of("points", _T.NUMBER, "club points earned less those spent", empty="no points are known"),
)  # fmt: skip
"""What is read from visits, messages and use."""

SATISFACTION: tuple[Feature, ...] = (
    _year("satisfaction", _T.SHARE, "index from 0 to 1 of scores (reviews, NPS, CSAT), complaints, tickets and "
          "returns; each part drawn towards the market's mean by how few signals it has", empty="no signal"),
    _year("satisfaction_cover", _T.INTEGER, "signals the index rests on", empty="no signal"),
    _of("reviews", _T.INTEGER, "reviews with a score from 1 to 5", empty=_NONE),
    _of("review_score", _T.NUMBER, "mean score of them", empty="no review"),
    _of("nps", _T.NUMBER, "latest answer, 0 to 10, to how likely one is to recommend; of one moment the lowest",
        empty="never answered"),
    _of("nps_group", _T.TEXT, "by that answer: promoter from 9, passive 7 and 8, detractor to 6",
        values=("promoter", "passive", "detractor", "unknown"), otherwise="unknown"),
    _year("complaints", _T.INTEGER, "complaints", empty=_NONE),
    _year("tickets", _T.INTEGER, "support tickets", empty=_NONE),
    _year("resolve_hours", _T.NUMBER, "hours until a ticket was solved, on average", empty="no ticket with its hours"),
)  # fmt: skip
"""What is read from answers, complaints, tickets and returns."""
