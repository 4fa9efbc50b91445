"""A saved JSON file becomes a shop whose revenue is exact."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from tests.edges.sources.woo_shop import order, worth

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.workspace.begin import new

STATUSES = ("completed", "pending", "on-hold", "cancelled", "refunded", "failed", "trash")


def net(folder: Path) -> Decimal:
    with bakhsh.open(folder) as ws:
        ws.run()
        (load,) = ws.loads()
        assert load.rows == load.kept + load.duplicates + load.rejected
        return Decimal(sum(month.net for month in ws.reconciliation().months))


def test_the_saved_orders_of_a_shop_are_read_as_the_live_ones(tmp_path: Path) -> None:
    orders = [order(n, STATUSES[n % 7] if n % 5 == 0 else "completed", "GBP") for n in range(1, 120)]
    orders[2]["refunds"] = [{"id": 5, "reason": "", "total": "-4.00"}]
    (tmp_path / "orders.json").write_text(json.dumps(orders[:60]) + "\n" + json.dumps(orders[60:]), "utf-8")
    guessed, _ = new(tmp_path / "shop", tmp_path / "orders.json")
    assert (guessed.preset, guessed.unit, guessed.format) == ("woocommerce_api", "GBP", "woocommerce")
    assert net(tmp_path / "shop") == worth(orders) * 100


def test_orders_in_tomans_and_in_rials_are_asked_about_and_then_add_up(tmp_path: Path) -> None:
    orders = [order(n, "completed", "IRT" if n < 20 else "IRR") for n in range(1, 40)]
    (tmp_path / "orders.json").write_text(json.dumps(orders), "utf-8")
    with pytest.raises(NotReady):
        new(tmp_path / "shop", tmp_path / "orders.json")
    new(tmp_path / "shop", tmp_path / "orders.json", answers={"unit": "IRR"})
    assert abs(net(tmp_path / "shop") - worth(orders[:19]) * 10 - worth(orders[19:])) <= 2 * 39


def test_any_programs_orders_with_their_lines_within(tmp_path: Path) -> None:
    orders = [
        {
            "invoice": f"A{n}", "date": f"2024-03-{n % 28 + 1:02}T10:00:00", "currency": "EUR",
            "customer": {"id": f"c{n % 9}", "city": "Graz"},
            "lines": [{"product": f"p{k}", "quantity": k + 1, "price": 2.5, "total": 2.5 * (k + 1)} for k in range(3)],
        }
        for n in range(60)
    ]  # fmt: skip
    (tmp_path / "export.json").write_text(json.dumps({"page": 1, "orders": orders}), "utf-8")
    guessed, _ = new(tmp_path / "shop", tmp_path / "export.json")
    assert guessed.table == "lines"
    assert net(tmp_path / "shop") == 60 * 15 * 100
