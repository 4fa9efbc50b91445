"""A shop whose customers buy as the models say: by chance at rates of their own, until they stop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from tests.workspace import shops

START = date(2023, 1, 1)
ALIVE = """
kind = "rule"
[[segment]]
name = "gone"
where = "p_alive < 0.5"
[[segment]]
name = "soon"
where = "expected_orders >= 1"
"""


def lines(
    customers: int = 300, days: int = 540, seed: int = 5, stops: float = 0.03, rate: tuple[float, float] = (0.8, 0.05),
    within: int = 200,
) -> list[shops.Row]:  # fmt: skip
    """One line an order, ordered by customer: first ones on days below `within`, rates a day of a gamma distribution.
    They differ enough from one another for a model to see more than a rule of thumb."""
    random = np.random.default_rng(seed)
    found: list[shops.Row] = []
    for number in range(customers):
        at, gap = float(random.integers(0, within)), 1 / random.gamma(*rate)
        while at < days:
            day = START + timedelta(days=int(at))
            amount = f"{5 + random.gamma(2, 8):.2f}"
            found.append(shops.line(f"o{len(found)}", f"c{number:03}", day.isoformat(), amount=amount))
            if random.random() < stops:
                break
            at += 1 + random.exponential(gap)
    return found


def alike(customers: int = 300) -> list[shops.Row]:
    """Customers who differ so little that how long they have been silent says as much as any model."""
    return lines(customers, stops=0.15, rate=(0.9, 0.03), within=510)


def make(folder: Path, rows: Iterable[shops.Row] | None = None, **texts: str) -> Path:
    """The project folder, with predictions switched on and a segmentation that asks for them."""
    texts = {"predictions": "on = true\n", "segments__alive": ALIVE, "segments__value": "", "segments__rfm": ""} | texts
    return shops.make(folder, lines() if rows is None else rows, **texts)
