"""Names spelled nearly alike, against counting every letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.places.near_names import NearNames, letters_apart, reach, slipped

WORDS = st.text(alphabet="abcd", min_size=3, max_size=11)


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [("tehran", "tehran", 0), ("tehran", "tehrn", 1), ("tehran", "thran", 1), ("tehran", "tehrna", 1),
     ("tehran", "tehroon", 2), ("ca", "abc", 3)],
)  # fmt: skip
def test_letters_wrong_missing_added_and_swapped_count_one_each(left: str, right: str, apart: int) -> None:
    assert letters_apart(left, right, 5) == apart
    assert letters_apart(right, left, 5) == apart


@given(WORDS, WORDS, st.integers(0, 4))
def test_a_distance_beyond_the_most_is_the_most_and_one(left: str, right: str, most: int) -> None:
    assert letters_apart(left, right, most) == min(letters_apart(left, right, 99), most + 1)


@given(st.sets(WORDS, min_size=1, max_size=30), WORDS)
def test_the_index_finds_what_comparing_with_every_name_finds(names: set[str], text: str) -> None:
    within = {name: max(reach(name), 1) for name in names}
    near = {name: apart for name in names if (apart := letters_apart(text, name, 9)) <= within[name]}
    least = min(near.values(), default=0)
    assert NearNames(names).nearest(text) == {
        name: apart <= reach(name) for name, apart in near.items() if apart == least
    }


@pytest.mark.parametrize(
    ("text", "name", "slip"),
    [("thran", "tehran", True), ("tehraan", "tehran", True), ("tehrna", "tehran", True), ("tehrun", "tehran", True),
     ("tehram", "tehran", False), ("tehra", "tehran", False), ("ehran", "tehran", False), ("طهران", "تهران", True),
     ("سیردان", "سیرجان", False), ("tehrann", "tehran", True), ("tetran", "tehrna", False)],
)  # fmt: skip
def test_a_slip_is_a_swap_a_letter_inside_or_one_that_sounds_alike(text: str, name: str, slip: bool) -> None:
    assert slipped(text, name) is slip
