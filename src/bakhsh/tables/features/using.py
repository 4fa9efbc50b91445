"""What events between purchases tell: use, engagement, satisfaction."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["SATISFACTION", "USING"]

_T = Type
_NPS = ("promoter", "passive", "detractor", "unknown")
_of = partial(Feature, base="behavioural", grain="event", needs=("events",))
_recent = partial(_of, window="engagement_days")
_year = partial(_of, window="satisfaction_days")

USING: tuple[Feature, ...] = (
    _recent("visits", _T.INTEGER, empty="no_event"),
    _recent("app_uses", _T.INTEGER, empty="no_event"),
    _recent("opens", _T.INTEGER, empty="no_event"),
    _recent("clicks", _T.INTEGER, empty="no_event"),
    _recent("open_rate", _T.SHARE, empty="nothing_sent"),
    _recent("click_rate", _T.SHARE, empty="nothing_opened"),
    _recent("active_days", _T.INTEGER, empty="no_event"),
    _of("last_active", _T.INTEGER, empty="never_active"),
    _of("last_visit", _T.INTEGER, empty="no_visit"),
    _of("last_cart", _T.INTEGER, empty="no_cart"),
    _of("usage_trend", _T.NUMBER, window="twice engagement_days", empty="not_active"),
    _recent("engagement", _T.SHARE, empty="no_event"),
    _of("referrals", _T.INTEGER, empty="no_event", goes="up"),
    _of("points", _T.NUMBER, empty="no_points"),
)
"""What is read from visits, messages and use."""

SATISFACTION: tuple[Feature, ...] = (
    _year("satisfaction", _T.SHARE, empty="no_signal"),
    _year("satisfaction_cover", _T.INTEGER, empty="no_signal"),
    _of("reviews", _T.INTEGER, empty="no_event", goes="up"),
    _of("review_score", _T.NUMBER, empty="no_review"),
    _of("nps", _T.NUMBER, empty="never_answered"),
    _of("nps_group", _T.TEXT, values=_NPS, otherwise="unknown"),
    _of("last_nps", _T.INTEGER, empty="never_answered"),
    _year("complaints", _T.INTEGER, empty="no_event"),
    _year("tickets", _T.INTEGER, empty="no_event"),
    _year("resolve_hours", _T.NUMBER, empty="no_ticket_hours"),
)
"""What is read from answers, complaints, tickets and returns."""
