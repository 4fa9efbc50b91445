"""Ways between segments against the shop's own past."""

from __future__ import annotations

import numpy as np
import pytest

from bakhsh.loop.watch.paths import abnormal
from bakhsh.records import Finding

SEGMENTS = ("best", "fair", "risk", "gone")


def month(rng: np.random.Generator, size: int, spread: float) -> dict[tuple[str, str], int]:
    """A month of a shop in which nothing is new: of every segment the same shares go, beside chance and `spread`."""
    found = {}
    for start in SEGMENTS:
        usual = np.array([0.8 if end == start else 0.2 / 3 for end in SEGMENTS])
        shares = rng.dirichlet(usual * spread) if spread else usual
        for end, customers in zip(SEGMENTS, rng.multinomial(size, shares), strict=True):
            found[start, end] = int(customers)
    return found


@pytest.mark.parametrize(("size", "spread", "pairs"), [(60, 0.0, 5), (2_000, 0.0, 11), (2_000, 300.0, 11)])
def test_a_shop_in_which_nothing_is_new_is_left_in_peace(size: int, spread: float, pairs: int) -> None:
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(200):
        history = [month(rng, size, spread) for _ in range(pairs)]
        alarms += bool(abnormal("value", history, month(rng, size, spread), {}))
    assert alarms <= 200 * 0.07


def found(share_gone: float, pairs: int = 11) -> tuple[Finding, ...]:
    rng = np.random.default_rng(7)
    history = [month(rng, 2_000, 0.0) for _ in range(pairs)]
    now = month(rng, 2_000, 0.0)
    moved = int(2_000 * share_gone) - now["best", "risk"]
    now["best", "risk"] += moved
    now["best", "best"] -= moved
    return abnormal("value", history, now, {})


def test_a_way_that_was_never_so_busy_is_found_with_its_bound() -> None:
    first = found(0.15)[0]
    assert (first.about, first.kind, first.said.id) == ("value", "path", "migration.path_above")
    assert first.value == pytest.approx(0.15)
    assert first.ceiling is not None
    assert 0.0667 < first.ceiling < 0.15


def test_a_way_that_nobody_goes_any_more_is_found_too() -> None:
    assert found(0.0)[0].said.id == "migration.path_below"


def test_without_a_past_nothing_is_unusual() -> None:
    assert found(0.5, pairs=3) == ()
    assert abnormal("value", [], {}, {}) == ()


def test_a_handful_of_customers_is_no_finding() -> None:
    history = [{("best", "best"): 10}] * 8
    assert abnormal("value", history, {("best", "risk"): 10}, {}) == ()
