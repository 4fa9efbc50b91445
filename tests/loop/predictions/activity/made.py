"""Customers whose truth is known: features of all kinds, and the probability each has of the event."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]


def rows(count: int, seed: int, columns: int = 8, missing: float = 0.05) -> tuple[Floats, Floats, list[bool]]:
    """A matrix (two columns of levels, then numbers), the event, and which columns hold levels."""
    random = np.random.default_rng(seed)
    numbers = [random.normal(size=count) for _ in range(columns)]
    words = [random.integers(0, 7, count).astype(float), random.integers(0, 3, count) * 2.0]
    matrix = np.column_stack([*words, *numbers])
    chance = 1 / (1 + np.exp(-(matrix[:, 2] * matrix[:, 3] + matrix[:, 4] + 1.5 * (matrix[:, 0] == 3))))
    matrix[random.random(matrix.shape) < missing] = np.nan
    return matrix, (random.random(count) < chance).astype(float), [True, True] + [False] * columns


def customers(count: int, seed: int) -> tuple[pa.Table, Floats, Floats]:
    """A table of customers, the event, and the probability that made it."""
    random = np.random.default_rng(seed)
    recency = random.exponential(60, count)
    orders = random.poisson(3, count)
    city = random.choice(["Tehran", "Shiraz", "Tabriz", "Yazd"], count, p=[0.5, 0.3, 0.15, 0.05])
    age = np.where(random.random(count) < 0.2, np.nan, random.normal(40, 12, count))
    mood = np.array([{"Tehran": 0.4, "Shiraz": 0.0, "Tabriz": -0.5, "Yazd": 0.9}[one] for one in city])
    raw = -0.6 - 0.9 * np.log1p(recency / 30) + 0.8 * np.log1p(orders) + mood
    raw = raw + 0.5 * np.nan_to_num(np.square((age - 40) / 12) - 1)
    chance = 1 / (1 + np.exp(-raw))
    table = pa.table(
        {
            "recency": recency,
            "orders": pa.array(orders),
            "city": pa.array(list(city)),
            "age": pa.array(age, from_pandas=True),
            "club": pa.array(random.random(count) < 0.4),
        }
    )
    return table, (random.random(count) < chance).astype(float), chance
