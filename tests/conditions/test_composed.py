"""Features whose names are put together are called by what they are made of."""

from __future__ import annotations

import pytest

from bakhsh.conditions import feature_words
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render


@pytest.mark.parametrize(
    ("name", "english", "persian"),
    [
        ("interest_beauty", "inferred interest in beauty", "علاقه‌مندی استنباطی به زیبایی"),
        ("interest_beauty_sure", "probability of an interest in beauty", "احتمال علاقه‌مندی به زیبایی"),
        ("bfi10_openness", "openness to experience (bfi10)", "گشودگی به تجربه (bfi10)"),
        ("pvq21_openness_to_change", "openness to change (pvq21)", "آمادگی برای تغییر (pvq21)"),
    ],
)
def test_a_name_is_said_in_both_languages(name: str, english: str, persian: str) -> None:
    said = feature_words(name)
    assert said is not None
    assert str(said).translate(_MARKS) == english
    assert render(said, locale_for("fa")).translate(_MARKS) == persian


_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


@pytest.mark.parametrize("name", ["interest_ceremony", "bfi10_charm", "moods_calm", "interest_"])
def test_another_name_has_no_words(name: str) -> None:
    assert feature_words(name) is None
