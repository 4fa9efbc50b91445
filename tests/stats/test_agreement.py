"""Agreement of two divisions."""

import numpy as np
import pytest

from bakhsh.stats import adjusted_rand, adjusted_rand_of_pairs, best_jaccard


def test_the_same_division_under_other_names_agrees_wholly():
    assert adjusted_rand(np.array([0, 0, 1, 1, 2]), np.array([2, 2, 0, 0, 1])) == 1.0


def test_hubert_and_arabies_index_of_a_division_worked_by_hand():
    # 6 customers: pairs together in both 2, in the left 6, in the right 3 of 15: (2 - 18/15) / (4.5 - 18/15).
    left, right = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    assert adjusted_rand(left, right) == pytest.approx((2 - 18 / 15) / (4.5 - 18 / 15))


def test_divisions_by_lot_agree_in_nothing_on_average():
    random = np.random.default_rng(1)
    found = adjusted_rand_of_pairs(random.integers(0, 4, (200, 300)), random.integers(0, 3, (200, 300)))
    assert abs(found.mean()) < 0.005


def test_everybody_in_one_group_on_both_sides_agrees_wholly():
    assert adjusted_rand(np.zeros(9, int), np.zeros(9, int)) == 1.0


def test_a_segment_is_compared_with_the_one_it_overlaps_most():
    reference, others = np.array([0, 0, 0, 1, 1]), np.array([[1, 1, 0, 0, 0], [0, 0, 0, 1, 1]])
    assert best_jaccard(reference, others).tolist() == [[2 / 3, 2 / 3], [1.0, 1.0]]


def test_a_segment_that_nobody_is_in_has_no_overlap():
    assert np.isnan(best_jaccard(np.array([0, 0, 2]), np.array([[0, 0, 1]]))[0, 1])
