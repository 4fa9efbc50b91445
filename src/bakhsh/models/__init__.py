"""The predictive models for people without a project: tables in, tables out, in the manners of scikit-learn.

    from bakhsh import models
    customers = models.summary(orders, date(2026, 6, 30), customer="id", ordered="day", amount="paid")
    model = models.Auto().fit(customers)
    model.predict(customers, horizon=13)      # p_alive, expected_orders, p_buy, each with its interval
    model.next_orders(customers)              # when, and how probably at all

Tables may be of pandas, polars or Arrow; answers are Arrow tables (`.to_pandas()`, `polars.from_arrow(…)`).
"""

from __future__ import annotations

from bakhsh.models.purchases import Auto, BgBb, BgNbd, MbgNbd, Nbd, ParetoNbd, Purchases, Regular, Sbg, load
from bakhsh.models.reading import summary

__all__ = ["Auto", "BgBb", "BgNbd", "MbgNbd", "Nbd", "ParetoNbd", "Purchases", "Regular", "Sbg", "load", "summary"]
