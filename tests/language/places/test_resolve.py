"""Names of places to places: every spelling that people write, and silence where it is not sure."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bakhsh import reference
from bakhsh.language.keys import matching_key
from bakhsh.language.place_keys import place_key
from bakhsh.language.places.gazetteer import Gazetteer
from bakhsh.language.places.resolve import Found, Resolver, Said
from bakhsh.language.places.words_around import plainer

GAZETTEER = Gazetteer(reference.table("places"), reference.table("place_names"))
IRAN = Resolver(GAZETTEER, "IR")
NOWHERE = Resolver(GAZETTEER)


def said(found: Found) -> tuple[str, str | None, str | None]:
    """The state, and the names of what was found."""
    city, province = found.city, found.province
    return found.state, city and (city.name_fa or city.name), province and province.place_id


@pytest.mark.parametrize(
    ("cell", "city", "province"),
    [
        ("تهران", "تهران", "IR-23"), ("طهران", "تهران", "IR-23"), ("Teheran", "تهران", "IR-23"),
        ("  تهران ", "تهران", "IR-23"), ("شهر تهران", "تهران", "IR-23"), ("تهرن", "تهران", "IR-23"),
        ("مشهد مقدس", "مشهد", "IR-09"), ("mashad", "مشهد", "IR-09"), ("كرج", "کرج", "IR-30"),
        ("بندر انزلی", "بندر انزلی", "IR-01"), ("انزلی", "بندر انزلی", "IR-01"), ("بندر پهلوی", "بندر انزلی", "IR-01"),
        ("باختران", "کرمانشاه", "IR-05"), ("رضائیه", "ارومیه", "IR-04"), ("Esfahan", "اصفهان", "IR-10"),
        ("شيراز، فارس", "شیراز", "IR-07"), ("Shiraz - Fars", "شیراز", "IR-07"), ("Shiraz (Fars)", "شیراز", "IR-07"),
        ("Tehran, Iran", "تهران", "IR-23"), ("شهرستان کاشان", "کاشان", "IR-10"), ("آمل", "آمل", "IR-02"),
        ("تهران، منطقه ۵", "تهران", "IR-23"), ("تهران منطقه 12", "تهران", "IR-23"),
        ("امل", "آمل", "IR-02"), ("شهرکرد", "شهر کرد", "IR-14"), ("کیش", "کیش", "IR-22"),
    ],
)  # fmt: skip
def test_a_city_is_found_however_it_is_spelled(cell: str, city: str, province: str) -> None:
    state, found, where = said(IRAN.resolve(Said(cell)))
    assert (state, matching_key(found or ""), where) == ("placed", matching_key(city), province)


def test_a_name_of_several_cities_is_ambiguous_until_the_province_is_said() -> None:
    both = IRAN.resolve(Said("نورآباد"))
    assert both.state == "ambiguous"
    assert {one.province for one in both.among} == {"IR-07", "IR-15"}
    assert both.province is None
    assert said(IRAN.resolve(Said("نورآباد", "لرستان")))[2] == "IR-15"
    assert said(IRAN.resolve(Said("نورآباد، فارس")))[2] == "IR-07"


def test_a_city_that_is_called_like_another_province_is_ambiguous() -> None:
    assert IRAN.resolve(Said("گلستان")).state == "ambiguous"
    assert said(IRAN.resolve(Said("گلستان", "تهران")))[0] == "placed"
    for name in ("البرز", "Alborz"):
        found = IRAN.resolve(Said(name))
        assert (found.state, {one.kind for one in found.among}) == ("ambiguous", {"city", "province"}), name


def test_a_city_in_another_province_is_told_and_the_province_kept() -> None:
    found = IRAN.resolve(Said("شیراز", "اصفهان"))
    assert (found.state, found.city, found.province and found.province.place_id) == ("elsewhere", None, "IR-10")
    assert found.among[0].name == "Shiraz"


def test_a_city_in_the_column_of_provinces_means_its_province() -> None:
    for name in ("شیراز", "نطنز"):
        found = IRAN.resolve(Said(name, name))
        assert (said(found)[:2], found.doubt) == (("placed", name), ""), name
    found = IRAN.resolve(Said("اصفهان", "شیراز"))
    assert (found.state, found.city, found.province and found.province.place_id) == ("elsewhere", None, "IR-07")
    assert said(IRAN.resolve(Said("", "شیراز"))) == ("province", None, "IR-07")
    found = IRAN.resolve(Said("مشهد", "احمدآباد"))
    assert (said(found)[:2], found.doubt) == (("placed", "مشهد"), "beside"), "a district may bear a village's name"


def test_a_name_of_a_province_means_its_city_of_the_same_name_too() -> None:
    assert said(IRAN.resolve(Said("Ghazvin"))) == said(IRAN.resolve(Said("قزوین"))) == ("placed", "قزوین", "IR-26")
    assert said(IRAN.resolve(Said("Ghazvin", "Ghazvin"))) == ("placed", "قزوین", "IR-26")
    assert said(IRAN.resolve(Said("Ghazvin / روستای فلان")))[0] == "province", "as of the plain name"
    assert said(IRAN.resolve(Said("ESF")))[0] == said(IRAN.resolve(Said("IR-26")))[0] == "province"


def test_a_province_that_was_divided_is_no_contradiction() -> None:
    assert said(IRAN.resolve(Said("کرج", "تهران"))) == ("placed", "کرج", "IR-30")
    assert said(IRAN.resolve(Said("مشهد", "خراسان"))) == ("placed", "مشهد", "IR-09")
    assert IRAN.resolve(Said("", "خراسان")).state == "ambiguous"


def test_a_province_or_a_country_alone_is_known_as_such() -> None:
    assert said(IRAN.resolve(Said("استان فارس"))) == ("province", None, "IR-07")
    assert IRAN.resolve(Said("", "", "EIRE")).country == GAZETTEER.place("IE")
    assert NOWHERE.resolve(Said("", "", "United Kingdom")).state == "country"
    assert NOWHERE.resolve(Said("", "", "Unspecified")).state == "unknown"
    assert NOWHERE.resolve(Said()).state == "nothing"


def test_a_great_city_abroad_is_found_by_its_own_name() -> None:
    assert said(IRAN.resolve(Said("Istanbul")))[0] == "placed"
    assert (found := IRAN.resolve(Said("دبی"))).country == GAZETTEER.place("AE"), found
    assert IRAN.resolve(Said("Alexandria")).country == GAZETTEER.place("EG")
    assert NOWHERE.resolve(Said("Springfield", "", "USA")).state == "ambiguous"
    assert said(NOWHERE.resolve(Said("Springfield", "IL", "USA")))[2] == "US-IL"
    assert said(NOWHERE.resolve(Said("sao paulo", "SP", "BR")))[2] == "BR-SP"


@pytest.mark.parametrize(
    ("city", "province", "iso"),
    [
        ("فردیس", "البرز", "IR-30"), ("ماهدشت", "البرز", "IR-30"), ("مشکین دشت", "البرز", "IR-30"),
        ("گلسار", "البرز", "IR-30"), ("کوهسار", "البرز", "IR-30"), ("سرعین", "اردبیل", "IR-24"),
        ("جلفا", "آذربایجان شرقی", "IR-03"), ("طبس", "خراسان جنوبی", "IR-29"),
        ("فردیس", "تهران", "IR-30"), ("سرعین", "آذربایجان شرقی", "IR-24"), ("طبس", "یزد", "IR-29"),
    ],
)  # fmt: skip
def test_towns_lie_in_the_province_of_today_and_are_found_under_the_older_one(
    city: str, province: str, iso: str
) -> None:
    assert said(IRAN.resolve(Said(city, province))) == ("placed", city, iso)
    assert said(IRAN.resolve(Said(city))) == ("placed", city, iso)


@pytest.mark.parametrize(
    ("cell", "city", "iso"),
    [
        ("ری", "ری", "IR-23"), ("شهرری", "ری", "IR-23"), ("شهر ری", "ری", "IR-23"), ("Rey", "ری", "IR-23"),
        ("Ray", "ری", "IR-23"), ("پرند", "پرند", "IR-23"), ("صدرا", "صدرا", "IR-07"), ("شمیران", "تجریش", "IR-23"),
        ("شمیرانات", "تجریش", "IR-23"), ("شاندیز", "شاندیز", "IR-09"), ("Shandiz", "شاندیز", "IR-09"),
    ],
)  # fmt: skip
def test_names_that_people_say_of_towns_beside_great_cities_are_known(cell: str, city: str, iso: str) -> None:
    assert said(IRAN.resolve(Said(cell))) == ("placed", city, iso)


def test_a_village_s_further_name_does_not_hide_a_quarter_of_tehran() -> None:
    assert IRAN.resolve(Said("دربند")).city is None


@pytest.mark.parametrize(("text", "iso"), [("آ.غربی", "IR-04"), ("آ. شرقی", "IR-03"), ("آذ.غربی", "IR-04")])
def test_provinces_are_known_by_the_short_forms_of_forms(text: str, iso: str) -> None:
    assert said(IRAN.resolve(Said("", text))) == ("province", None, iso)


@pytest.mark.parametrize(
    "cell",
    [
        "منیریه", "ازگل", "بجستان", "آرین شهر", "سیردان", "مراوه", "نالوس", "امیریه", "باینگان", "بنجار", "چناران شهر",
        "درود", "رامیان", "سومار", "کلاته", "محمدی", "موسیان", "گلزار", "نیل شهر", "نیاوران", "ولنجک", "زعفرانیه",
        "فرمانیه", "اقدسیه", "دروس", "قلهک", "پونک", "اکباتان", "صادقیه", "ستارخان", "گیشا", "نارمک", "تهرانپارس",
        "حکیمیه", "لویزان", "مجیدیه", "مرزداران", "جماران", "قیطریه", "چیذر", "فرحزاد", "درکه", "طرشت", "چیتگر",
        "سوران", "Darband", "Niavaran", "Velenjak", "Punak", "Narmak", "Lavizan", "Tarasht",
    ],
)  # fmt: skip
def test_a_name_that_no_list_has_is_not_taken_for_a_town_spelled_nearly_so(cell: str) -> None:
    assert IRAN.resolve(Said(cell)).city is None


def test_with_the_province_another_first_letter_is_another_town() -> None:
    assert IRAN.resolve(Said("قهاوند", "همدان")).city is None
    assert said(IRAN.resolve(Said("نهاوتد", "همدان"))) == ("placed", "نهاوند", "IR-13")


@pytest.mark.parametrize("cell", ["xyz", "Abdullah", "-", "؟؟", "12345", "a" * 300])
def test_what_is_no_place_stays_unknown(cell: str) -> None:
    assert IRAN.resolve(Said(cell)).state in ("unknown", "nothing")


@pytest.mark.parametrize(
    ("told", "city", "doubt"),
    [
        (Said("شیراز / ناکجاآباد"), "شیراز", "beside"), (Said("شیراز", "ناکجاآباد"), "شیراز", "beside"),
        (Said("شیراز", "", "Narnia"), "شیراز", "beside"), (Said("شیرز", "", "Narnia"), "شیراز", "beside"),
        (Said("شیراز / ناکجاآباد", "فارس"), "شیراز", "beside"), (Said("کرج، گوهردشت", "البرز"), "کرج", "beside"),
        (Said("همدان / روستای فلان", "همدان"), "همدان", "beside"),
        (Said("", "فارس", "Narnia"), None, "beside"), (Said("همدان / روستای فلان"), None, "beside"),
        (Said("شیرز"), "شیراز", "taken"), (Said("کاشان", "اصفهن"), "کاشان", "taken"),
        (Said("شیراز، خراسان رضوی", "", ""), None, ""), (Said("", "اصفهن"), None, "taken"),
        (Said("شیراز", "فارس", "Irran"), "شیراز", "beside"), (Said("شیراز", "", "Irann"), "شیراز", "beside"),
        (Said("لندن", "", "United Kingdon"), "لندن", "taken"), (Said("شیراز، فارس"), "شیراز", ""),
        (Said("مشهد مقدس", "خراسان"), "مشهد", ""), (Said("كرج"), "کرج", ""),
    ],
)  # fmt: skip
def test_a_word_that_was_passed_over_or_taken_for_another_is_told(told: Said, city: str | None, doubt: str) -> None:
    found = IRAN.resolve(told)
    assert (found.city and found.city.name_fa, found.doubt) == (city, doubt)


def test_a_settled_word_is_told_no_more() -> None:
    shiraz = GAZETTEER.place("115019")
    settled = {place_key("ناکجاآباد"): None, place_key("شیرز"): shiraz, place_key("اصفهن"): shiraz}
    resolver = Resolver(GAZETTEER, "IR", settled)
    for told in (Said("شیراز / ناکجاآباد"), Said("شیراز", "ناکجاآباد"), Said("شیرز"), Said("شیرز / ایران")):
        assert (resolver.resolve(told).city, resolver.resolve(told).doubt) == (shiraz, ""), told
    assert said(resolver.resolve(Said("", "اصفهن"))) == ("province", None, "IR-07")
    refused = Resolver(GAZETTEER, "IR", {place_key("شیرز"): None}).resolve(Said("شیرز"))
    assert (refused.state, refused.city) == ("nothing", None)


def test_what_the_project_settled_comes_first() -> None:
    settled = {place_key("تهرون"): GAZETTEER.place("112931"), place_key("نامشخص"): None}
    resolver = Resolver(GAZETTEER, "IR", settled)
    assert said(resolver.resolve(Said("تهرون", "فارس"))) == ("placed", "تهران", "IR-23")
    assert said(resolver.resolve(Said("نامشخص", "فارس"))) == ("province", None, "IR-07")


def test_every_province_is_found_in_persian_in_english_and_by_its_code() -> None:
    provinces = [one for one in GAZETTEER.all("province") if one.country == "IR"]
    assert len(provinces) == 31
    for one in provinces:
        persian = one.name_fa or ""
        for text in (one.name, persian, one.place_id, f"استان {persian}", persian.replace("ی", "ي")):
            assert said(IRAN.resolve(Said("", text))) == ("province", None, one.place_id), text


def test_codes_of_provinces_are_the_older_ones_where_only_those_fit() -> None:
    old = Resolver(GAZETTEER, "IR", {}, old_codes=True)
    assert said(old.resolve(Said("", "IR-07")))[2] == "IR-23"
    assert said(old.resolve(Said("", "IR-32")))[2] == "IR-30"


# ---- the list ----------------------------------------------------------------------------------------------------
CITIES = Path(__file__).parent / "iranian_cities.csv"
LETTERS = "ابتدرسمنوهی"


def listed(names: Path = CITIES) -> list[tuple[str, str]]:
    with names.open(encoding="utf-8", newline="") as file:
        return [(row["city"], row["province"]) for row in csv.DictReader(file)]


def spellings(name: str, chance: random.Random) -> Iterator[str]:
    """The name as it stands, with Arabic letters, with half-spaces, with none, with more; and with one typo, where the
    name is long enough for that and the typo is no other place's name."""
    yield name
    yield name.replace("ی", "ي").replace("ک", "ك")
    yield name.replace(" ", "\u200c")
    yield name.replace(" ", "")
    yield f" {name.replace(' ', '   ')} "
    if len(place_key(name)) >= 5:
        typed = next(one for _ in range(50) if not GAZETTEER.named("city", place_key(one := typo(name, chance))))
        yield typed


