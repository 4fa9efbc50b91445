"""Where customers live in a whole run: from what files say to conditions that ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.errors import ProjectErrors, UnknownName

COLUMNS = '"customers.city" = "city"\n"customers.province" = "province"\n'
SOUTH = 'kind = "rule"\n[[segment]]\nname = "south"\nwhere = "province in (\'Fars\', \'بوشهر\')"\n'


def rows(*told: dict[str, str]) -> tuple[dict[str, str], ...]:
    blank = {"city": "", "province": "", "country": "", "zip": "", "lat": "", "lng": ""}
    return tuple({**shops.line(str(n), f"c{n}", "2024-05-01"), **blank, **one} for n, one in enumerate(told, 1))


def make(folder: Path, told: tuple[dict[str, str], ...], columns: str = COLUMNS, **texts: str) -> Path:
    return shops.make(
        folder, rows(*told), segments__value="", segments__rfm="", data__orders=shops.ORDERS + columns, **texts
    )


def placed(folder: Path) -> tuple[dict[str, dict[str, Any]], Any]:
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        return {row["customer_id"]: row for row in ws.rows().to_pylist()}, record


IRAN = 'country = "IR"\n'
TOLD = (
    {"city": "شيراز"}, {"city": "Bushehr", "province": "استان بوشهر"}, {"city": "تهرون"}, {"city": "نورآباد"}, {},
    {"city": "شیراز", "province": "اصفهان"},
)  # fmt: skip


def test_places_are_named_in_the_project_s_language_and_conditions_in_any(tmp_path: Path) -> None:
    found, record = placed(make(tmp_path / "shop", TOLD, geographic=IRAN, segments__where=SOUTH))
    shiraz = found["c1"]
    assert (shiraz["city"], shiraz["province"], shiraz["country"]) == ("Shiraz", "Fars", "Iran")
    assert (shiraz["place_class"], shiraz["climate"], shiraz["climate_group"]) == (
        "metropolis", "Csa", "mediterranean",
    )  # fmt: skip
    assert dict(record.sizes["where"]) == {"south": 2, "others": 4}


@pytest.mark.parametrize("language", ["en", "fa"])
def test_conditions_on_a_city_find_it_in_every_spelling(tmp_path: Path, language: str) -> None:
    where = {
        "latin": "city = 'Shiraz'", "persian": "city = 'شيراز'",
        "several": "city in ('Bushehr', 'SHIRAZ', 'Rezaiyeh')",
        "old": "city = 'رضائیه'", "none": "city != 'Teheran' and not city is empty",
    }  # fmt: skip
    segments = {
        f"segments__{name}": f'kind = "rule"\n[[segment]]\nname = "in"\nwhere = "{said}"\n'
        for name, said in where.items()
    }
    told = ({"city": "شیراز"}, {"city": "Shiraz"}, {"city": "بوشهر"}, {"city": "Urmia"}, {"city": "تهران"}, {})
    project = f'{shops.PROJECT}\nlanguage = "{language}"\n'
    _, record = placed(make(tmp_path / "shop", told, geographic=IRAN, bakhsh=project, **segments))
    found = {name: sizes["in"] for name, sizes in record.sizes.items()}
    assert found == {"latin": 2, "persian": 2, "several": 4, "old": 1, "none": 4}


def test_a_city_nobody_knows_and_a_name_of_several_are_said_by_check_and_run(tmp_path: Path) -> None:
    asked = SOUTH.replace("province in ('Fars', 'بوشهر')", "city in ('Nurabad', 'Wonderland') or city = 'دزج'")
    folder = make(tmp_path / "shop", TOLD, geographic=IRAN, segments__where=asked)
    with bakhsh.open(folder) as ws:
        assert ws.check() == ()
        said = {one.id for one in ws.remarks()}
        (record,) = ws.run(as_of=shops.AS_OF)
    assert said == {"geographic.no_such_city", "geographic.no_such_city_alone", "geographic.city_of_several"}
    assert said <= {one.id for one in record.notes}


def test_a_province_where_a_city_is_asked_is_a_mistake(tmp_path: Path) -> None:
    asked = 'kind = "rule"\n[[segment]]\nname = "north"\nwhere = "city = \'مازندران\'"\n'
    with (
        pytest.raises(ProjectErrors) as refused,
        bakhsh.open(make(tmp_path / "shop", TOLD, segments__where=asked)) as ws,
    ):
        ws.run(as_of=shops.AS_OF)
    assert [one.sentence.id for one in refused.value.errors] == ["geographic.no_city"]


def test_what_is_not_found_keeps_its_words_and_is_told_with_its_customers(tmp_path: Path) -> None:
    folder = make(tmp_path / "shop", (*TOLD, {"city": "کجاآباد"}), geographic=IRAN)
    with bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
        found = {row["customer_id"]: row for row in ws.rows().to_pylist()}
        listed = ws.places()
    assert (found["c4"]["city"], found["c4"]["province"], found["c4"]["country"]) == ("نورآباد", None, "Iran")
    assert (found["c6"]["city"], found["c6"]["province"]) == ("شیراز", "Isfahan")
    assert (found["c7"]["city"], found["c7"]["place_class"]) == ("کجاآباد", "unknown")
    assert found["c5"]["city"] is None
    assert {(one.city, one.state, one.customers) for one in listed.words} == {
        ("نورآباد", "ambiguous", 1), ("شیراز", "elsewhere", 1), ("کجاآباد", "unknown", 1),
    }  # fmt: skip
    assert [one.id for one in listed.notes] == ["geographic.unknown", "geographic.ambiguous", "geographic.elsewhere"]
    assert {one.province for one in next(one for one in listed.words if one.state == "ambiguous").among} >= {
        "Fars", "Lorestan",
    }  # fmt: skip


def test_words_passed_over_and_names_taken_for_others_are_listed_counted_and_settled(tmp_path: Path) -> None:
    told = (
        {"city": "شیراز / ناکجاآباد"},
        {"city": "شیراز", "province": "ناکجاآباد"},
        {"city": "شیرز"},
        {"city": "تبریز"},
    )
    with bakhsh.open(make(tmp_path / "shop", told, geographic=IRAN)) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        listed = ws.places()
        ws.settle_place("ناکجاآباد", "")
        ws.settle_place("شیرز", "")
        after = ws.places()
    counted = {one.id: one.args["count"] for one in record.notes if one.id.startswith("geographic.")}
    assert counted == {"geographic.beside": 2, "geographic.taken": 1}
    assert [(one.state, one.customers, [place.name for place in one.among]) for one in listed.words] == [
        ("beside", 1, ["Shiraz"]), ("beside", 1, ["Shiraz"]), ("taken", 1, ["Shiraz"]),
    ]  # fmt: skip
    assert (listed.customers, listed.counts["placed"], listed.open) == (4, 4, 2)
    assert (after.words, after.notes, after.counts["placed"]) == ((), (), 3)


def test_words_beside_a_province_stay_and_dashes_say_nothing(tmp_path: Path) -> None:
    told = (
        {"city": "تهران، منطقه ۵"},
        {"city": "همدان / روستای فلان"},
        {"city": "همدان / روستای فلان", "province": "همدان"},
        {"city": "-", "province": "-"},
        {"city": "فارس", "province": "ناکجاآباد"},
    )
    folder = make(tmp_path / "shop", told, geographic=IRAN)
    found, _ = placed(folder)
    assert [(found[f"c{n}"]["city"], found[f"c{n}"]["province"]) for n in range(1, 6)] == [
        ("Tehran", "Tehran"), ("همدان / روستای فلان", "Hamadan"), ("Hamadan", "Hamadan"), (None, None),
        (None, "Fars"),
    ]  # fmt: skip
    with bakhsh.open(folder) as ws:
        assert ws.places().customers == 4


def test_a_city_of_a_condition_that_is_spelled_nearly_so_is_said(tmp_path: Path) -> None:
    asked = SOUTH.replace("province in ('Fars', 'بوشهر')", "city = 'Shirz'")
    with bakhsh.open(make(tmp_path / "shop", TOLD, geographic=IRAN, segments__where=asked)) as ws:
        assert [one.id for one in ws.remarks()] == ["geographic.city_taken"]


def test_a_name_is_settled_once_and_the_file_keeps_its_comments(tmp_path: Path) -> None:
    folder = make(tmp_path / "shop", ({"city": "کجاآباد"}, {"city": "ندارد"}), geographic=f"# ours\n{IRAN}")
    with bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
        assert ws.settle_place("کجاآباد", "نورآباد، لرستان", dry_run=True) is not None
        assert "places" not in (folder / "geographic.toml").read_text(encoding="utf-8")
        found = ws.settle_place("کجاآباد", "نورآباد، لرستان")
        assert ws.settle_place("ندارد", "") is None
        with pytest.raises(UnknownName):
            ws.settle_place("کجاآباد", "نورآباد")
    assert found is not None
    assert (found.name, found.province) == ("Nurabad", "Lorestan")
    assert (folder / "geographic.toml").read_text(encoding="utf-8").startswith("# ours")
    after, _ = placed(folder)
    assert (after["c1"]["city"], after["c1"]["province"]) == ("Nurabad", "Lorestan")
    assert after["c2"]["city"] is None


def test_postal_codes_and_coordinates_say_where_names_do_not(tmp_path: Path) -> None:
    told = (
        {"zip": "1965712345"}, {"lat": "29.6", "lng": "52.5"}, {"lat": "51.4", "lng": "35.7"},
        {"lat": "27.0", "lng": "65.9"}, {"zip": "99999"}, {"lat": "95", "lng": "190"}, {"lat": "18.0", "lng": "62.0"},
        {"city": "Tabriz", "zip": "19657"},
    )  # fmt: skip
    columns = '"customers.city" = "city"\n"customers.postal_code" = "zip"\n'
    columns += '"customers.latitude" = "lat"\n"customers.longitude" = "lng"\n'
    settings = IRAN + 'postal = "postal.csv"\n[points]\ntajrish = [35.80, 51.43]\nshiraz = [29.61, 52.53]\n'
    folder = make(tmp_path / "shop", told, columns, geographic=settings)
    (folder / "postal.csv").write_text("prefix,city,province\n19,تهران,تهران\n71,شیراز,\n71,یزد,\n", encoding="utf-8")
    found, _ = placed(folder)
    assert [found[f"c{n}"]["city"] for n in range(1, 9)] == [
        "Tehran", "Shiraz", None, None, None, None, None, "Tabriz",
    ]  # fmt: skip
    assert (found["c1"]["nearest_point"], found["c2"]["nearest_point"]) == ("tajrish", "shiraz")
    assert found["c2"]["km_to_shiraz"] == pytest.approx(3.1, abs=0.2)
    assert found["c1"]["km_to_shiraz"] == pytest.approx(684, abs=3)
    with bakhsh.open(folder) as ws:
        told_of = {one.id for one in ws.places().notes}
    assert told_of == {
        "geographic.postal_unknown", "geographic.postal_doubtful", "geographic.swapped", "geographic.outside",
        "geographic.far", "geographic.sea",
    }  # fmt: skip


def test_coordinates_far_from_the_named_city_are_told_and_the_city_counts(tmp_path: Path) -> None:
    near, far = {"lat": "36.30", "lng": "59.60"}, {"lat": "29.60", "lng": "52.53"}
    told = (
        {"city": "مشهد", **near}, {"city": "مشهد", **far}, {"zip": "9185", **far}, {"city": "کجاآباد", **far},
        {"city": "", **far}, {"city": "مشهد", "lat": "24.0", "lng": "59.0"}, {"city": "مشهد"},
    )  # fmt: skip
    columns = '"customers.city" = "city"\n"customers.postal_code" = "zip"\n'
    columns += '"customers.latitude" = "lat"\n"customers.longitude" = "lng"\n'
    settings = IRAN + 'postal = "postal.csv"\n[points]\nshrine = [36.288, 59.616]\n'
    folder = make(tmp_path / "shop", told, columns, geographic=settings)
    (folder / "postal.csv").write_text("prefix,city,province\n91,مشهد,\n", encoding="utf-8")
    found, record = placed(folder)
    assert {one.id: one.args["count"] for one in record.notes if one.id == "geographic.astray"} == {
        "geographic.astray": 2
    }
    assert [found[f"c{n}"]["city"] for n in range(1, 8)] == [
        "Mashhad", "Mashhad", "Mashhad", "Shiraz", "Shiraz", "Mashhad", "Mashhad",
    ]  # fmt: skip
    assert found["c1"]["km_to_shrine"] == pytest.approx(2, abs=1)
    assert {found[f"c{n}"]["km_to_shrine"] for n in (2, 3, 6)} == {found["c7"]["km_to_shrine"]}
    assert found["c7"]["km_to_shrine"] < 10
    assert found["c4"]["km_to_shrine"] > 900


def test_the_boundary_of_coordinates_that_count_is_a_hundred_kilometres(tmp_path: Path) -> None:
    # A degree of latitude has 111.19 km: from 36.29807 (Mashhad) to the south.
    told = tuple({"city": "مشهد", "lat": f"{latitude:.2f}", "lng": "59.61"} for latitude in (35.41, 35.39))
    columns = '"customers.city" = "city"\n"customers.latitude" = "lat"\n"customers.longitude" = "lng"\n'
    folder = make(tmp_path / "shop", told, columns, geographic=IRAN + "[points]\nshrine = [36.288, 59.616]\n")
    found, record = placed(folder)
    assert [one.args for one in record.notes if one.id == "geographic.astray"] == [{"count": 1, "km": 100}]
    assert found["c1"]["km_to_shrine"] > 90 > 10 > found["c2"]["km_to_shrine"]


def test_a_point_without_two_coordinates_is_a_mistake(tmp_path: Path) -> None:
    folder = make(tmp_path / "shop", TOLD, geographic="[points]\nhere = [100.0, 51.0]\n")
    with pytest.raises(ProjectErrors, match="points.here"):
        bakhsh.open(folder)


def test_a_project_in_persian_holds_persian_names(tmp_path: Path) -> None:
    persian = shops.PROJECT.replace("[project]", "[project]") + '\nlanguage = "fa"\n'
    folder = make(tmp_path / "shop", TOLD, geographic=IRAN, segments__where=SOUTH, bakhsh=persian)
    found, record = placed(folder)
    assert (found["c1"]["city"], found["c1"]["province"], found["c1"]["country"]) == ("شیراز", "فارس", "ایران")
    assert dict(record.sizes["where"]) == {"south": 2, "others": 4}
