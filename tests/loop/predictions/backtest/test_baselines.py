from __future__ import annotations

import numpy as np
import pytest

from bakhsh.loop.predictions.backtest.baselines import BASELINES, Past, guessed


def past(*rows: tuple[float, float, float, float, float]) -> Past:
    return Past(*(np.array(one, float) for one in zip(*rows, strict=True)))


NOW = past((4, 80, 100, 9, 1), (0, 0, 50, 9, 1), (0, 0, 0, 9, 2))


def test_each_goes_on_as_so_far_and_who_is_known_for_no_time_does_not() -> None:
    assert guessed(NOW, 30)["rate"] == pytest.approx([4 * 30 / 100, 0, 0])


def test_without_a_window_before_there_is_nothing_to_learn_from() -> None:
    assert tuple(guessed(NOW, 30)) == ("zero", "rate")
    assert tuple(guessed(NOW, 30, NOW)) == BASELINES


def test_everybody_alike_is_the_mean_of_the_window_before() -> None:
    before = past((1, 10, 20, 2, 3), (0, 0, 5, 0, 1))
    assert guessed(NOW, 30, before)["alike"] == pytest.approx([1.5, 1.5, 1.5])


def test_as_silent_as_those_of_the_window_before() -> None:
    """Half of them silent for at most nine days, each buying once; half for ninety and more, buying never."""
    fresh = [(1.0, 100.0 - silent, 100.0, 1.0, 5.0) for silent in range(10)]
    gone = [(1.0, 10.0 - silent, 100.0, 0.0, 5.0) for silent in range(10)]
    found = guessed(past((1, 99, 100, 0, 1), (1, 5, 100, 0, 1), (1, 1, 500, 0, 1)), 30, past(*fresh, *gone))["gap"]
    assert found.tolist() == [1.0, 0.0, 0.0]


def test_what_comes_later_is_never_looked_at() -> None:
    other = Past(NOW.x, NOW.t_x, NOW.T, NOW.later * 0, NOW.weight)
    for name, found in guessed(NOW, 30, NOW).items():
        assert found.tolist() == guessed(other, 30, NOW)[name].tolist()


def test_a_customer_counts_as_often_as_his_weight() -> None:
    rows = [(2.0, 5.0, 30.0, 1.0), (1.0, 20.0, 30.0, 0.0), (3.0, 29.0, 30.0, 4.0)]
    heavy = past(*((*row, 3.0) for row in rows))
    many = past(*((*row, 1.0) for row in rows for _ in range(3)))
    for name in BASELINES:
        assert guessed(NOW, 30, heavy)[name] == pytest.approx(guessed(NOW, 30, many)[name])
