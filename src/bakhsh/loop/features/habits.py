"""What a customer does, beyond when and how much: pieces, discounts, returns, hours, and where it is going."""

from __future__ import annotations

import ibis

from bakhsh.conditions.sums import number, ratio

__all__ = ["habits"]


def habits(sums: ibis.Table) -> dict[str, ibis.Value]:
    """units, lines, the shares and the trend.

    discount_share and return_share are of everything sold up to as_of, whatever came back later, discount_share of the
    days of which files say discounts; morning_share and evening_share of all orders placed whose hour is known, those
    taken back included: they say when somebody shops. weekend_share is of the purchase days that stand. A share is
    empty where its whole is zero or less: also where no file says discounts, or hours.
    """
    return {
        "units": sums.units,
        "lines": sums.lines,
        "discount_share": _share(sums.discount, sums.discount_of + sums.discount),
        "return_share": _share(sums.returned, sums.sold),
        "weekend_share": _share(sums.weekend_days, sums.frequency),
        "morning_share": _share(sums.morning_orders, sums.timed_orders),
        "evening_share": _share(sums.evening_orders, sums.timed_orders),
        "spent_90": sums.spent_90,
        "spent_before_90": sums.spent_before_90,
        "trend": ratio(
            number(sums.spent_90 - sums.spent_before_90), sums.spent_90.abs() + sums.spent_before_90.abs()
        ),
    }  # fmt: skip


def _share(part: ibis.Value, of: ibis.Value) -> ibis.Value:
    return ratio(part, (of > 0).ifelse(of, 0))
