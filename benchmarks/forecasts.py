"""Forecasts of published data held against what customers then did, and against the numbers that are known of them.

    python -m benchmarks.forecasts

CDNOW comes with lifetimes; Online Retail and Telco are found through BAKHSH_DATA. Beside every model stands what
guesses without one: on the same customers, in the same window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bakhsh.loop.predictions.activity import choosing
from bakhsh.loop.predictions.activity.metrics import auc
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.choosing import choose
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.models import model_named
from bakhsh.loop.predictions.purchases.nbd import NBD
from bakhsh.loop.predictions.purchases.pareto import PARETO
from bakhsh.loop.predictions.purchases.scoring import scored
from bakhsh.loop.predictions.spend import hurdle
from bakhsh.loop.predictions.spend.gamma_gamma import fit as fit_spend
from bakhsh.loop.predictions.spend.measures import bias, top_decile_share
from bakhsh.loop.predictions.spend.spent import Spent
from bakhsh.loop.predictions.spend.value import value
from benchmarks import retail, telco
from benchmarks.bought import Split, cdnow
from benchmarks.row import Row
from benchmarks.shops import data_folder

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Judged", "cdnow_worth", "judged", "rows"]

RERUN = "python -m benchmarks.forecasts"


@dataclass(frozen=True, slots=True)
class Judged:
    """Expected purchases against those made: mean absolute error, root of the mean square, correlation, all expected,
    and how well those who buy at all are told by them."""

    mae: float
    rmse: float
    corr: float
    total: float
    auc: float

    def __str__(self) -> str:
        return f"{self.mae:.4f} / {self.rmse:.4f} / {self.corr:.3f}"


def judged(expected: Floats, later: Floats) -> Judged:
    """Of the same customers."""
    missed = expected - later
    return Judged(
        float(np.abs(missed).mean()),
        float(np.sqrt((missed**2).mean())),
        float(np.corrcoef(expected, later)[0, 1]),
        float(expected.sum()),
        auc((later > 0).astype(float), expected),
    )


def main() -> None:
    """Prints the rows of the benchmark."""
    for row in _each():
        print(row, flush=True)


def rows() -> list[Row]:
    """The evidence of one whole measurement."""
    return list(_each())


def _each() -> Iterator[Row]:
    yield from of_cdnow()
    for measured in (of_all_cdnow, of_spend, of_orders, of_telco):
        yield measured()
    shop = retail.at(data_folder())
    for of_shop in (of_retail, of_retail_activity, of_retail_spend):
        yield of_shop(shop)


def of_cdnow() -> list[Row]:
    """The sample of 2,357 customers: 39 weeks learned, 39 ahead."""
    split = cdnow(sample=True)
    chosen = choose(split.cells.merged(), log_gaps=split.log_gaps)
    told, nbd = _told(chosen.fitted, split), _told(fit(NBD, split.cells), split)
    rate = judged(_rate(split), split.later)
    met = told.mae <= 0.76 and told.rmse <= 1.605 and told.corr >= 0.63
    peer = f"NBD {nbd}; run rate {rate}; actual {split.later.sum():,.0f}"
    k = f"k = {chosen.k}; log-likelihoods of 1 and 2 steps {chosen.by_k[0]:,.1f} and {chosen.by_k[1]:,.1f}"
    return [
        Row(
            f"CDNOW, 2,357 customers, 39 weeks ahead, {chosen.fitted.model}: errors (absolute / square / correlation)",
            "≤ 0.76 / ≤ 1.605 / ≥ 0.63", f"{told}; {told.total:,.0f} purchases expected", met, peer, RERUN,
        ),
        Row("CDNOW: who buys in 39 weeks, AUC", "≥ 0.775", f"{told.auc:.4f}", told.auc >= 0.775, "", RERUN),
        Row("CDNOW: no regularity is seen where there is none", "k = 1", k, chosen.k == 1, "", RERUN),
    ]  # fmt: skip


def of_all_cdnow() -> Row:
    """All 23,570 customers."""
    split = cdnow(sample=False)
    told = _told(fit(PARETO, split.cells.merged(), priors=False), split)
    said = f"{told.auc:.4f}; errors {told}; {told.total:,.0f} expected, {split.later.sum():,.0f} made"
    return Row("CDNOW, 23,570 customers: who buys in 39 weeks, AUC", "≥ 0.765", said, told.auc >= 0.765, "", RERUN)


def of_spend() -> Row:
    """Expected purchases × value of an order, of the sample."""
    spend, worth = cdnow_worth()
    share, off = top_decile_share(spend, worth), bias(spend, worth)
    said = f"{100 * share:.1f} %; all of it off by {100 * off:.1f} %"
    return Row(
        "CDNOW: spend in 39 weeks of the tenth worth most", "≥ 50 %", said, share >= 0.5, "published −14.8 %", RERUN
    )


def cdnow_worth() -> tuple[Floats, Floats]:
    """What customers of the sample spent in 39 weeks, and what Pareto/NBD and Gamma-Gamma made of the 39 before."""
    import pandas as pd
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
    orders = scored(fit(PARETO, cells, priors=False), cells, 39)["expected_orders"]
    m = repeats.fillna(0.0).to_numpy()
    bought = x > 0
    order_value = fit_spend(Spent.of(x[bought], m[bought]), priors=False).expected(x, m)
    worth = value(orders, order_value)["clv"]
    return spend, worth


def of_orders() -> Row:
    """What an order of the sample's repeat buyers brings."""
    from lifetimes.datasets import load_cdnow_summary_data_with_monetary_value

    given = load_cdnow_summary_data_with_monetary_value()
    found = fit_spend(Spent.of(given.frequency.to_numpy(float), given.monetary_value.to_numpy(float)), priors=False)
    at, published = (found.p, found.q, found.v), (6.25, 3.74, 15.44)
    met = max(abs(one - other) for one, other in zip(at, published, strict=True)) <= 0.02
    said = f"{found.p:.3f}, {found.q:.3f}, {found.v:.3f}; log-likelihood {found.log_likelihood:,.2f}"
    claim = f"CDNOW, {found.customers:,.0f} repeat buyers, Gamma-Gamma: p, q, v"
    return Row(claim, "6.25, 3.74, 15.44 ± 0.02", said, met, "log-likelihood −4,055.92", RERUN)


