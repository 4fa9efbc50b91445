"""Shares add up, stay near their proportion, and depend on nothing but what lines say."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.loop.data.shares import shares

MONEY = st.one_of(st.integers(0, 30), st.integers(0, 10**15))
GROUPS = st.lists(
    st.tuples(st.one_of(MONEY, MONEY.map(lambda one: -one)), st.lists(MONEY, min_size=1, max_size=6)),
    min_size=1, max_size=5,
)  # fmt: skip


def shared(groups: list[tuple[int, list[int]]]) -> list[list[int]]:
    sizes = [len(weights) for _, weights in groups]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    weights = np.array([one for _, weights in groups for one in weights], np.int64)
    found = shares(np.array([total for total, _ in groups], np.int64), weights, starts).tolist()
    return [found[start : start + size] for start, size in zip(starts.tolist(), sizes, strict=True)]


@given(GROUPS)
def test_shares_add_up_and_are_within_one_of_their_proportion(groups: list[tuple[int, list[int]]]) -> None:
    for (total, weights), found in zip(groups, shared(groups), strict=True):
        assert sum(found) == total
        whole = sum(weights)
        for weight, share in zip(weights, found, strict=True):
            proportion = Fraction(total * weight, whole) if whole else Fraction(total, len(weights))
            assert abs(share - proportion) < 1


@given(GROUPS)
def test_a_group_knows_nothing_of_the_others(groups: list[tuple[int, list[int]]]) -> None:
    assert shared(groups) == [shared([one])[0] for one in groups]


def test_of_equal_remainders_the_earlier_row_is_served_first() -> None:
    assert shared([(10, [1, 1, 1]), (-10, [1, 1, 1]), (5, [0, 0]), (7, [0, 3, 0])]) == [
        [4, 3, 3], [-4, -3, -3], [3, 2], [0, 7, 0],
    ]  # fmt: skip
