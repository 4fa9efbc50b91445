"""k-means, many at once and the one that is kept."""

import numpy as np
import pytest
from tests.loop.segments.cluster.planted import groups

from bakhsh.loop.segments.cluster.fitting import kmeans, kmeans_many, nearest
from bakhsh.stats import adjusted_rand


def test_planted_groups_are_found_largest_first():
    matrix, labels = groups(1, 4)
    fit = kmeans(matrix, 4, seed=0)
    assert adjusted_rand(fit.labels, labels) > 0.99
    sizes = np.bincount(fit.labels)
    assert sizes.tolist() == sorted(sizes, reverse=True)


def test_inertia_is_the_sum_of_squared_distances_to_the_nearest_centre():
    matrix, _ = groups(2, 3, distance=2)
    fit = kmeans(matrix, 3, seed=0)
    away = ((matrix[:, None] - fit.centres[None]) ** 2).sum(axis=2)
    assert fit.inertia == pytest.approx(away.min(axis=1).sum(), rel=1e-5)


def test_a_row_of_weight_three_counts_like_three_rows():
    matrix, _ = groups(3, 3, customers=200)
    thrice = kmeans(matrix, 3, seed=0, weights=np.where(np.arange(200) < 50, 3.0, 1.0))
    written_out = kmeans(np.concatenate([matrix, matrix[:50], matrix[:50]]), 3, seed=0)
    assert np.allclose(np.sort(thrice.centres, axis=0), np.sort(written_out.centres, axis=0), atol=1e-5)


def test_many_fits_at_once_are_as_good_as_each_alone():
    matrix, labels = groups(4, 5)
    rows = matrix.astype(np.float32)
    centres = kmeans_many(rows, np.ones((8, len(rows)), np.float32), 5, np.random.default_rng(0))
    assert min(adjusted_rand(one, labels) for one in nearest(rows, centres)) > 0.99


def test_a_tie_goes_to_the_centre_that_stands_first():
    rows = np.zeros((1, 2), np.float32)
    assert nearest(rows, np.array([[[1, 0], [-1, 0], [0, 1]]], np.float32)).tolist() == [[0]]


def test_more_rows_than_starts_are_tried_on_give_the_same_groups():
    matrix, labels = groups(5, 4, customers=12_000)
    assert adjusted_rand(kmeans(matrix, 4, seed=0, starts=2).labels, labels) > 0.99


def test_identical_rows_leave_every_row_with_the_first_centre():
    fit = kmeans(np.ones((20, 2)), 3, seed=0)
    assert set(fit.labels.tolist()) == {0}
    assert fit.inertia == 0
