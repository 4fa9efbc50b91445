"""Titles read like a person's words, in both languages."""

from __future__ import annotations

import pytest

from bakhsh.conditions.wording import Wording
from bakhsh.loop.segments.clusters.model import Difference
from bakhsh.loop.segments.clusters.naming import titles
from bakhsh.tables import Type

WORDS = Wording({}, {"genre": Type.TEXT, "sex": Type.TEXT, "dept": Type.TEXT, "smoker": Type.BOOLEAN}, 1)


def said(*differences: Difference) -> tuple[str, str]:
    title = titles([differences], WORDS)[0]
    return title["en"], title["fa"]


def number(feature: str, effect: float = 1.0) -> Difference:
    return Difference(feature, effect, 10.0, 5.0)


def word(feature: str, value: str, effect: float = 1.0) -> Difference:
    return Difference(feature, effect, 0.9, 0.5, value)


@pytest.mark.parametrize(
    ("differences", "en", "fa"),
    [
        ((number("age"), word("genre", "Female")), "Older women", "خانم‌های مسن‌تر"),
        ((word("gender", "male"), number("age", -1)), "Younger men", "آقایان جوان‌تر"),
        ((word("sex", "زن"), number("frequency")), "Women, frequent buyers", "خانم‌ها، خریداران همیشگی"),
        ((number("spending_score_1_100", -1), word("genre", "Male")),
         "Men with low spending score", "آقایان با «spending score» پایین"),
        ((number("annual_income_k"), number("spending_score_1_100")),
         "High annual income and spending score", "با «annual income» و «spending score» بالا"),
        ((number("annual_income_k"), number("spending_score_1_100", -1)),
         "High annual income, low spending score", "با «annual income» بالا، «spending score» پایین"),
        ((word("dept", "north"),), "North (dept)", "با «dept» برابر north"),
        ((word("smoker", "true"),), "Smoker", "دارای «smoker»"),
        ((word("smoker", "true", -1),), "No smoker", "بدون «smoker»"),
        ((word("genre", "Female", -1),), "Fewer women", "خانم‌ها کمتر"),
    ],
)  # fmt: skip
def test_a_title_reads_like_a_persons_words(differences: tuple[Difference, ...], en: str, fa: str) -> None:
    assert said(*differences) == (en, fa)


def test_a_number_that_is_part_of_a_name_stays() -> None:
    assert said(number("score_2"))[0] == "High score 2"


def test_a_title_never_says_the_same_of_two_columns_of_one_thing() -> None:
    assert said(word("genre", "Female"), word("genre", "Male", -1))[0] == "Women"
