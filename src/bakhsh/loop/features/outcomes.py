"""What customers did in a window: the yardstick of campaigns."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta
from decimal import Decimal

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import count, day, number, stands, total, whole
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.tables import OUTCOMES

__all__ = ["as_declared", "assumed", "outcomes", "require_margin"]


def outcomes(facts: ibis.Table, start: date, end: date, margin: float | None) -> ibis.Table:
    """OUTCOMES of the window [start, end), for the customers with a fact in it; the others did nothing.

    Margin is revenue less cost where the cost of everything the customer bought and gave back in the window is known;
    otherwise revenue times the declared `margin` (0.3 is three tenths), in whole minor units, halves away from zero.
    Without a declared margin it stays empty there, which `require_margin` refuses beforehand. Retained is who has a
    purchase day in the window that stands at its end. Rows from `end` on change nothing.
    """
    known = _within(facts, start, end)
    sums = known.group_by("customer_id").agg(
        orders=total(known.orders - known.undone_orders),
        revenue=total(known.amount - known.returned),
        cost=total(known.cost),
        unknown=count(known.cost.isnull()),
        standing=count(stands(known, end - timedelta(days=1))),
    )
    return sums.select(
        "customer_id",
        "orders",
        "revenue",
        window_start=day(start),
        window_end=day(end),
        margin=(sums.unknown == 0).ifelse(sums.revenue - sums.cost, _declared(sums.revenue, margin)),
        retained=sums.standing > 0,
    ).select(*OUTCOMES.names)


def require_margin(
    facts: ibis.Table, start: date, end: date, margin: float | None
) -> Generator[ibis.Table, pa.Table, int]:
    """Asks on how many customers' days in the window a cost is unknown, and returns that number: where the declared
    `margin` stands in for it. Raises NotReady where there are such days and no margin is declared."""
    known = _within(facts, start, end)
    answer = yield known.agg(days=count(known.cost.isnull()))
    days = int(answer.to_pylist()[0]["days"])
    if days and margin is None:
        args: dict[str, Argument] = {"count": days, "start": start, "last": end - timedelta(days=1)}
        raise NotReady(Sentence("features.margin_unknown", args), hint=_what_to_do())
    return days


def as_declared(margin: float) -> Share:
    """A declared share, without decimals where it has none."""
    return Share(margin, decimals=0 if round(margin * 100, 6).is_integer() else 1)


def assumed(margin: float) -> Sentence:
    """What is said wherever a margin is shown that the declared one went into."""
    return Sentence("features.margin_assumed", {"margin": as_declared(margin)})


def _what_to_do() -> Sentence:
    key, file, other = Code("margin = 0.3"), Code("bakhsh.toml"), Code('outcome = "revenue"')
    return Sentence("features.declare_margin", {"key": key, "file": file, "cost": Code("cost"), "other": other})


def _within(facts: ibis.Table, start: date, end: date) -> ibis.Table:
    return facts.filter((facts.day >= day(start)) & (facts.day < day(end)))


def _declared(revenue: ibis.Value, margin: float | None) -> ibis.Value:
    """revenue × margin in whole minor units; the margin as a fraction, so that a half is exactly a half."""
    if margin is None:
        return ibis.null("int64")
    part, of = Decimal(str(margin)).as_integer_ratio()
    twice = revenue.abs() * abs(2 * part) + of
    size = whole((number(twice) / number(ibis.literal(2 * of))).floor())
    return size * revenue.sign().cast("int64") * (1 if part >= 0 else -1)
