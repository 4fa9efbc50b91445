"""psychographic.toml: scales by a published key or of one's own, and every slip told where it stands."""

from __future__ import annotations

import pytest
from tests.project.declared import files

from bakhsh import project, reference
from bakhsh.errors import ProjectErrors
from bakhsh.project import read_texts
from bakhsh.specs import ProjectFiles, Psychographic
from bakhsh.specs.available import available, lacking

SURVEY = 'table = "customers"\nfiles = ["s.csv"]\n[columns]\ncustomer_id = "id"\n"consent.profiling" = "ok"\n'
WIDE = SURVEY + '[answers]\nmoods = ["Q1", "Q2", "Q3"]\n'
MOODS = '[[scale]]\nname = "moods"\nlow = 1\nhigh = 5\ndimensions = { E = [1, -2] }\n'


def read(text: str, survey: str = WIDE) -> ProjectFiles:
    return read_texts({**files(), "data/survey.toml": survey, "psychographic.toml": text})


def slips(text: str, survey: str = WIDE) -> list[tuple[str, int]]:
    try:
        return [(one.sentence.id, one.where.line if one.where else 0) for one in project.check(read(text, survey))]
    except ProjectErrors as errors:
        return [(one.sentence.id, one.where.line if one.where else 0) for one in errors.errors]


def test_a_published_scale_needs_its_key_alone() -> None:
    (scale,) = read('[[scale]]\nkey = "bfi10"\n').psychographic.scales
    assert (scale.name, scale.low, scale.high, scale.at_least, scale.centre) == ("bfi10", 1, 5, 0.5, False)
    assert scale.dimensions["extraversion"] == (-1, 6)
    assert scale.items == tuple(range(1, 11))
    assert scale.reversed == {1, 3, 4, 5, 7}


def test_every_published_key_can_be_declared() -> None:
    keys = sorted(reference.scales())
    made = read("".join(f'[[scale]]\nkey = "{key}"\n' for key in keys)).psychographic
    assert sorted(one.name for one in made.scales) == keys
    assert {one.name: len(one.items) for one in made.scales} == {"bfi10": 10, "tipi": 10, "pvq21": 21, "lov": 9}


def test_a_scale_of_ones_own_says_its_range_and_dimensions() -> None:
    made = read(MOODS + 'centre = true\nat_least = 0.8\n[themes]\n"لوازم آرایش" = "beauty"\nfuel = []\n').psychographic
    (scale,) = made.scales
    assert (scale.dimensions, scale.centre, scale.at_least) == ({"e": (1, -2)}, True, 0.8)
    assert made.themes == {"لوازم آرایش": ("beauty",), "fuel": ()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[scale]]\nkey = "bfi"\n', ("project.not_one_of", 2)),
        ("[[scale]]\nlow = 1\nhigh = 5\ndimensions = { e = [1] }\n", ("project.missing_key", 1)),
        ('[[scale]]\nname = "moods"\nlow = 1\ndimensions = { e = [1] }\n', ("project.missing_key", 1)),
        (MOODS.replace("low = 1", "low = 5"), ("psychographic.no_range", 1)),
        (MOODS.replace("[1, -2]", "[0, 2]"), ("psychographic.item_zero", 5)),
        (MOODS.replace("[1, -2]", "[2, -2]"), ("psychographic.item_twice", 5)),
        (MOODS.replace("E =", '"E!" ='), ("project.wrong_form", 5)),
        (MOODS.replace("E = [1, -2]", "E = [1], e = [2]"), ("project.duplicate", 5)),
        (MOODS + MOODS, ("project.duplicate", 6)),
        (MOODS.replace("-2", "4"), ("psychographic.no_such_item", 1)),
    ],
)  # fmt: skip
def test_a_slip_is_told_where_it_stands(text: str, expected: tuple[str, int]) -> None:
    assert slips(text) == [expected]


def test_a_file_of_answers_has_no_columns_of_answers_too() -> None:
    long = (
        'table = "answers"\nfiles = ["s.csv"]\n[columns]\ncustomer_id = "id"\nscale = "scale"\nitem = "item"\n'
        'at = "at"\nvalue = "value"\n[answers]\nmoods = ["Q1"]\n'
    )
    assert [one for one, _ in slips("on = true\n", long)] == ["psychographic.answers_twice"]


def test_without_the_switch_or_anybody_to_consent_no_feature_is_available() -> None:
    def named(made: ProjectFiles) -> set[str]:
        return {one.name for one in available(made) if one.base == "psychographic"}

    assert "moods_e" in named(read("on = true\n" + MOODS))
    assert named(read(MOODS)) == set()
    assert lacking(read(MOODS))["moods_e"] == ("psychographic.on",)
    without = read("on = true\n" + MOODS, WIDE.replace('"consent.profiling" = "ok"\n', ""))
    assert lacking(without)["moods_e"] == ("consent.profiling|consent.purpose",)
    assert read_texts(files()).psychographic == Psychographic()


def test_titles_of_scales_dimensions_and_themes_are_kept() -> None:
    titled = MOODS + 'title = "Moods"\ntitles = { E = { en = "energy", fa = "انرژی" } }\n'
    said = read('on = true\nthemes = { candles = "ceremony" }\ntitles = { ceremony = "Ceremonies" }\n' + titled)
    (scale,) = said.psychographic.scales
    assert scale.title["fa"] == "Moods"
    assert scale.dimension("e").title == {"en": "energy", "fa": "انرژی"}
    assert said.psychographic.titles["ceremony"]["en"] == "Ceremonies"


def test_a_title_of_nothing_there_is_is_told() -> None:
    assert slips("titles = { ceremony = 'Ceremonies' }\n") == [("project.unknown_key", 1)]
    assert slips("on = true\n" + MOODS + "titles = { F = 'Fun' }\n") == [("project.unknown_key", 7)]
