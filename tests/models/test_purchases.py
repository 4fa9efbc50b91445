from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from lifetimes.datasets import load_cdnow_summary, load_donations

from bakhsh import models
from bakhsh.errors import DataError, NotReady


@pytest.fixture(scope="module")
def cdnow() -> object:
    return load_cdnow_summary().rename(columns={"frequency": "x", "recency": "t_x"})


PUBLISHED = {
    models.BgNbd: {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    models.MbgNbd: {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    models.ParetoNbd: {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669},
}


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda one: one.__name__)
def test_the_published_parameters_of_cdnow(model: type[models.Purchases], cdnow: object) -> None:
    found = model(priors=False).fit(cdnow)
    assert found.parameters_ == pytest.approx(PUBLISHED[model], abs=0.01)
    assert set(found.standard_errors_) == set(PUBLISHED[model])


def test_nothing_is_regular_on_cdnow(cdnow: object) -> None:
    found = models.Auto().fit(cdnow)
    assert found.k_ == 1


def test_donations_with_a_weight_column() -> None:
    table = load_donations().rename(columns={"frequency": "x", "recency": "t_x", "periods": "T", "weights": "weight"})
    found = models.BgBb(priors=False).fit(table)
    assert found.parameters_ == pytest.approx(
        {"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}, abs=0.002
    )


def test_a_prediction_has_a_row_for_each_customer_in_their_order(cdnow: object) -> None:
    model = models.BgNbd().fit(cdnow)
    rows = {"customer_id": ["z", "a"], "x": [2, 0], "t_x": [30.43, 0], "T": [38.86, 38.86]}
    found = model.predict(rows, 39)
    assert found["customer_id"].to_pylist() == ["z", "a"]
    assert found["expected_orders"][0].as_py() == pytest.approx(1.226, abs=0.02)
    for name in ("p_alive", "expected_orders", "p_buy"):
        low, value, high = (found[f"{name}{end}"].to_numpy() for end in ("_low", "", "_high"))
        assert ((low <= value) & (value <= high)).all()
    dates = model.next_orders(rows)
    assert dates.column_names == ["customer_id", "low", "median", "high", "p_ever"]
    assert dates["median"][0].as_py() < dates["median"][1].as_py()


def test_a_saved_model_says_the_same(cdnow: object, tmp_path: Path) -> None:
    for model in (models.BgNbd().fit(cdnow), models.Regular(2).fit(cdnow), models.Auto().fit(cdnow)):
        model.save(tmp_path / "model.json")
        again = models.load(tmp_path / "model.json")
        assert again.predict(cdnow, 39).equals(model.predict(cdnow, 39))
        assert again.parameters_ == model.parameters_


def test_customers_not_seen_yet() -> None:
    model = models.BgNbd(priors=False).fit(load_cdnow_summary().rename(columns={"frequency": "x", "recency": "t_x"}))
    expected = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.858]
    assert model.unconditional([0.1429, 1, 3, 31.8571, 32, 78]) == pytest.approx(expected, abs=1e-3)


def test_settings_are_those_of_scikit_learn(cdnow: object) -> None:
    from sklearn.base import clone

    model = clone(models.Regular(3, priors=False))
    assert model.get_params() == {"k": 3, "priors": False, "rate": (), "dropout": (), "unit": "week"}
    assert model.set_params(k=2).k == 2
    with pytest.raises(ValueError, match="no setting"):
        model.set_params(penalizer=0.1)


@pytest.mark.parametrize(
    "kind", [models.BgNbd, models.ParetoNbd, models.Auto, models.Regular], ids=lambda one: one.__name__
)
@pytest.mark.parametrize(
    "rows",
    [
        {"x": [1], "t_x": [1.0], "T": [2.0]},
        {"x": [0] * 50, "t_x": [0.0] * 50, "T": [5.0] * 50},
        {"x": [0] * 50, "t_x": [0.0] * 50, "T": [0.0] * 50},
        {"x": [], "t_x": [], "T": []},
    ],
    ids=["one customer", "nobody again", "all today", "nobody"],
)
def test_too_little_to_learn_from_is_said(kind: type[models.Purchases], rows: dict[str, list[float]]) -> None:
    with pytest.raises(NotReady):
        kind().fit(rows)


def test_one_who_buys_very_often_leaves_no_holes() -> None:
    random = np.random.default_rng(2)
    x = np.append(random.poisson(2, 300), 5_000)
    rows = {"x": x, "t_x": np.where(x > 0, 40.0, 0.0), "T": np.full(301, 52.0)}
    found = models.BgNbd().fit(rows).predict(rows, 13)
    assert np.isfinite(np.column_stack([found[name].to_numpy() for name in found.column_names])).all()


def test_asked_before_it_has_learned(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="call fit first"):
        models.BgNbd().predict({"x": [1], "t_x": [1.0], "T": [2.0]}, 4)
    (tmp_path / "none.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match=r"none\.json is no model"):
        models.load(tmp_path / "none.json")
