"""Whether a customer buys, and for how much."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from benchmarks import retail

from bakhsh.errors import NotReady
from bakhsh.loop.predictions.activity import choosing
from bakhsh.loop.predictions.spend.hurdle import Hurdle, learn


def buyers(count: int, seed: int) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """Customers, what they spent, and what was to be expected of them."""
    random = np.random.default_rng(seed)
    love, wealth = random.normal(size=count), random.normal(size=count)
    chance = 1 / (1 + np.exp(-love))
    middle = np.exp(3 + 0.6 * wealth)
    spent = np.where(random.random(count) < chance, middle * random.gamma(4, 0.25, count), 0.0)
    return pa.table({"love": love, "wealth": wealth, "club": random.choice(["a", "b"], count)}), spent, chance * middle


def test_expectations_come_near_the_truth_and_totals_come_true() -> None:
    table, spent, _ = buyers(2000, 1)
    made = Hurdle.read(json.loads(json.dumps(learn(table, spent).body)))
    asked, later, expected = buyers(4000, 2)
    said = made.predict(asked)
    assert np.corrcoef(said["expected_amount"], expected)[0, 1] > 0.93
    assert said["expected_amount"].sum() == pytest.approx(later.sum(), rel=0.06)
    assert (said["expected_amount_low"] <= said["expected_amount"]).all()
    assert (said["expected_amount_high"] >= said["expected_amount"]).all()


def test_one_who_spends_half_of_everything_is_capped_and_said() -> None:
    table, spent, _ = buyers(600, 3)
    spent[0] = spent[1:].sum()
    spent[1], spent[2] = -50.0, np.nan
    made = learn(table, spent)
    assert [one.id for one in made.notes] == ["spend.taken_for_zero", "spend.outsized"]
    assert made.predict(table)["expected_amount"].sum() < 2 * spent[3:].sum()


def test_everybody_buying_leaves_only_the_amount() -> None:
    table, _, expected = buyers(300, 4)
    made = learn(table, expected)
    assert made.buys is None
    assert (made.predict(table)["p_spend"] == 1).all()


def test_too_little_is_said() -> None:
    table, spent, _ = buyers(300, 5)
    with pytest.raises(NotReady) as refused:
        learn(table, np.where(np.arange(300) < 40, spent, 0.0))
    assert refused.value.sentence.id == "spend.too_few_buyers"
    with pytest.raises(NotReady):
        learn(pa.table({"same": [1] * 300}), spent)
    with pytest.raises(NotReady):
        learn(table.slice(0, 0), spent[:0])


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_online_retail_hurdle_beats_the_product_and_the_run_rate(real_data: Path) -> None:
    shop = retail.at(real_data)
    guessed = retail.baselines(shop)
    found = {one.name: one for one in learn(shop.features, shop.spend, baselines=guessed, seed=42).assessed}
    for one in found.values():
        print(
            f"Online Retail, {one.name}: R2 {one.r_squared:.3f}, Spearman {one.spearman:.3f}, "
            f"top tenth {100 * one.top_decile_share:.1f} %, bias {100 * one.bias:.1f} %"
        )
    hurdle, product, rate = found["hurdle"], found["product"], found["run rate"]
    assert hurdle.r_squared >= product.r_squared + 0.03
    assert hurdle.r_squared >= rate.r_squared + 0.1
    assert hurdle.top_decile_share >= product.top_decile_share - 0.01
    assert hurdle.top_decile_share > rate.top_decile_share
    activity = choosing.learn(shop.features, shop.active, baselines={"orders": retail.orders(shop)})
    for way in activity.assessed:
        print(f"Online Retail, active in 100 days, {way.name}: AUC {way.auc:.3f}, Brier {way.brier:.3f}")
    assert max(way.auc for way in activity.assessed) >= 0.735
    assert activity.is_model
