"""The table of places: under its contract, and true where facts are known."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bakhsh import reference
from bakhsh.language.keys import matching_key
from bakhsh.language.place_keys import place_key
from bakhsh.tables import PLACE_NAMES, PLACES

ROWS = {row["place_id"]: row for row in reference.table("places").to_pylist()}
PROVINCES = [row for row in ROWS.values() if row["kind"] == "province" and row["country"] == "IR"]

CAPITALS = {
    "IR-00": "اراک BSk", "IR-01": "رشت Csa", "IR-02": "ساری Csa", "IR-03": "تبریز BSk", "IR-04": "ارومیه BSk",
    "IR-05": "کرمانشاه Csa", "IR-06": "اهواز BWh", "IR-07": "شیراز Csa", "IR-08": "کرمان BWk", "IR-09": "مشهد BSk",
    "IR-10": "اصفهان BWk", "IR-11": "زاهدان BWh", "IR-12": "سنندج Csa", "IR-13": "همدان Csa", "IR-14": "شهرکرد Csa",
    "IR-15": "خرم‌آباد Csa", "IR-16": "ایلام Csa", "IR-17": "یاسوج Csa", "IR-18": "بوشهر BWh", "IR-19": "زنجان BSk",
    "IR-20": "سمنان BWk", "IR-21": "یزد BWh", "IR-22": "بندرعباس BWh", "IR-23": "تهران BSk", "IR-24": "اردبیل BSk",
    "IR-25": "قم BWh", "IR-26": "قزوین Csa", "IR-27": "گرگان Csa", "IR-28": "بجنورد BSk", "IR-29": "بیرجند BWk",
    "IR-30": "کرج BSk",
}  # fmt: skip
"""Of every province the capital and its climate; those of Sari and Gorgan as corrected."""


def test_the_tables_keep_their_contracts_and_every_name_leads_to_a_place() -> None:
    places = PLACES.check(reference.table("places"))
    names = PLACE_NAMES.check(reference.table("place_names"))
    assert set(names["place_id"].to_pylist()) <= ROWS.keys()
    assert {row["country"] for row in ROWS.values()} == {
        row["place_id"] for row in ROWS.values() if row["kind"] == "country"
    }
    assert places.num_rows > 36_000
    assert all(key == place_key(key) for key in names["key"].to_pylist()[::97])


def test_the_tables_are_small() -> None:
    package = files("bakhsh.reference")
    assert sum(len(package.joinpath(f"{name}.parquet").read_bytes()) for name in ("places", "place_names")) < 3_000_000


def test_iran_has_its_provinces_with_their_capitals_and_climates() -> None:
    assert sorted(row["place_id"] for row in PROVINCES) == sorted(CAPITALS)
    for iso, told in CAPITALS.items():
        name, climate = told.rsplit(" ", 1)
        found = [
            row
            for row in ROWS.values()
            if row["kind"] == "city"
            and row["province"] == iso
            and matching_key(row["name_fa"] or "") == matching_key(name)
        ]
        assert [row["climate"] for row in found if (row["population"] or 0) > 80_000] == [climate], name


@pytest.mark.parametrize(
    ("name", "country", "climate", "group"),
    [
        ("Tehran", "IR", "BSk", "cold_dry"),
        ("Yazd", "IR", "BWh", "hot_dry"),
        ("Bandar Abbas", "IR", "BWh", "hot_humid"),
        ("Kish", "IR", "BWh", "hot_humid"),
        ("Rasht", "IR", "Csa", "caspian"),
        ("Amol", "IR", "Csa", "caspian"),
        ("Ramsar", "IR", "Csa", "caspian"),
        ("Gonbad-e Kavus", "IR", "BSh", "hot_dry"),
        ("Manjil", "IR", "BSk", "cold_dry"),
        ("Shiraz", "IR", "Csa", "mediterranean"),
        ("London", "GB", "Cfb", "temperate_humid"),
        ("Moscow", "RU", "Dfb", "cold"),
        ("Dubai", "AE", "BWh", "hot_dry"),
    ],
)
def test_climates_are_those_of_the_books(name: str, country: str, climate: str, group: str) -> None:
    found = [row for row in ROWS.values() if (row["kind"], row["name"], row["country"]) == ("city", name, country)]
    row = max(found, key=lambda row: row["population"])
    assert (row["climate"], row["climate_group"]) == (climate, group)


def test_persian_names_are_persian() -> None:
    names = [row["name_fa"] for row in ROWS.values() if row["name_fa"]]
    assert len(names) > 2_500
    assert not [name for name in names if set(name) & set("يكةہھەڕڵێۆ")]
    assert ROWS["DE"]["name_fa"] == "آلمان"
