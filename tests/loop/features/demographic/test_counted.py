"""Numbers of people, as numbers or as words."""

from __future__ import annotations

import pytest

from bakhsh.loop.features.demographic.counted import counted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0", (0, False)), ("2", (2, True)), ("2.0", (2, True)), ("۳ نفر", (3, True)), ("5+", (5, True)),
        ("yes", (None, True)), ("ندارد", (0, False)), ("دارد", (None, True)), ("None/Unknown", (None, None)),
        ("دو فرزند", (2, True)), ("بدون فرزند", (0, False)), ("بی‌فرزند", (0, False)), ("یک نفر", (1, True)),
        ("No children", (0, False)), ("three or more", (3, True)), ("یک یا دو", (None, None)), ("نه", (0, False)),
        ("None", (None, None)), ("بدون پاسخ", (None, None)), ("2.5", (None, None)), ("99", (99, True)),
        ("", (None, None)),
    ],
)  # fmt: skip
def test_a_number_is_read_and_yes_says_only_that_there_are_some(
    text: str, found: tuple[int | None, bool | None]
) -> None:
    assert counted(text) == found
