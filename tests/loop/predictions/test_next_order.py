from __future__ import annotations

import numpy as np
import pytest

from bakhsh.loop.predictions.next_order import QUANTILES, WITHIN, next_orders
from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitted import Fitted

CDNOW = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}


def learned(**parameters: float) -> Fitted:
    nothing = tuple((0.0,) * len(parameters) for _ in parameters)
    return Fitted(BG.name, parameters, nothing, 0.0, 100.0, "week", priors=False)


def test_the_date_of_bg_nbd_is_where_its_own_formula_has_it() -> None:
    cells = Cells.of([2.0, 0.0, 10.0], [30.43, 0.0, 38.0], [38.86, 10.0, 38.86])
    found = next_orders(learned(**CDNOW), cells)
    alive = BG.p_alive(list(CDNOW.values()), cells)

    def by(days: np.ndarray) -> np.ndarray:
        scale = CDNOW["alpha"] + cells.T
        return alive * (1 - (scale / (scale + days / 7)) ** (CDNOW["r"] + cells.x))

    assert found["p_ever"] == pytest.approx(by(np.full(3, WITHIN)), rel=1e-9)
    for name, quantile in QUANTILES.items():
        assert by(found[name]) / found["p_ever"] == pytest.approx(quantile, abs=2e-3)


def test_every_silent_day_makes_an_order_less_probable_and_puts_it_further_off() -> None:
    silent = np.arange(0.0, 60.0)
    cells = Cells.of(np.full(60, 8.0), np.full(60, 30.0), 30.0 + silent)
    found = next_orders(learned(**CDNOW), cells)
    assert (np.diff(found["p_ever"]) < 0).all()
    assert (np.diff(found["median"]) > 0).all()


def test_low_median_and_high_are_in_order_and_within_two_years() -> None:
    random = np.random.default_rng(1)
    x = random.poisson(3, 500).astype(float)
    known = random.uniform(1, 150, 500)
    cells = Cells.of(x, np.where(x > 0, known * random.uniform(0.01, 1, 500), 0), known)
    found = next_orders(learned(**CDNOW), cells)
    dated = found["p_ever"] > 1e-6
    low, median, high = (found[name][dated] for name in QUANTILES)
    assert dated.mean() > 0.95
    assert ((low > 0) & (low < median) & (median < high) & (high <= WITHIN)).all()
    assert ((found["p_ever"] > 0) & (found["p_ever"] < 1)).all()


def test_one_who_has_surely_stopped_has_no_date() -> None:
    found = next_orders(learned(r=5.0, alpha=1.0, a=2.0, b=1.0), Cells.of([300.0], [10.0], [200.0]))
    assert found["p_ever"][0] < 1e-6
    assert np.isnan([found[name][0] for name in QUANTILES]).all()


@pytest.mark.parametrize("seed", range(3))
def test_of_those_who_order_four_in_five_do_so_between_the_bounds(seed: int) -> None:
    """Customers of known rates and chances of stopping, looked at after a year: what BG/NBD assumes, so the bounds
    must hold as they say."""
    random = np.random.default_rng(seed)
    rates, stops = random.gamma(0.8, 1 / 6.0, 12_000), random.beta(0.9, 2.5, 12_000)
    x, t_x, waited = _lived(random, rates, stops, 52.0)
    found = next_orders(learned(r=0.8, alpha=6.0, a=0.9, b=2.5), Cells.of(x, t_x, np.full(len(x), 52.0)))
    days = waited * 7
    came = days <= WITHIN
    within = (days >= found["low"]) & (days <= found["high"])
    assert within[came].mean() == pytest.approx(0.8, abs=0.02)
    assert came.mean() == pytest.approx(found["p_ever"].mean(), abs=0.015)


def _lived(
    random: np.random.Generator, rates: np.ndarray, stops: np.ndarray, until: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, t_x at `until`, and the weeks from then to the next purchase (infinite where there is none)."""
    x, t_x, waited = np.zeros(len(rates)), np.zeros(len(rates)), np.full(len(rates), np.inf)
    for at, (rate, stop) in enumerate(zip(rates, stops, strict=True)):
        now = 0.0
        while True:
            now += random.exponential(1 / rate)
            if now > until:
                waited[at] = now - until
                break
            x[at], t_x[at] = x[at] + 1, now
            if random.random() < stop:
                break
    return x, t_x, waited
