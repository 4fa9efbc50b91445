"""What time alone does to a feature: a sum over all time grows while a customer goes on as he was, and a share of all
his purchases settles. Neither is drift, a season or prices."""

from __future__ import annotations

__all__ = ["AMOUNTS", "SETTLING", "SUMS", "by_time"]

SUMS = frozenset((
    "frequency", "orders", "monetary", "monetary_real", "monetary_base", "units", "lines", "categories", "brands",
    "channels", "branches", "different_items", "largest_order", "returned_orders", "referrals", "reviews",
))  # fmt: skip
"""Features of all time that never fall while a customer buys on."""

SETTLING = frozenset((
    "discount_share", "return_share", "weekend_share", "morning_share", "evening_share", "thursday_share",
    "friday_share", "online_share", "coupon_share", "returned_order_share", "repeat_share", "mixed_share",
    "top_category_share", "favourite_weekday_share", "top_channel_share", "top_branch_share", "top_brand_share",
    "brand_concentration", "category_concentration",
))  # fmt: skip
"""Shares of all purchases so far: with every purchase they come nearer to what they will be."""

AMOUNTS = SUMS | {"basket_lines", "basket_units", "mileage"}
"""Besides money, what is counted or measured in a unit that a file may change; ratios, ranks and days are not."""

_OWN_PACE = 1.5
_DOUBLE = 2.0
"""From there on a ruler that was learned on the sums no longer fits them, however steadily they grew."""


def by_time(factor: float | None, known: float | None) -> bool:
    """Whether the median customer's sum (after ÷ before: `factor`) grew as it does by itself: not below what it was,
    by no more than half beyond the time he is known (`known`, after ÷ before), and to no more than the double. Both
    ends count as by itself; False where either is unknown. Of customers who part company around an unmoved median a
    sum tells nothing: features that look back a fixed time do."""
    return factor is not None and known is not None and 1.0 <= factor <= min(_OWN_PACE * known, _DOUBLE)
