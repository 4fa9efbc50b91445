"""Several files given together become one source by what their keys hold."""

from __future__ import annotations

from pathlib import Path

import pytest

import bakhsh
from bakhsh.edges.sources.guess import guess
from bakhsh.project import check, read


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    """Sixty orders of twenty people, each order with a customer's id of its own; the last two have no lines."""
    texts = {
        "shop_order_items.csv": ["order_id,product_id,price,freight_value"]
        + [f"o{n},p{n % 7},{n + 0.5},{n % 3}" for n in range(58) for _ in range(1 + n % 2)],
        "shop_orders.csv": ["order_id,customer_id,order_status,order_purchase_timestamp"]
        + [f"o{n},c{n},{'canceled' if n >= 58 else 'delivered'},2024-02-{n % 28 + 1:02} 10:00:00" for n in range(60)],
        "shop_customers.csv": ["customer_id,customer_unique_id,customer_city"]
        + [f"c{n},person{n % 20},City {n % 4}" for n in range(60)],
        "shop_products.csv": ["product_id,product_category_name,weight"] + [f"p{n},Kind {n % 2},{n}" for n in range(7)],
        "shop_notes.csv": ["note,colour", "hello,red", "bye,blue"],
    }  # fmt: skip
    for name, lines in texts.items():
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    return tuple(tmp_path / name for name in texts)


def test_orders_and_customers_are_joined_and_products_stand_beside(files: tuple[Path, ...]) -> None:
    found = guess(*files[::-1])
    assert (Path(found.file).name, found.table) == ("shop_order_items.csv", "lines")
    assert [(one.name, dict(one.on), one.keep) for one in found.joins] == [
        ("orders", {"order_id": "order_id"}, "both"), ("customers", {"orders.customer_id": "customer_id"}, "main"),
    ]  # fmt: skip
    parts = {one.column: one.source for one in found.columns if one.column}
    assert parts["customer_id"] == "customers.customer_unique_id"
    assert parts["ordered_at"] == "orders.order_purchase_timestamp"
    assert [(one.table, Path(one.file).name) for one in found.beside] == [("items", "shop_products.csv")]
    assert "guess.file_unused" in {one.id for one in found.notes}


def test_the_joined_files_run_to_the_cent(files: tuple[Path, ...], tmp_path: Path) -> None:
    bakhsh.new(tmp_path / "shop", *files)
    assert check(read(tmp_path / "shop")) == ()
    with bakhsh.open(tmp_path / "shop") as shop:
        (made,) = shop.run()
        assert made.customers == 20
        truth = sum((n * 100 + 50 + (n % 3) * 100) * (1 + n % 2) for n in range(58))
        assert sum(month.net for month in shop.reconciliation().months) == truth
        for load in shop.loads():
            assert load.rows == load.kept + load.duplicates + load.rejected
