"""What shops call customers who are nobody in particular."""

from __future__ import annotations

from bakhsh.language.keys import matching_key

__all__ = ["NOBODY_IN_PARTICULAR"]

_NAMES = (
    "متفرقه", "مشتری متفرقه", "مشتریان متفرقه", "مشتری نقدی", "نقدی", "فروش نقدی", "مشتری گذری", "گذری", "ناشناس",
    "مشتری ناشناس", "مشتری حضوری", "فروش حضوری", "مشتری عمومی", "متفرقه نقدی", "بدون نام", "walk-in", "walk in",
    "walkin", "walk-in customer", "cash", "cash customer", "cash sale", "anonymous", "unknown customer",
    "counter sale", "counter sales", "general customer", "misc", "miscellaneous", "pos customer", "no name",
)  # fmt: skip

NOBODY_IN_PARTICULAR = frozenset(map(matching_key, _NAMES))
"""The matching keys of these names."""
