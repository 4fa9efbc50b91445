"""The product-limit estimate against published and hand-worked numbers."""

from __future__ import annotations

import math
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bakhsh.stats import kaplan_meier

# Remission in weeks of 21 leukaemia patients given 6-mercaptopurine: Freireich and others (1963, Blood 21:699-716), as
# worked in Kleinbaum & Klein, Survival Analysis, ch. 2, and Collett, Modelling Survival Data. Censored ones negative.
SIX_MP = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
PUBLISHED = [
    (6, 21, 3, 0.8571, 0.0764), (7, 17, 1, 0.8067, 0.0869), (10, 15, 1, 0.7529, 0.0963), (13, 12, 1, 0.6902, 0.1068),
    (16, 11, 1, 0.6275, 0.1141), (22, 7, 1, 0.5378, 0.1282), (23, 6, 1, 0.4482, 0.1346),
]  # fmt: skip


def ends(times: list[int]) -> list[tuple[int, int, int]]:
    return [
        (time, sum(one == time for one in times), sum(one == -time for one in times))
        for time in {abs(one) for one in times}
    ]


def test_the_textbook_table_comes_out() -> None:
    found = [(one.time, one.at_risk, one.lost, one.share.estimate, one.error) for one in kaplan_meier(ends(SIX_MP))]
    assert [row[:3] for row in found] == [row[:3] for row in PUBLISHED]
    assert [row[3] for row in found] == pytest.approx([row[3] for row in PUBLISHED], abs=5e-5)
    assert [row[4] for row in found] == pytest.approx([row[4] for row in PUBLISHED], abs=1e-4)


def test_the_interval_is_that_of_the_complementary_logarithm() -> None:
    first = kaplan_meier(ends(SIX_MP), level=0.95)[0].share
    assert (first.low, first.high) == pytest.approx((0.6197, 0.9516), abs=5e-4)


def test_a_table_worked_by_hand() -> None:
    steps = kaplan_meier([(30, 1, 0), (60, 0, 1), (90, 1, 1)])
    assert [(one.time, one.at_risk, one.lost) for one in steps] == [(30, 4, 1), (90, 2, 1)]
    assert [one.share.estimate for one in steps] == pytest.approx([0.75, 0.375])
    assert steps[1].error == pytest.approx(0.375 * math.sqrt(1 / (4 * 3) + 1 / (2 * 1)))


def test_where_all_are_lost_nothing_is_left_and_where_none_is_there_is_no_step() -> None:
    (only,) = kaplan_meier([(5, 3, 0)])
    assert (only.share.estimate, only.share.low, only.share.high, only.error) == (0.0, 0.0, 0.0, 0.0)
    assert kaplan_meier([(5, 0, 3)]) == ()
    assert kaplan_meier([]) == ()


@given(st.lists(st.integers(-40, 40).filter(bool), max_size=60))
def test_the_curve_falls_between_bounds_and_without_censoring_it_is_a_plain_share(times: list[int]) -> None:
    steps = kaplan_meier(ends(times))
    shares = [1.0, *(one.share.estimate for one in steps)]
    assert all(0 <= after < before for before, after in pairwise(shares))
    assert all(one.share.low <= one.share.estimate + 1e-12 for one in steps)
    assert all(one.share.estimate <= one.share.high + 1e-12 for one in steps)
    if all(time > 0 for time in times):
        for one in steps:
            assert one.share.estimate == pytest.approx(sum(time > one.time for time in times) / len(times))
