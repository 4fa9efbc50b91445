"""Numbers in, numbers out: against published numbers, against scipy, and by how often intervals cover."""

import csv
import math
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference

from bakhsh.stats import (
    Interval,
    Sample,
    bootstrap_mean_difference,
    mean_difference,
    minimum_detectable_effect,
    proportion_difference,
    psi,
    psi_noise_ceiling,
    sample_size_means,
    wilson,
)

VALUES = st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=50)


def covers(interval: Interval, truth: float) -> bool:
    return not interval.excludes(truth)


def shoppers(generator: np.random.Generator, n: int, share: float) -> np.ndarray:
    """What customers spend: most nothing, a few a skewed amount."""
    return np.where(generator.random(n) < share, generator.gamma(2.0, 500.0, n), 0.0)


# ---- means -------------------------------------------------------------------------------------------------------
@pytest.mark.filterwarnings("ignore:Precision loss:RuntimeWarning")
@given(VALUES, VALUES, st.sampled_from([0.8, 0.9, 0.95]))
def test_the_difference_of_means_is_welchs(a: list[int], b: list[int], level: float) -> None:
    found = mean_difference(Sample.from_values(a), Sample.from_values(b), level)
    assert found.estimate == pytest.approx(np.mean(a) - np.mean(b))
    if np.var(a) + np.var(b) > 0:
        low, high = reference.ttest_ind(a, b, equal_var=False).confidence_interval(level)
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9, abs=1e-6)


@given(VALUES)
def test_sums_of_whole_numbers_say_exactly_what_the_values_say(values: list[int]) -> None:
    sums = Sample.from_sums(len(values), sum(values), sum(value * value for value in values))
    whole = Sample.from_values(values)
    assert sums.n == whole.n
    assert sums.mean == pytest.approx(whole.mean, abs=1e-9)
    assert sums.variance == pytest.approx(whole.variance, rel=1e-9, abs=1e-9)


def test_large_money_loses_no_digit_of_its_spread() -> None:
    values = [10**15 + 1, 10**15 + 2, 10**15 + 3]
    assert Sample.from_sums(3, sum(values), sum(value * value for value in values)).variance == 1.0


def test_too_few_customers_leave_the_bounds_open() -> None:
    found = mean_difference(Sample.from_values([5.0]), Sample.from_values([1.0, 2.0, 3.0]))
    assert (found.estimate, found.low, found.high) == (3.0, -math.inf, math.inf)
    nobody = mean_difference(Sample.from_values([]), Sample.from_sums(0, 0, 0))
    assert math.isnan(nobody.estimate)
    assert not nobody.excludes(0)


def test_arms_without_any_spread_give_an_interval_of_no_width() -> None:
    found = mean_difference(Sample.from_values([2.0, 2.0]), Sample.from_values([1.0, 1.0, 1.0]))
    assert (found.low, found.estimate, found.high) == (1.0, 1.0, 1.0)


def test_a_bound_itself_is_inside() -> None:
    interval = Interval(0.5, 0.0, 1.0, 0.9)
    assert [interval.excludes(value) for value in (-0.1, 0.0, 0.5, 1.0, 1.1)] == [True, False, False, False, True]


def welch_coverage(seeds: int, n: int) -> float:
    truth = (0.12 - 0.10) * 1000.0
    hits = 0
    for seed in range(seeds):
        generator = np.random.default_rng(seed)
        treated, holdout = shoppers(generator, n, 0.12), shoppers(generator, n // 4, 0.10)
        hits += covers(mean_difference(Sample.from_values(treated), Sample.from_values(holdout)), truth)
    return hits / seeds


def test_ninety_percent_intervals_mostly_cover() -> None:
    assert 0.78 <= welch_coverage(50, 4000) <= 0.99


@pytest.mark.slow
def test_ninety_percent_intervals_cover_ninety_percent() -> None:
    assert 0.87 <= welch_coverage(1000, 5000) <= 0.93


# ---- proportions -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("a", "n_a", "b", "n_b", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),  # Newcombe 1998, table II, column (a), method 10 …
        (9, 10, 3, 10, 0.1705, 0.8090),  # … (b)
        (5, 56, 0, 29, -0.0381, 0.1926),  # … (d)
        (0, 10, 0, 10, -0.2775, 0.2775),  # … (f)
        (10, 10, 0, 10, 0.6075, 1.0000),  # … (h)
    ],
)
def test_the_difference_of_proportions_is_newcombes(
    a: int, n_a: int, b: int, n_b: int, low: float, high: float
) -> None:
    found = proportion_difference(a, n_a, b, n_b, 0.95)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00006)


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from([0.8, 0.9, 0.95]))
def test_the_interval_of_a_proportion_is_wilsons(successes: int, n: int, level: float) -> None:
    successes = min(successes, n)
    found = wilson(successes, n, level)
    expected = reference.binomtest(successes, n).proportion_ci(level, method="wilson")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0 <= found.low <= found.estimate <= found.high <= 1


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_turning_the_arms_round_turns_the_interval_round(a: int, more_a: int, b: int, more_b: int) -> None:
    one = proportion_difference(a, a + more_a, b, b + more_b)
    other = proportion_difference(b, b + more_b, a, a + more_a)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert -1 <= one.low <= one.high <= 1
    assert math.isnan(one.estimate) or one.low <= one.estimate <= one.high


