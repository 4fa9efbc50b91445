"""Half shown: who knows the customer recognises him, and nobody else learns who he is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.loop.data.veiled import veiled


@pytest.mark.parametrize(
    ("channel", "text", "shown"),
    [
        ("mobile", "09123334567", "0912•••4567"),
        ("mobile", "+98 912 333 4567", "+989•••4567"),
        ("phone", "88776655", "•••55"),
        ("email", "sara@example.com", "s•••@example.com"),
        ("email", "no address", "•••"),
        ("name", "سارا احمدی", "سارا ا."),
        ("name", "  Sara  van der Berg ", "Sara B."),
        ("name", "Sara", "Sara"),
        ("post", "1 High Street", "•••"),
    ],
)
def test_it_is_as_people_expect(channel: str, text: str, shown: str) -> None:
    assert veiled(channel, text) == shown


@given(st.from_regex(r"09\d{9}", fullmatch=True))
def test_three_digits_of_a_mobile_number_are_never_told(number: str) -> None:
    shown = veiled("mobile", number)
    assert shown.replace("•••", "") == number[:4] + number[-4:]