def typo(name: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(name) - 1), chance.choice(LETTERS)
    left, here, after, right = name[:at], name[at], name[at + 1], name[at + 2 :]
    return chance.choice((left + after + right, left + letter + after + right, left + letter + here + after + right,
                          left + after + here + right))  # fmt: skip


def shares(with_province: bool) -> tuple[float, list[tuple[str, str]]]:
    """The share of spellings that resolve, and those that resolve to another place."""
    chance, found, wrong, tried = random.Random(1403), 0, list[tuple[str, str]](), 0
    isos = {matching_key(one.name_fa or ""): one.place_id for one in GAZETTEER.all("province")}
    for name, province in listed():
        meant = {one.place.place_id for one in GAZETTEER.named("city", place_key(name))}
        for text in spellings(name, chance):
            tried += 1
            place = IRAN.resolve(Said(text, province if with_province else "")).city
            if place is not None:
                right = place.place_id in meant and place.province == isos[matching_key(province)]
                found += right
                wrong += [] if right else [(text, place.name)]
    return found / tried, wrong


def test_cities_of_an_independent_list_are_found_and_none_wrongly() -> None:
    for with_province, least in ((True, 0.97), (False, 0.90)):
        share, wrong = shares(with_province)
        assert wrong == []
        assert share >= least


def test_by_name_alone_no_other_name_of_the_list_is_taken_for_one_spelled_nearly_so_elsewhere() -> None:
    rest = listed(CITIES.with_name("iranian_towns.csv"))
    assert len(rest) == 950
    isos = {matching_key(one.name_fa or ""): one.place_id for one in GAZETTEER.all("province")}
    wrong = []
    for name, province in rest:
        borne = [one.place for key in (name, plainer(name)) for one in GAZETTEER.named("city", place_key(key))]
        place = IRAN.resolve(Said(name)).city
        if place is not None and place not in borne and place.province != isos[matching_key(province)]:
            wrong.append((name, place.name))
    assert wrong == []
