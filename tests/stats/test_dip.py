"""The dip and its p-value."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.stats import dip, dip_p_value


def nearest_unimodal(values):
    """The dip by its definition: for every place of the mode a linear program for the nearest distribution function
    that is convex before it and concave after it."""
    from scipy.optimize import linprog

    points, counts = np.unique(values, return_counts=True)
    reached = np.concatenate([[0], np.cumsum(counts)]) / len(values)
    n = len(points)
    best = math.inf
    for mode in range(n):
        before, after = list(range(mode + 1)), [n, *range(mode + 1, n)]  # the mode has a height on either side
        rows, most = [], []

        def bound(terms, limit, rows=rows, most=most):
            row = np.zeros(n + 2)
            for at, factor in terms:
                row[at] += factor
            rows.append(row)
            most.append(limit)

        for at in range(n):
            right = n if at == mode else at
            for place, height in ((at, reached[at]), (right, reached[at + 1])):
                bound([(place, 1), (n + 1, -1)], height)
                bound([(place, -1), (n + 1, -1)], -height)
        bound([(mode, 1), (n, -1)], 0)
        for heights, where, bent in ((before, points[: mode + 1], 1), (after, points[mode:], -1)):
            for low, high in pairwise(heights):
                bound([(low, 1), (high, -1)], 0)
            for i in range(1, len(heights) - 1):
                first, second = where[i] - where[i - 1], where[i + 1] - where[i]
                terms = [
                    (heights[i], 1 / first + 1 / second),
                    (heights[i - 1], -1 / first),
                    (heights[i + 1], -1 / second),
                ]
                bound([(at, bent * factor) for at, factor in terms], 0)
        found = linprog([0.0] * (n + 1) + [1.0], A_ub=np.array(rows), b_ub=most, bounds=(None, None))
        if found.status == 0:
            best = min(best, found.fun)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_dip_is_the_distance_to_the_nearest_unimodal_distribution(seed):
    random = np.random.default_rng(seed)
    n = int(random.integers(4, 11))
    values = (
        random.random(n) if seed % 2 else np.concatenate([random.normal(size=n // 2), random.normal(4, 1, n - n // 2)])
    )
    assert dip(values) == pytest.approx(nearest_unimodal(values), abs=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_values_that_many_share_may_be_the_mode_and_nothing_else(seed):
    values = np.random.default_rng(seed).integers(0, 5, 9)
    assert dip(values) == pytest.approx(max(nearest_unimodal(values), 1 / 18), abs=1e-9)


def test_two_points_apart_are_as_far_from_one_mode_as_can_be():
    assert dip([0, 0, 1, 1]) == 0.25


def test_evenly_spaced_values_have_the_smallest_dip():
    assert dip(np.arange(20)) == pytest.approx(1 / 40)


def test_an_empty_sample_has_no_dip():
    assert math.isnan(dip([]))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40), st.integers(1, 9), st.integers(-100, 100))
def test_order_unit_and_direction_of_the_scale_change_nothing(values, factor, moved):
    turned = [moved - factor * value for value in reversed(values)]
    assert dip(turned) == pytest.approx(dip(values))
    assert 1 / (2 * len(values)) - 1e-12 <= dip(values) <= 0.25 + 1e-12


@pytest.mark.parametrize(
    ("n", "share", "documented"),
    [
        (4, 0.9, 0.1874), (4, 0.95, 0.2073), (5, 0.95, 0.1864), (6, 0.5, 0.1231), (6, 0.95, 0.1648), (6, 0.99, 0.1919),
        (50, 0.8, 0.0588), (100, 0.5, 0.0355), (200, 0.5, 0.0256), (500, 0.5, 0.0165), (2_000, 0.5, 0.0084),
    ],
)  # fmt: skip
def test_the_table_agrees_with_the_quantiles_that_r_documents(n, share, documented):
    """Of a million draws (Maechler, diptest); ours has some thousands."""
    assert dip_p_value(documented, n) == pytest.approx(1 - share, abs=0.03)


def test_the_test_keeps_its_size_between_the_sizes_of_the_table():
    random = np.random.default_rng(5)
    alarms = [dip_p_value(dip(random.random(140)), 140) < 0.05 for _ in range(1_000)]
    assert 0.03 <= np.mean(alarms) <= 0.07


def test_two_far_groups_are_found_and_one_normal_is_not():
    random = np.random.default_rng(6)
    one = random.normal(size=300)
    assert dip_p_value(dip(one), 300) > 0.5
    assert dip_p_value(dip(np.concatenate([one, random.normal(5, 1, 100)])), 400) <= 0.01


def test_fewer_than_four_values_say_nothing():
    assert dip_p_value(0.25, 3) == 1.0
