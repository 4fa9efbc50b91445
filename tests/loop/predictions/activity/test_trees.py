"""Trees leave scikit-learn as plain nodes and score the same."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loop.predictions.activity.made import rows

from bakhsh.errors import EngineError
from bakhsh.loop.predictions.activity import trees as growing
from bakhsh.loop.predictions.activity.nodes import Trees
from bakhsh.loop.predictions.activity.scoring import compiled
from bakhsh.loop.predictions.activity.trees import Growth, learn

SMALL = Growth(trees=12, leaves=8)


def theirs(kind: Any, matrix: Any, target: Any, words: list[bool], growth: Growth, asked: Any) -> Any:
    coded, levels = growing._coded(matrix, np.array(words))
    model = growing._model(kind, growth, [at for at, one in enumerate(levels) if one is not None], 0).fit(coded, target)
    known = asked.copy()
    for at, seen in enumerate(levels):
        if seen is not None:
            place = {level: code for code, level in enumerate(seen)}
            known[:, at] = [place.get(one, np.nan) for one in asked[:, at]]
    return model.predict_proba(known)[:, 1] if kind == "yes_no" else model.predict(known)


@pytest.mark.parametrize("leaves", [2, 8, 13, 31, 40, 64])
@pytest.mark.parametrize("kind", ["yes_no", "amount", "count", "number"])
def test_scores_equal_those_of_scikit_learn(kind: Any, leaves: int) -> None:
    matrix, event, words = rows(1500, leaves)
    target = event if kind == "yes_no" else np.exp(event + 0.4 * np.nan_to_num(matrix[:, 4]))
    if kind == "count":
        target = np.floor(target)
    growth = Growth(trees=10, leaves=leaves, leaf_rows=3)
    made = Trees.read(json.loads(json.dumps(learn(matrix, target, kind=kind, words=words, growth=growth).body)))
    asked, _, _ = rows(500, 99, missing=0.3)
    asked[::7, 0] = 55.0
    asked[1::7, 1] = 1.0
    asked[2::7, 3] = np.inf
    asked[3::7, 3] = -np.inf
    expected = theirs(kind, matrix, target, words, growth, asked)
    assert np.abs(compiled(made).predict(asked) - expected).max() <= 1e-12


@given(st.integers(0, 10_000))
def test_values_on_a_threshold_go_left(seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.integers(0, 5, (200, 3)).astype(float)
    target = (matrix[:, 0] + matrix[:, 1] > 4).astype(float)
    target[0], target[1] = 0.0, 1.0
    growth = Growth(trees=3, leaves=5, leaf_rows=2)
    made = learn(matrix, target, growth=growth)
    limits = [one for tree in made.trees for one in tree.threshold if one is not None]
    asked = np.array(limits + [np.nextafter(one, np.inf) for one in limits])[:, None].repeat(3, axis=1)
    expected = theirs("yes_no", matrix, target, [False] * 3, growth, asked)
    assert np.abs(compiled(made).predict(asked) - expected).max() <= 1e-12


def test_columns_without_any_value_and_levels_never_seen_are_scored() -> None:
    matrix, event, words = rows(400, 3)
    matrix[:, 1], matrix[:, 5] = np.nan, np.nan
    made = learn(matrix, event, words=words, growth=SMALL)
    asked, _, _ = rows(100, 4)
    assert np.isfinite(compiled(made).raw(asked)).all()


def test_a_target_that_nothing_explains_leaves_its_mean() -> None:
    random = np.random.default_rng(2)
    matrix = random.normal(size=(30, 2))
    made = learn(matrix, np.tile([0.0, 1.0], 15), growth=Growth(trees=4, leaf_rows=20))
    assert compiled(made).predict(matrix) == pytest.approx(np.full(30, 0.5))


def test_the_same_rows_and_seed_grow_the_same_trees() -> None:
    matrix, event, words = rows(600, 5)
    assert learn(matrix, event, words=words, growth=SMALL) == learn(matrix, event, words=words, growth=SMALL)


def test_more_leaves_than_bits_are_refused() -> None:
    matrix, event, words = rows(100, 5)
    with pytest.raises(ValueError, match="64 leaves"):
        learn(matrix, event, words=words, growth=Growth(leaves=65))


def test_a_version_that_keeps_its_trees_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    matrix, event, words = rows(300, 6)
    real = HistGradientBoostingClassifier._raw_predict
    monkeypatch.setattr(
        HistGradientBoostingClassifier, "_raw_predict", lambda *args, **named: real(*args, **named) + 1e-9
    )
    with pytest.raises(EngineError) as refused:
        learn(matrix, event, words=words, growth=SMALL)
    assert refused.value.sentence.id == "activity.trees_not_understood"
