"""Two sources that number their orders alike lose none of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.workspace import shops
from tests.workspace.shops import ORDERS, line
from tests.workspace.test_bad_input import in_words

import bakhsh
from bakhsh.errors import DataError

WEB = [line("1", "ann", "2024-01-05"), line("2", "ann", "2024-02-05")]
SHOP = [line("1", "bob", "2024-03-01", amount="30.00"), line("2", "bob", "2024-03-02", amount="40.00")]


def declared(source: str, numbering: str | None = None) -> str:
    said = "" if numbering is None else f'numbering = "{numbering}"\n'
    return said + ORDERS.replace("in/*.csv", f"{source}/*.csv")


def two(folder: Path, web: list[shops.Row], shop: list[shops.Row], /, **numbering: str) -> Path:
    """A folder with two sources of lines."""
    texts = {f"data__{name}": declared(name, numbering.get(name)) for name in ("web", "shop")}
    shops.make(folder, None, data__orders="", **texts)
    shops.write_lines(folder / "web" / "a.csv", web)
    shops.write_lines(folder / "shop" / "a.csv", shop)
    return folder


def orders(folder: Path) -> dict[str, int]:
    return {row["customer_id"]: row["orders"] for row in shops.snapshot_of(folder)["rows"]}


def test_the_same_numbers_with_other_content_are_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    folder = two(tmp_path, WEB, SHOP)
    with pytest.raises(DataError) as refused:
        shops.run(folder)
    said = in_words(refused.value)
    for part in ("data/web.toml", "shop", "web", "2 orders", "1", 'numbering = "web"', 'numbering = "shared"'):
        assert part in said
    with bakhsh.open(folder) as ws:
        assert ws.loads() == ()
        assert ws.store.catalogue.manifest().version == 0


def test_a_source_that_arrives_later_is_refused_and_what_stood_stands(tmp_path: Path) -> None:
    folder = two(tmp_path, WEB, SHOP)
    (folder / "data" / "shop.toml").unlink()
    shops.run(folder)
    before = shops.snapshot_of(folder)
    shops.write_files(folder, {"data/shop.toml": declared("shop")})
    with pytest.raises(DataError) as refused:
        shops.run(folder)
    assert refused.value.where is not None
    assert refused.value.where.file == "data/shop.toml"
    assert shops.snapshot_of(folder) == before


def test_orders_of_an_own_numbering_stand_beside_each_other(tmp_path: Path) -> None:
    folder = two(tmp_path, WEB, SHOP, shop="shop")
    loads = shops.run(folder).loads
    assert [(one.kept, one.duplicates) for one in loads] == [(2, 0), (2, 0)]
    assert orders(folder) == {"ann": 2, "bob": 2}


def test_a_shared_numbering_says_that_the_later_word_counts(tmp_path: Path) -> None:
    folder = two(tmp_path, SHOP, WEB, web="shared")
    shops.run(folder)
    assert orders(folder) == {"bob": 2}, "web is read after shop"


def test_equal_content_is_a_duplicate(tmp_path: Path) -> None:
    assert [(one.kept, one.duplicates) for one in shops.run(two(tmp_path, WEB, WEB)).loads] == [(2, 0), (0, 2)]


def test_a_numbering_declared_later_is_read_anew(tmp_path: Path) -> None:
    folder = two(tmp_path, WEB, WEB)
    shops.run(folder)
    assert orders(folder) == {"ann": 2}
    shops.write_files(folder, {"data/shop.toml": declared("shop", "shop")})
    shops.run(folder)
    assert orders(folder) == {"ann": 4}


NUMBERS = st.lists(st.sampled_from(["1", "2", "3"]), min_size=1, max_size=3, unique=True)


@pytest.mark.slow
@given(web=NUMBERS, shop=NUMBERS, own=st.booleans())
@settings(max_examples=4)
def test_every_row_has_one_fate_and_no_order_is_lost(web: list[str], shop: list[str], own: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        sold = [line(one, "ann", "2024-01-05") for one in web], [line(one, "bob", "2024-03-01") for one in shop]
        folder = two(Path(place), *sold, **({"shop": "counter"} if own else {}))
        if not own and set(web) & set(shop):
            with pytest.raises(DataError):
                shops.run(folder)
            return
        for one in shops.run(folder).loads:
            assert one.rows == one.kept + one.duplicates + one.rejected == one.kept
        assert orders(folder) == {"ann": len(web), "bob": len(shop)}