def test_nobody_asked_means_anything_is_possible() -> None:
    nobody = wilson(0, 0)
    assert math.isnan(nobody.estimate)
    assert (nobody.low, nobody.high) == (0.0, 1.0)
    assert not proportion_difference(0, 0, 5, 10).excludes(0.9)


def newcombe_coverage(seeds: int) -> float:
    generator = np.random.default_rng(7)
    treated, holdout = generator.binomial(5000, 0.12, seeds), generator.binomial(1250, 0.10, seeds)
    pairs = zip(treated.tolist(), holdout.tolist(), strict=True)
    return sum(covers(proportion_difference(a, 5000, b, 1250), 0.02) for a, b in pairs) / seeds


def test_intervals_of_proportions_cover_ninety_percent() -> None:
    assert 0.87 <= newcombe_coverage(1000) <= 0.93


@pytest.mark.data
def test_hillstroms_mails_brought_the_visits_everybody_knows() -> None:
    folder = os.environ.get("BAKHSH_DATA")
    if not folder:
        pytest.skip("BAKHSH_DATA is not set")
    asked, visited = Counter[str](), Counter[str]()
    path = Path(folder) / "hillstrom_email" / "hillstrom.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            asked[row["segment"]] += 1
            visited[row["segment"]] += int(row["visit"])
    left_alone = (visited["No E-Mail"], asked["No E-Mail"])
    womens = proportion_difference(visited["Womens E-Mail"], asked["Womens E-Mail"], *left_alone)
    mens = proportion_difference(visited["Mens E-Mail"], asked["Mens E-Mail"], *left_alone)
    assert womens.estimate * 100 == pytest.approx(4.52, abs=0.01)
    assert mens.estimate * 100 == pytest.approx(7.66, abs=0.01)
    assert womens.excludes(0)
    assert mens.excludes(womens.estimate)


# ---- bootstrap ---------------------------------------------------------------------------------------------------
def test_the_same_seed_gives_the_same_interval() -> None:
    generator = np.random.default_rng(1)
    a, b = shoppers(generator, 400, 0.3), shoppers(generator, 300, 0.3)
    assert bootstrap_mean_difference(a, b, seed=5) == bootstrap_mean_difference(a, b, seed=5)
    assert bootstrap_mean_difference(a, b, seed=5) != bootstrap_mean_difference(a, b, seed=6)


def test_the_bootstrap_agrees_with_welch_where_both_hold() -> None:
    generator = np.random.default_rng(2)
    a, b = generator.normal(10, 3, 4000), generator.normal(9, 5, 2000)
    drawn = bootstrap_mean_difference(a, b, seed=3, draws=4000)
    computed = mean_difference(Sample.from_values(a), Sample.from_values(b))
    assert drawn.estimate == pytest.approx(computed.estimate)
    assert (drawn.low, drawn.high) == pytest.approx((computed.low, computed.high), abs=0.02)


def test_how_many_are_drawn_at_once_changes_nothing_but_memory() -> None:
    a = np.arange(5_000_000, dtype=float) % 7  # one draw at a time
    found = bootstrap_mean_difference(a, a[:100], seed=1, draws=3)
    assert found.low <= found.high


def test_a_single_value_cannot_be_drawn_from() -> None:
    found = bootstrap_mean_difference([4.0], [1.0, 3.0], seed=1)
    assert (found.estimate, found.low, found.high) == (2.0, -math.inf, math.inf)


@pytest.mark.slow
def test_bootstrap_intervals_cover_ninety_percent() -> None:
    hits = 0
    for seed in range(300):
        generator = np.random.default_rng(seed)
        treated, holdout = shoppers(generator, 5000, 0.12), shoppers(generator, 1250, 0.10)
        hits += covers(bootstrap_mean_difference(treated, holdout, seed=seed, draws=500), 20.0)
    assert 0.86 <= hits / 300 <= 0.94


