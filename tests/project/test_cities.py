"""Cities in conditions: any spelling that files may have; what is not sure is said."""

from __future__ import annotations

import pytest

from bakhsh.conditions import Meant
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code
from bakhsh.project.cities import city_meaning
from bakhsh.specs import Geographic, Project, ProjectFiles


def meant(text: str, language: str = "fa", **more: str) -> Meant:
    project = Project("shop", "IRT", language=language)  # type: ignore[arg-type]
    return city_meaning(ProjectFiles(project, geographic=Geographic(places=more)))(text)


@pytest.mark.parametrize("text", ["Shiraz", "شیراز", "شيراز", "shiraz", "SHĪRĀZ", "شهر شیراز", "شیراز، فارس"])
def test_every_spelling_of_a_city_is_the_city(text: str) -> None:
    assert meant(text) == Meant("شیراز")
    assert meant(text, "en") == Meant("Shiraz")


def test_a_typo_is_the_city_it_was_taken_for_and_said() -> None:
    found = meant("Shirazz")
    assert (found.term, found.mistake) == ("شیراز", None)
    assert found.remark is not None
    assert found.remark.id == "geographic.city_taken"


def test_old_names_are_the_cities_of_today() -> None:
    assert [meant(one).term for one in ("رضائیه", "باختران", "Teheran")] == ["ارومیه", "کرمانشاه", "تهران"]


def test_a_name_in_two_provinces_finds_both_and_says_so() -> None:
    found = meant("نورآباد")
    assert matching_key(found.term) == matching_key("نورآباد")
    assert found.mistake is None
    assert found.remark is not None
    assert found.remark.id == "geographic.city_of_several"
    assert found.remark.args["places"] == (Code("لرستان"), Code("فارس"))
    assert meant("نورآباد، لرستان").remark is not None, "the column holds the name alone"


def test_a_name_in_two_countries_is_told_apart_by_country_unless_the_project_has_one() -> None:
    found = city_meaning(ProjectFiles(Project("shop", "GBP", language="en")))("Croydon")
    assert found.remark is not None
    assert found.remark.id == "geographic.city_of_countries"
    assert found.remark.args["places"] == (Code("United Kingdom"), Code("Australia"))
    assert found.remark.args["example"] == Code("city = 'Croydon' and country = 'United Kingdom'")
    at_home = ProjectFiles(Project("shop", "GBP", language="en"), geographic=Geographic(country="GB"))
    assert city_meaning(at_home)("Croydon") == Meant("Croydon")


def test_a_city_nobody_knows_stands_as_it_is_and_near_names_are_said() -> None:
    near, alone = meant("دزج"), meant("Wonderland")
    assert (near.term, near.remark and near.remark.id) == ("", "geographic.no_such_city")
    assert (alone.term, alone.remark and alone.remark.id) == ("", "geographic.no_such_city_alone")


def test_a_province_is_no_city() -> None:
    found = meant("مازندران")
    assert found.mistake is not None
    assert found.instead == "province = 'مازندران'"


def test_what_the_project_settled_goes_before_the_lists() -> None:
    assert meant("شهرک ما", **{"شهرک ما": "کرج"}).term == "کرج"
