"""Small numbers written as words."""

from __future__ import annotations

import pytest

from bakhsh.language.number_words import in_digits


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("دو فرزند", "2 فرزند"), ("بی‌فرزند", "0 فرزند"), ("سه تا چهار نفر", "3 تا 4 نفر"),
        ("Two children", "2 children"),
        ("یکتا", "یکتا"), ("Someone", "Someone"), ("۵ نفر", "۵ نفر"), ("دوازده", "دوازده"), ("None", "None"), ("", ""),
    ],
)  # fmt: skip
def test_whole_words_for_numbers_become_digits_and_all_else_stays(text: str, found: str) -> None:
    assert in_digits(text) == found
