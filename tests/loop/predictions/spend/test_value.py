"""What a customer is worth within a horizon, and whose value is high."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.loop.predictions.spend.value import discounted, high_value, value


def test_a_purchase_in_a_year_counts_less_by_the_discount() -> None:
    curve = np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 3.0]])
    found = discounted(curve, np.array([364.0, 366.0]), 0.1)
    assert found == pytest.approx([1 / 1.1, 1.1 ** (-182 / 365), 1.1 ** (-182 / 365) + 2 / 1.1])
    assert discounted(curve, np.array([364.0, 366.0]), 0.0) == pytest.approx(curve[:, -1])


@pytest.mark.parametrize("ends", [[1.0], [2.0, 1.0], [0.0, 1.0]])
def test_stretches_that_do_not_fit_are_refused(ends: list[float]) -> None:
    with pytest.raises(ValueError, match="rising"):
        discounted(np.ones((3, 2)), np.array(ends), 0.1)


def test_bounds_combine_and_keep_their_order() -> None:
    ones = np.ones(2)
    found = value(2 * ones, 50 * ones, np.array([0.4, -0.1]), orders_between=(ones, 4 * ones))
    assert found["clv"] == pytest.approx([40.0, -10.0])
    assert found["clv_low"] == pytest.approx([20.0, -20.0])
    assert found["clv_high"] == pytest.approx([80.0, -5.0])
    wider = value(2 * ones, 50 * ones, orders_between=(ones, 4 * ones), order_value_between=(25 * ones, 100 * ones))
    assert wider["clv_high"] / wider["clv"] == pytest.approx(np.full(2, 2 ** np.sqrt(2)))


def test_nothing_expected_is_worth_nothing_and_never_nan() -> None:
    found = value(np.array([0.0, np.nan, 1.0]), np.array([10.0, 10.0, -3.0]), orders_between=(np.zeros(3), np.ones(3)))
    assert all((one == 0).all() for one in found.values())


def test_four_fifths_of_the_value_are_made_by_the_fewest() -> None:
    found = high_value(np.array([50.0, 30.0, 10.0, 6.0, 4.0, 0.0, -20.0]), share=0.8)
    assert (found.cut, found.customers, found.share) == (30.0, 2, 0.8)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.floats(0.01, 1.0))
def test_a_share_is_reached_and_with_one_cut_higher_it_is_not(values: list[float], share: float) -> None:
    worth = np.array(values)
    found = high_value(worth, share=share)
    if worth.sum() == 0:
        assert found.customers == 0
        return
    assert found.customers == ((worth >= found.cut) & (worth > 0)).sum()
    assert found.share >= share * (1 - 1e-9)
    assert worth[worth > found.cut].sum() < share * worth.sum()


def test_a_part_of_the_customers_or_an_amount() -> None:
    worth = np.arange(20.0)
    assert high_value(worth, top=0.1).customers == 2
    assert high_value(worth, amount=17.0).customers == 3
    assert high_value(worth, amount=1000.0).said.id == "spend.nobody_of_high_value"
    assert high_value(worth, amount=17.0).said.id == "spend.high_value"
    assert high_value(np.array([]), top=0.5).customers == 0
    with pytest.raises(ValueError, match="one of"):
        high_value(worth, top=0.1, amount=3.0)
