"""Places of real files: a Brazilian marketplace, and rows of an Iranian one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bakhsh import reference
from bakhsh.language.places.gazetteer import Gazetteer
from bakhsh.language.places.resolve import Resolver, Said
from bakhsh.loop.features.geographic.placed import meaning, postal_places

GAZETTEER = Gazetteer(reference.table("places"), reference.table("place_names"))
BRAZIL = Resolver(GAZETTEER, "BR")


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as held:
        return list(csv.DictReader(held))


def test_cities_of_the_five_rows_of_digikala_are_found() -> None:
    iran = Resolver(GAZETTEER, "IR")
    found = [iran.resolve(Said(city)).city for city in ("تهران", "اصفهان", "آمل", "اهواز", "اصفهان")]
    assert [one.name if one else "" for one in found] == ["Tehran", "Isfahan", "Amol", "Ahvaz", "Isfahan"]


@pytest.mark.data
@pytest.mark.parametrize(("folder", "customers"), [("olist_sample", 3_000), ("olist_orders_8k", 8_000)])
def test_most_customers_of_olist_are_placed_and_states_are_kept(real_data: Path, folder: str, customers: int) -> None:
    told = rows(real_data / folder / "olist_customers_dataset.csv")
    assert len(told) == customers
    found = [BRAZIL.resolve(Said(one["customer_city"], one["customer_state"])) for one in told]
    assert sum(one.city is not None for one in found) / customers > 0.93
    for one, place in zip(told, found, strict=True):
        assert place.province is not None
        assert place.province.place_id == f"BR-{one['customer_state']}"


@pytest.mark.data
def test_the_postal_table_of_olist_places_most_customers(real_data: Path) -> None:
    folder = real_data / "olist_sample"
    table = [
        {"prefix": one["geolocation_zip_code_prefix"], "city": one["geolocation_city"],
         "province": one["geolocation_state"], "country": None}
        for one in rows(folder / "olist_geolocation_dataset.csv")
    ]  # fmt: skip
    postal, doubtful = postal_places(BRAZIL, table)
    assert doubtful < 10
    codes = [one["customer_zip_code_prefix"] for one in rows(folder / "olist_customers_dataset.csv")]
    assert sum(meaning(code, postal) is not None for code in codes) / len(codes) > 0.93
