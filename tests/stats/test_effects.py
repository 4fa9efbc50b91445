"""Cliff's delta with its interval, and how many of many differences may be believed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import hypothesis.strategies as st
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given

from bakhsh.stats import Dominance, believed, dominance

Draw = Callable[[np.random.Generator, int], npt.NDArray[np.float64]]


def of(a: Sequence[float], b: Sequence[float]) -> Dominance:
    """The same from the values themselves."""
    values, at = np.unique(np.concatenate([a, b]), return_inverse=True)
    counts = [np.bincount(one, minlength=values.size).astype(np.float64) for one in (at[: len(a)], at[len(a) :])]
    return dominance(counts[0], counts[1])


values = st.lists(st.integers(-3, 6).map(float), min_size=2, max_size=25)


@given(a=values, b=values)
def test_delta_is_the_share_of_pairs_won_less_the_share_lost(a: list[float], b: list[float]) -> None:
    won = sum((x > y) - (x < y) for x in a for y in b)
    assert of(a, b).delta == pytest.approx(won / (len(a) * len(b)))


@given(a=values, b=values)
def test_turning_the_groups_round_turns_delta_and_its_interval_round(a: list[float], b: list[float]) -> None:
    one, other = of(a, b), of(b, a)
    assert one.delta == pytest.approx(-other.delta)
    assert one.p == pytest.approx(other.p)
    there, back = one.interval(), other.interval()
    assert (there.low, there.high) == (pytest.approx(-back.high, abs=1e-6), pytest.approx(-back.low, abs=1e-6))


@given(a=values, b=values, level=st.floats(0.5, 0.99))
def test_the_interval_holds_its_estimate_and_stays_within_bounds(a: list[float], b: list[float], level: float) -> None:
    found = of(a, b).interval(level)
    assert -1 <= found.low <= found.estimate + 1e-9
    assert found.estimate - 1e-9 <= found.high <= 1
    assert of(a, b).interval(0.995).low <= found.low + 1e-9


@given(a=values, b=values)
def test_only_the_order_of_values_counts(a: list[float], b: list[float]) -> None:
    stretched = of([math.exp(3 * one) for one in a], [math.exp(3 * one) for one in b])
    assert stretched.delta == pytest.approx(of(a, b).delta)
    assert stretched.p == pytest.approx(of(a, b).p)


def test_the_published_example_of_pain_scores_is_met() -> None:
    """Brunner & Munzel (2000): treatment Y against N on 14 and 11 patients; the estimate is 0.788596 and p 0.0057862,
    as R's `lawstat` prints for the same data."""
    treated = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
    untreated = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    found = of(untreated, treated)
    assert (1 + found.delta) / 2 == pytest.approx(0.788961, abs=1e-5)
    assert found.p == pytest.approx(0.0057862, abs=1e-6)
    assert found.freedom == pytest.approx(17.683, abs=1e-3)


def test_groups_that_do_not_overlap_are_surer_the_larger_they_are() -> None:
    ends = [of(range(100, 100 + n), range(n)).interval().low for n in (5, 20, 80)]
    assert ends == sorted(ends)
    assert 0.3 < ends[0] < ends[-1] < 1
    assert [of(range(100, 100 + n), range(n)).p < 0.02 for n in (5, 80)] == [True, True]


def test_nobody_can_be_compared_with_nobody() -> None:
    found = of([], [1, 2, 3])
    assert (found.delta, found.p) == (0, 1)
    assert (found.interval().low, found.interval().high) == (-1, 1)


CASES: dict[str, tuple[Draw, Draw, float]] = {
    "equal": (lambda g, n: g.normal(0, 1, n), lambda g, n: g.normal(0, 1, n), 0.0),
    "money": (lambda g, n: g.lognormal(1, 1.5, n), lambda g, n: g.lognormal(0, 1.5, n), 0.36261),
    "wider": (lambda g, n: g.normal(0.8, 1, n), lambda g, n: g.normal(0, 2, n), 0.27948),
    "mostly_nothing": (
        lambda g, n: g.lognormal(0, 1, n) * (g.random(n) < 0.30),
        lambda g, n: g.lognormal(0, 1, n) * (g.random(n) < 0.15),
        0.15,
    ),
}


def covered(case: str, n: int, m: int, runs: int) -> float:
    mine, theirs, truth = CASES[case]
    found = 0
    for seed in range(runs):
        generator = np.random.default_rng(seed)
        interval = of(mine(generator, n), theirs(generator, m)).interval(0.90)  # type: ignore[arg-type]
        found += interval.low <= truth <= interval.high
    return found / runs


@pytest.mark.parametrize("case", CASES)
def test_intervals_cover_the_truth_as_often_as_they_promise(case: str) -> None:
    assert 0.84 <= covered(case, 60, 400, 200) <= 0.96


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("n", "m"), [(60, 400), (200, 2000), (1000, 4000)])
def test_ninety_percent_intervals_cover_87_to_93_percent(case: str, n: int, m: int) -> None:
    assert 0.87 <= covered(case, n, m, 1000) <= 0.93


@given(p=st.lists(st.floats(0, 1), max_size=30))
def test_believed_are_the_longest_run_of_small_p_under_the_line(p: list[float]) -> None:
    found = believed(p)
    ranked = sorted(p)
    assert not found or ranked[found - 1] <= 0.10 * found / len(p)
    assert all(ranked[at] > 0.10 * (at + 1) / len(p) for at in range(found, len(p)))


def test_of_noise_little_is_believed() -> None:
    any_told = sum(believed(np.random.default_rng(seed).random(60).tolist()) > 0 for seed in range(1000))
    assert any_told / 1000 <= 0.12
