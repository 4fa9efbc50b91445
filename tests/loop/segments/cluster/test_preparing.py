"""Preparation: what features become."""

import json

import numpy as np
import pytest
from tests.loop.segments.cluster.planted import table

from bakhsh.errors import NotReady
from bakhsh.loop.segments.cluster.fitting import kmeans, nearest
from bakhsh.loop.segments.cluster.preparing import Preparation, learn, matrix
from bakhsh.loop.segments.cluster.scoring import scores
from bakhsh.stats import adjusted_rand

RANDOM = np.random.default_rng(7)
MONEY = np.exp(RANDOM.normal(10, 1.5, 400))
AGE = RANDOM.normal(40, 12, 400)
CITY = RANDOM.choice(["tehran", "shiraz", "yazd"], 400, p=[0.6, 0.3, 0.1])


def gone(values, share, seed=1):
    hidden = np.random.default_rng(seed).random(len(values)) < share
    return [None if empty else value for value, empty in zip(values.tolist(), hidden, strict=True)]


def mixed():
    return table(
        behavioural__money=MONEY,
        demographic__age=gone(AGE, 0.1),
        geographic__city=gone(CITY, 0.2),
        demographic__one=CITY,
    )


def test_heavy_tails_become_logarithms_and_light_ones_stay():
    ways = {one.feature: one.way for one in learn(*mixed()).columns if one.form == "number"}
    assert ways == {"behavioural__money": "log", "demographic__age": "plain"}


def test_tails_that_no_logarithm_tames_become_ranks():
    heavy = np.exp(np.exp(RANDOM.normal(0, 1, 500)))
    (column,) = learn(*table(behavioural__visits=heavy)).columns
    assert column.way == "rank"
    assert column.changed(np.array([heavy.min() - 1, np.median(heavy), heavy.max() + 1])) == pytest.approx(
        [0, 0.5, 1], abs=0.01
    )


def test_empty_words_are_a_word_and_empty_numbers_are_neutral():
    sample, measured = mixed()
    preparation = learn(sample, measured)
    assert "geographic__city: unknown" in [one.name for one in preparation.columns]
    age = next(one for one in preparation.columns if one.feature == "demographic__age")
    empty = np.array(sample["demographic__age"].is_null())
    assert (age.of(sample["demographic__age"])[empty] == 0).all()


def test_rare_words_are_no_farther_from_the_others_than_common_ones():
    words = np.array(["usual"] * 300 + ["often"] * 94 + ["rare"] * 6)
    sample, measured = table(demographic__word=words)
    found = matrix(Preparation(learn(sample, measured).columns), sample)
    usual, often, rare = (found[words == one][0] for one in ("usual", "often", "rare"))
    assert ((usual - often) ** 2).sum() == pytest.approx(((usual - rare) ** 2).sum()) == pytest.approx(4)


def test_having_no_value_is_a_column_where_it_goes_with_the_rest():
    answered = np.arange(400) % 2 == 0
    asked = [float(value) if has else None for value, has in zip(AGE, answered, strict=True)]
    also = [float(value) if has else None for value, has in zip(MONEY, answered, strict=True)]
    preparation = learn(
        *table(psychographic__a=asked, psychographic__b=also, demographic__c=np.where(answered, 1.0, 9.0))
    )
    assert [one.name for one in preparation.columns if one.form == "missing"] == ["psychographic__a: unknown"]
    by_lot = learn(*table(psychographic__a=gone(AGE, 0.5), demographic__c=MONEY))
    assert [one.name for one in by_lot.columns if one.form == "missing"] == []


def test_the_few_who_have_no_value_are_no_cluster_of_their_own():
    few = np.arange(400) < 8
    rhythm = [None if one else float(value) for one, value in zip(few, AGE, strict=True)]
    days = np.where(few, 1.0, 5 + np.arange(400) % 20)
    sample, measured = table(behavioural__rhythm=rhythm, behavioural__days=days, behavioural__spent=MONEY)
    preparation = learn(sample, measured)
    assert [one.feature for one in preparation.columns if one.form == "missing"] == ["behavioural__rhythm"]
    labels = kmeans(matrix(preparation, sample), 2, seed=0).labels
    assert np.bincount(labels).min() > 50


