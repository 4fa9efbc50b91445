"""Every feature has its words in both languages: those of the bases, and those that settings name."""

from __future__ import annotations

import re

import pytest

from bakhsh.language.catalogues import catalogue
from bakhsh.language.locale import LANGUAGES, Language, locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence
from bakhsh.specs import Behavioural, Geographic, Occasion, Project, ProjectFiles, Psychographic, Scale
from bakhsh.specs.available import declared
from bakhsh.tables import Feature
from bakhsh.tables.features import BASES, COLUMNS, KNOWN, feature_title

_FAIR = {"en": "the spring fair", "fa": "نمایشگاه بهاره"}
_BRANCH = {"en": "the Tajrish branch", "fa": "شعبهٔ تجریش"}
_MOODS = {"en": "moods", "fa": "حال‌وهوا"}
_CALM = {"en": "calm", "fa": "آرامش"}
_CEREMONY = {"en": "ceremonies", "fa": "مراسم"}
SCALES = (
    Scale("moods", 1, 5, {"calm": (1, -2)}, title=_MOODS, titles={"calm": _CALM}),
    Scale("values", 1, 6, {"calm": (1, 2)}, centre=True, title=_MOODS, titles={"calm": _CALM}),
    Scale("bfi10", 1, 5, {"openness": (5, -10)}, title=_MOODS),
)
FILES = ProjectFiles(
    Project("shop"),
    geographic=Geographic(points={"tajrish": (35.8, 51.4)}, titles={"tajrish": _BRANCH}),
    psychographic=Psychographic(True, SCALES, {"candles": ("ceremony",)}, {"ceremony": _CEREMONY}),
    behavioural=Behavioural(occasion=(Occasion("fair", _FAIR),)),
)  # fmt: skip
EVERY = (*declared(FILES), *COLUMNS)
PROPER = re.compile(r"\b(NPS|CSAT)\b")
"""Names that Persian writes in Latin letters."""
_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


def said(sentence: Sentence, language: Language) -> str:
    return render(sentence, locale_for(language)).translate(_MARKS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.base}.{one.name}")
def test_a_feature_has_title_meaning_and_what_empty_means(one: Feature, language: Language) -> None:
    for sentence in (one.title, one.means, one.when_empty):
        text = said(sentence, language)
        assert text.strip()
        assert not text.startswith("["), f"nobody wrote {sentence.id}"
        assert "{" not in text
        if language == "fa":
            assert not re.search("[A-Za-z0-9]", PROPER.sub("", text)), text


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.base}.{one.name}")
def test_what_empty_means_is_told_in_one_way(one: Feature) -> None:
    assert sum(map(bool, (one.required, one.otherwise, one.empty))) == 1


@pytest.mark.parametrize("base", [*BASES, "customers", "predictions"])
def test_every_text_of_a_base_is_of_one_of_its_features(base: str) -> None:
    spoken = {one.id for each in EVERY for one in (each.title, each.means, each.when_empty)}
    assert sorted(set(catalogue("en", f"features_{base}")) - spoken) == []


@pytest.mark.parametrize(
    ("name", "english", "persian"),
    [
        ("interest_beauty", "inferred interest in beauty", "علاقه‌مندی استنباطی به زیبایی"),
        ("interest_beauty_sure", "probability of an interest in beauty", "احتمال علاقه‌مندی به زیبایی"),
        ("interest_ceremony", "inferred interest in ceremonies", "علاقه‌مندی استنباطی به مراسم"),
        ("bfi10_openness", "openness to experience (moods)", "گشودگی به تجربه (حال‌وهوا)"),
        ("moods_calm", "calm (moods)", "آرامش (حال‌وهوا)"),
        ("km_to_tajrish", "kilometres from the Tajrish branch", "کیلومتر تا شعبهٔ تجریش"),
        ("fair_lift", "purchase days in the spring fair", "خرید در نمایشگاه بهاره"),
    ],
)
def test_features_of_one_make_are_called_by_what_they_are_of(name: str, english: str, persian: str) -> None:
    title = {one.name: one.title for one in EVERY}[name]
    assert (said(title, "en"), said(title, "fa")) == (english, persian)


def test_what_nobody_titled_is_called_by_its_name() -> None:
    bare = Scale("moods", 1, 5, {"calm": (1, 2)})
    (one,) = declared_of(Psychographic(True, (bare,)))
    assert said(one.title, "fa") == "calm (moods)"


def declared_of(psychographic: Psychographic) -> list[Feature]:
    files = ProjectFiles(Project("shop"), psychographic=psychographic)
    return [one for one in declared(files) if one.name not in KNOWN and one.base == "psychographic"]


@pytest.mark.parametrize("name", ["interest_ceremony", "bfi10_charm", "moods_calm", "interest_", "customer_id"])
def test_another_name_has_no_title_of_ours(name: str) -> None:
    assert feature_title(name) is None