# ---- power -------------------------------------------------------------------------------------------------------
def test_sample_sizes_are_the_textbooks() -> None:
    assert sample_size_means(1, 0.5, power=0.80, alpha=0.05) == 126  # Cohen 1988: 63 an arm by the normal formula
    assert sample_size_means(1, 0.2, power=0.90, alpha=0.05) == 1051
    assert sample_size_means(1, 0.5, alpha=0.05, share=0.9) > 126


@given(st.floats(0.1, 1e6), st.floats(0.001, 1.0), st.floats(0.05, 0.95), st.sampled_from([0.5, 0.8, 0.95]))
def test_the_detectable_effect_and_the_sample_size_turn_each_other_round(
    sd: float, effect: float, share: float, power: float
) -> None:
    n = sample_size_means(sd, effect * sd, power=power, share=share)
    found = minimum_detectable_effect(n, sd, power=power, share=share)
    assert found <= effect * sd * (1 + 1e-9)
    assert minimum_detectable_effect(max(n - 1, 0), sd, power=power, share=share) >= effect * sd * (1 - 1e-9)


def test_the_promised_power_is_reached() -> None:
    generator = np.random.default_rng(11)
    n = sample_size_means(10.0, 1.0, power=0.8, alpha=0.10, share=0.8)
    treated = generator.normal(1.0, 10.0, (2000, round(n * 0.8)))
    holdout = generator.normal(0.0, 10.0, (2000, round(n * 0.2)))
    found = sum(
        mean_difference(Sample.from_values(a), Sample.from_values(b)).excludes(0)
        for a, b in zip(treated, holdout, strict=True)
    )
    assert found / 2000 == pytest.approx(0.8, abs=0.03)


def test_nobody_detects_nothing() -> None:
    assert minimum_detectable_effect(0, 1.0) == math.inf
    with pytest.raises(ValueError, match="mde"):
        sample_size_means(1.0, 0.0)
    with pytest.raises(ValueError, match="share"):
        sample_size_means(1.0, 1.0, share=1.0)
    with pytest.raises(ValueError, match="share"):
        minimum_detectable_effect(10, 1.0, share=0.0)


# ---- stability ---------------------------------------------------------------------------------------------------
def test_psi_by_hand() -> None:
    textbook = 0.25 * math.log(1.5) - 0.25 * math.log(0.5)
    assert psi([50_000, 50_000], [75_000, 25_000]) == pytest.approx(textbook, rel=1e-4)
    assert psi([1, 3], [3, 1]) == pytest.approx(2 * 0.4 * math.log(3.5 / 1.5))
    assert psi([10, 20, 0], [10, 20, 0]) == 0
    assert psi([1000, 2000, 3000], [100, 200, 300]) == pytest.approx(0, abs=1e-4)
    assert psi([10, 0, 0], [5, 5, 0]) == psi([10, 0], [5, 5])
    assert math.isfinite(psi([10, 0], [0, 10]))
    assert math.isnan(psi([0, 0], [1, 2]))
    with pytest.raises(ValueError, match="zip"):
        psi([1, 2], [1, 2, 3])


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=12))
def test_psi_is_symmetric_and_never_below_zero(bins: list[tuple[int, int]]) -> None:
    before, after = [one for one, _ in bins], [other for _, other in bins]
    there, back = psi(before, after), psi(after, before)
    assert math.isnan(there) == math.isnan(back)
    assert math.isnan(there) or (there >= 0 and there == pytest.approx(back))


def test_the_noise_ceiling_is_the_published_one() -> None:
    assert psi_noise_ceiling(10, 500, 500) == pytest.approx(0.0677, abs=0.0001)
    assert psi_noise_ceiling(1, 10, 10) == 0
    assert psi_noise_ceiling(5, 0, 10) == math.inf


def false_alarms(shares: list[float], n: int) -> float:
    generator = np.random.default_rng(n)
    before = generator.multinomial(n, shares, 4000).tolist()
    after = generator.multinomial(n, shares, 4000).tolist()
    ceiling = psi_noise_ceiling(len(shares), n, n)
    return sum(psi(one, other) > ceiling for one, other in zip(before, after, strict=True)) / 4000


@pytest.mark.parametrize("n", [100, 500, 10_000])
@pytest.mark.parametrize("shares", [[0.1] * 10, [0.4, 0.3, 0.2, 0.05, 0.05]])
def test_without_drift_one_in_twenty_passes_the_ceiling(shares: list[float], n: int) -> None:
    assert 0.03 <= false_alarms(shares, n) <= 0.07


def test_bins_of_one_or_two_customers_raise_no_extra_alarm() -> None:
    assert 0 < false_alarms([0.55, 0.2, 0.1, 0.08, 0.04, 0.02, 0.01], 100) <= 0.05
