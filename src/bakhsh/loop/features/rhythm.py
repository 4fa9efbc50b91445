"""The usual gap between purchases, how steady it is, and how far it has been passed."""

from __future__ import annotations

import ibis

from bakhsh.conditions.sums import Day, day, days_between, number, ratio, stands, total

__all__ = ["gaps", "rhythm"]


def gaps(facts: ibis.Table, as_of: Day) -> ibis.Table:
    """customer_id, squared_gaps: Σ of squared days between purchase days that follow each other.

    Only days that stand at the end of `as_of` count, so a day taken back joins the two gaps beside it into one.
    """
    standing = facts.filter((facts.day <= day(as_of)) & stands(facts, as_of)).select("customer_id", "day")
    before = standing.day.lag().over(ibis.window(group_by=standing.customer_id, order_by=standing.day))
    steps = standing.select("customer_id", gap=days_between(standing.day, before))
    return steps.group_by("customer_id").agg(squared_gaps=total(steps.gap * steps.gap))


def rhythm(sums: ibis.Table, as_of: Day) -> dict[str, ibis.Value]:
    """rhythm, rhythm_spread, overdue; `sums` carries squared_gaps.

    With n gaps of sum S and sum of squares Q the spread is sqrt((nQ - S²) / (n(n - 1))), the sample standard deviation;
    nQ - S² is a whole number, so no engine loses figures in it.
    """
    steps = sums.frequency - 1
    span = days_between(sums.last_on, sums.first_on)
    usual = ratio(span, steps)
    squares = steps * sums.squared_gaps - span * span
    spread = ratio(squares, (sums.frequency > 2).ifelse(steps * (steps - 1), 0)).sqrt()
    return {
        "rhythm": usual,
        "rhythm_spread": spread,
        "overdue": number(days_between(day(as_of), sums.last_on)) / usual.nullif(0),
    }