def test_a_giant_outlier_moves_nobody_else():
    struck = MONEY.copy()
    struck[0] = 1e18
    calm = AGE.copy()
    calm[0] = -1e15
    with_it = table(behavioural__money=struck, demographic__age=calm)
    without = table(behavioural__money=MONEY, demographic__age=AGE)
    one, other = (kmeans(matrix(learn(*each), each[0]), 3, seed=0).labels for each in (with_it, without))
    assert adjusted_rand(one[1:], other[1:]) > 0.95
    assert np.abs(matrix(learn(*with_it), with_it[0])).max() < 8


def test_what_tells_nobody_apart_is_left_out_and_said():
    preparation = learn(
        *table(
            demographic__none=[None] * 40 + [float("nan")], demographic__same=[3.0] * 41, geographic__city=["x"] * 41,
            demographic__age=list(range(41)), geographic__gone=["unknown"] * 41,
        )
    )  # fmt: skip
    assert [(one.feature, one.why) for one in preparation.left_out] == [
        ("demographic__none", "missing"), ("demographic__same", "constant"), ("geographic__city", "constant"),
        ("geographic__gone", "missing"),
    ]  # fmt: skip
    assert str(preparation.notes[1]) == "demographic__same is left out of the distances: everybody has the same value."


def test_features_that_tell_nobody_apart_are_refused_in_words():
    with pytest.raises(NotReady, match="None of the 2 features tells the 9 customers apart"):
        learn(*table(demographic__same=[3.0] * 9, geographic__city=["x"] * 9))


def test_every_base_is_as_loud_as_its_weight():
    sample, measured = mixed()
    preparation = learn(sample, measured, {"behavioural": 2.0})
    found = matrix(preparation, sample)
    loudest = {
        base: np.linalg.svd(found[:, [one.base == base for one in preparation.columns]], compute_uv=False)[0] / 20
        for base in ("behavioural", "demographic", "geographic")
    }
    assert loudest == pytest.approx({"behavioural": 2, "demographic": 1, "geographic": 1}, rel=1e-6)


def test_a_base_of_no_weight_is_left_out():
    assert "geographic__city" not in learn(*mixed(), {"geographic": 0}).features


def test_one_factor_counts_once_however_many_columns_repeat_it():
    factor, aside = RANDOM.normal(size=400), RANDOM.normal(size=400)
    columns = {f"behavioural__m{at}": factor + 0.1 * RANDOM.normal(size=400) for at in range(9)}
    sample, measured = table(**columns, behavioural__aside=aside)
    found = matrix(learn(sample, measured), sample)
    assert found[:, 9].std() > 0.95  # multiple factor analysis would leave a third of it
    assert np.linalg.svd(found, compute_uv=False)[0] / 20 == pytest.approx(1, rel=1e-6)


def test_a_preparation_survives_json():
    preparation = learn(*mixed())
    assert Preparation.read(json.loads(json.dumps(preparation.body))) == preparation


def test_words_and_numbers_nobody_had_have_a_place():
    preparation = learn(*mixed())
    strange, _ = table(
        behavioural__money=[-5.0], demographic__age=[9e9], geographic__city=["rasht"], demographic__one=["x"]
    )
    assert np.isfinite(matrix(preparation, strange)).all()


def test_scores_over_raw_columns_name_the_nearest_centre():
    sample, measured = mixed()
    preparation = learn(sample, measured)
    found = matrix(preparation, sample)
    fit = kmeans(found, 4, seed=0)
    raw = np.column_stack([one.raw(sample[one.feature]) for one in preparation.columns])
    by = scores(preparation, fit.centres.tolist())
    scored = raw @ np.array(by.weights).T + np.array(by.offsets)
    assert (scored.argmax(axis=1) == nearest(found.astype(np.float32), fit.centres[None].astype(np.float32))[0]).all()
    halves = ((found - fit.centres[1]) ** 2).sum(axis=1) - ((found - fit.centres[0]) ** 2).sum(axis=1)
    assert scored[:, 0] - scored[:, 1] == pytest.approx(halves / 2, abs=1e-8)
