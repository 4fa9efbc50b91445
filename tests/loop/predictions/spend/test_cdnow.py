"""CDNOW, 39 weeks learned from, 39 to come: purchases × value of an order finds who will spend."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitting import fit as fit_purchases
from bakhsh.loop.predictions.purchases.models import model_named
from bakhsh.loop.predictions.purchases.scoring import scored
from bakhsh.loop.predictions.spend.gamma_gamma import fit
from bakhsh.loop.predictions.spend.measures import bias, top_decile_share
from bakhsh.loop.predictions.spend.spent import Spent
from bakhsh.loop.predictions.spend.value import value


def test_the_top_tenth_by_pareto_and_gamma_gamma_brings_half_of_the_spend() -> None:
    from lifetimes.datasets import load_dataset

    columns = ["id", "sample", "day", "cds", "amount"]
    raw = load_dataset("CDNOW_sample.txt", header=None, sep=r"\s+", names=columns)
    days = (
        raw.assign(day=pd.to_datetime(raw.day.astype(str), format="%Y%m%d"))
        .groupby(["sample", "day"])
        .amount.sum()
        .reset_index()
    )
    cut = pd.Timestamp("1997-09-30")
    known, later = days[days.day <= cut], days[days.day > cut]
    by = known.groupby("sample").day
    first, x = by.min(), (by.size() - 1).to_numpy(float)
    cells = Cells.of(x, (by.max() - first).dt.days / 7, (cut - first).dt.days / 7)
    spend = later.groupby("sample").amount.sum().reindex(first.index).fillna(0.0).to_numpy()
    repeats = known[known.day > known["sample"].map(first)].groupby("sample").amount.mean().reindex(first.index)
    orders = scored(fit_purchases(model_named("pareto_nbd"), cells, priors=False), cells, 39)["expected_orders"]
    m = repeats.fillna(0.0).to_numpy()
    bought = x > 0
    order_value = fit(Spent.of(x[bought], m[bought]), priors=False).expected(x, m)
    worth = value(orders, order_value)["clv"]
    assert np.isfinite(worth).all()
    assert top_decile_share(spend, worth) >= 0.50
    assert bias(spend, worth) == pytest.approx(-0.148, abs=0.01)
