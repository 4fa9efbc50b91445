"""Lists of words: every spelling means one term, in both languages."""

from __future__ import annotations

from collections import defaultdict

import pytest

from bakhsh import reference
from bakhsh.language.keys import matching_key
from bakhsh.language.locale import ENGLISH, PERSIAN
from bakhsh.language.render import show
from bakhsh.language.sentences import Titled
from bakhsh.language.vocabularies import UNKNOWN, vocabulary, word_said, word_title
from bakhsh.tables.features import KNOWN

LISTS = reference.word_lists()
MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


@pytest.mark.parametrize("feature", LISTS)
def test_no_spelling_means_two_terms(feature: str) -> None:
    words = vocabulary(feature)
    assert words is not None
    meant: dict[str, set[str]] = defaultdict(set)
    for one in words.terms.values():
        for text in (one.name, one.name.replace("_", " "), *one.title.values(), *one.spellings):
            meant[matching_key(text)].add(one.name)
    assert {key: found for key, found in meant.items() if len(found) > 1} == {}
    assert "" not in meant


@pytest.mark.parametrize("feature", LISTS)
def test_every_term_has_a_title_in_both_languages_and_unknown_is_one(feature: str) -> None:
    words = vocabulary(feature)
    assert words is not None
    assert all(set(one.title) == {"en", "fa"} and all(one.title.values()) for one in words.terms.values())
    assert UNKNOWN in words.terms
    ranks = list(words.ranks.values())
    assert sorted(set(ranks)) == ranks, "ranks follow the order of the file"


@pytest.mark.parametrize("feature", LISTS)
def test_the_feature_can_be_exactly_its_terms(feature: str) -> None:
    words, values = vocabulary(feature), KNOWN[feature].values
    assert words is not None
    assert values in ((), tuple(words.terms))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("F", "female"), ("زن", "female"), ("خانم", "female"), ("مؤنّث", "female"), ("Ms.", "female"),
        ("male", "male"), ("آقا", "male"), ("مذكر", "male"), ("0", None), ("1", None), ("Tehran", None),
    ],
)  # fmt: skip
def test_gender_is_read_in_both_languages_and_numbers_mean_nothing(text: str, term: str | None) -> None:
    words = vocabulary("gender")
    assert words is not None
    assert words.term(text) == term


def test_a_term_has_a_title_and_no_other_word_has() -> None:
    assert word_title("gender", "female") == Titled("female", {"en": "female", "fa": "زن"})
    assert word_title("gender", "queen") is None
    assert word_title("recency", "female") is None


@pytest.mark.parametrize(
    ("feature", "term", "english", "persian"),
    [
        ("age_band", "25-34", "25–34", "۲۵ تا ۳۴"), ("age_band", "under 18", "under 18", "زیر ۱۸"),
        ("age_band", "65+", "65 and over", "۶۵ به بالا"),
        ("income_band", "15-24K", "15,000–24,000", "۱۵٬۰۰۰ تا ۲۴٬۰۰۰"),
        ("income_band", "lowest", "lowest fifth", "پنجک اول (کم‌درآمدترین)"),
    ],
)  # fmt: skip
def test_bands_are_said_with_the_readers_digits(feature: str, term: str, english: str, persian: str) -> None:
    said = word_said(feature, term)
    assert show(said, ENGLISH).translate(MARKS) == english
    assert show(said, PERSIAN).translate(MARKS) == persian


def test_a_word_that_is_no_term_and_no_band_has_no_other_name() -> None:
    assert word_said("occupation", "Diver") is None


def test_a_band_that_names_its_money_is_said_as_it_is_written() -> None:
    assert word_said("income_band", "10-20 میلیون ریال") is None
    assert word_said("city", "25-34") is None