def of_retail(shop: retail.Retail) -> Row:
    """Online Retail's order days of the hundred days after 2011-08-31."""
    cells = Cells.of(shop.x, shop.t_x / 7, shop.T / 7)
    fitted = choose(cells.merged(), log_gaps=shop.log_gaps).fitted
    chance = fit(model_named("bg_nbd"), cells)
    told, of_chance = (
        judged(one.of.expected(one.theta(cells), cells, shop.days / 7), shop.later) for one in (fitted, chance)
    )
    rate = judged(shop.x / np.maximum(shop.T, 1) * shop.days, shop.later)
    warned = "purchases.no_dropout" in {one.id for one in chance.remarks}
    return Row(
        f"Online Retail, {len(cells):,} customers, order days of {shop.days} days, {fitted.model}: "
        "errors (absolute / square / correlation)",
        "square below the run rate's; BG/NBD says that it finds no dropout",
        f"{told}; {told.total:,.0f} expected, {shop.later.sum():,.0f} made; {'said' if warned else 'not said'}",
        told.rmse < rate.rmse and warned,
        f"run rate {rate}; BG/NBD {of_chance}; {100 * shop.active.mean():.1f} % active", RERUN,
    )  # fmt: skip


def of_retail_activity(shop: retail.Retail) -> Row:
    """Who orders at all in those days; five folds, a customer in one."""
    ways = choosing.learn(shop.features, shop.active, baselines={"orders": retail.orders(shop)}).assessed
    best = max(ways, key=lambda one: one.auc)
    peer = "; ".join(f"{one.name} {one.auc:.4f}" for one in ways if one is not best)
    claim = f"Online Retail: who orders within {shop.days} days, AUC, {best.name}"
    return Row(claim, "≥ 0.735", f"{best.auc:.4f}", best.auc >= 0.735, peer, RERUN)


def of_retail_spend(shop: retail.Retail) -> Row:
    """What they spend in those days: whether × how much, against the product of models and the rate they had."""
    learned = hurdle.learn(shop.features, shop.spend, baselines=retail.baselines(shop), seed=42)
    ways = {one.name: one for one in learned.assessed}
    found = ways["hurdle"]
    met = (
        found.spearman >= 0.53 and found.top_decile_share >= 0.53 and found.r_squared >= 0.53 and abs(found.bias) < 0.05
    )
    claim = f"Online Retail, spend of {shop.days} days: rank correlation / tenth that spends most / R² / bias"
    peer = "; ".join(f"{name} {_spent(one)}" for name, one in ways.items() if name != "hurdle")
    return Row(claim, "≥ 0.53 / 53 % / 0.53 / below 5 % (of another year)", _spent(found), met, peer, RERUN)


def of_telco() -> Row:
    """Telco's leavers, five folds."""
    found = list(telco.folds(*telco.at(data_folder())))
    area, distance = np.mean([(one.auc, one.brier) for one in found], axis=0)
    used = ", ".join(sorted({one.used for one in found}))
    said = f"{area:.4f}, {distance:.4f} ({used}; folds {min(one.auc for one in found):.4f}"
    said += f" to {max(one.auc for one in found):.4f})"
    met = bool(0.847 <= area <= 0.87 and distance <= 0.135)
    return Row("Telco, who leaves, 5 folds: AUC, Brier", "≥ 0.847 (above 0.87: leakage), ≤ 0.135", said, met, "", RERUN)


def _spent(one: Any) -> str:
    return f"{one.spearman:.3f} / {100 * one.top_decile_share:.1f} % / {one.r_squared:.3f} / {100 * one.bias:.1f} %"


def _told(fitted: Any, split: Split) -> Judged:
    return judged(fitted.of.expected(fitted.theta(split.cells), split.cells, split.horizon), split.later)


def _rate(split: Split) -> Floats:
    """What customers did until now goes on."""
    return split.cells.x / np.maximum(split.cells.T, 1 / 7) * split.horizon


if __name__ == "__main__":
    main()
