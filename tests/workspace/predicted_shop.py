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


def lines(customers: int = 300, days: int = 540, seed: int = 5, stops: float = 0.15) -> list[shops.Row]:
    """One line an order, ordered by customer."""
    random = np.random.default_rng(seed)
    found: list[shops.Row] = []
    for number in range(customers):
        at, gap = float(random.integers(0, days - 30)), 1 / random.gamma(0.9, 0.03)
        while at < days:
            day = START + timedelta(days=int(at))
            amount = f"{5 + random.gamma(2, 8):.2f}"
            found.append(shops.line(f"o{len(found)}", f"c{number:03}", day.isoformat(), amount=amount))
            if random.random() < stops:
                break
            at += 1 + random.exponential(gap)
    return found


def make(folder: Path, rows: Iterable[shops.Row] | None = None, **texts: str) -> Path:
    """The project folder, with predictions switched on and a segmentation that asks for them."""
    texts = {"predictions": "on = true\n", "segments__alive": ALIVE, "segments__value": "", "segments__rfm": ""} | texts
    return shops.make(folder, lines() if rows is None else rows, **texts)
