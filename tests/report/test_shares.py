"""The names beside the areas of segments."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bakhsh.report.shares import apart


def test_names_of_thin_areas_stand_a_line_apart() -> None:
    assert apart([20.0, 24.0, 28.0, 90.0], 13.0, 6.0, 194.0) == [20.0, 33.0, 46.0, 90.0]
    assert apart([20.0, 188.0, 190.0, 192.0], 13.0, 6.0, 194.0) == [20.0, 168.0, 181.0, 194.0]


@given(st.lists(st.floats(6.0, 194.0), max_size=28).map(sorted))
def test_names_keep_their_order_and_stay_beside_the_picture(places: list[float]) -> None:
    moved = apart(places, 13.0, 6.0, 194.0)
    assert all(6.0 - 1e-6 <= place <= 194.0 for place in moved)
    room = min(13.0, 188.0 / max(len(places) - 1, 1))
    assert all(later - earlier >= room - 1e-6 for earlier, later in pairwise(moved))
