"""What customers do, in a whole run: from mapped columns to conditions."""

from __future__ import annotations

from pathlib import Path

from tests.workspace import shops

import bakhsh

COLUMNS = 'channel = "through"\n"items.brand" = "brand"\ncoupon = "coupon"\n'
ROWS = (
    {**shops.line("1", "ann", "2024-05-03 09:00"), "through": "سايت", "brand": "Acme", "coupon": "TEN"},
    {**shops.line("2", "ann", "2024-05-10 10:00", "pan", "home"), "through": "shop", "brand": "Blue", "coupon": ""},
    {**shops.line("3", "bob", "2024-05-04 20:00"), "through": "phone", "brand": "Acme", "coupon": ""},
)
RULE = """
kind = "rule"
[[segment]]
name = "friday"
where = "favourite_weekday = 'friday' and online_share = 0.5 and coupon_share > 0"
[[segment]]
name = "acme"
where = "top_brand = 'acme' and brand_concentration = 1 and favourite_daypart = 'evening'"
"""


def test_orders_and_choices_are_asked_for(tmp_path: Path) -> None:
    texts = {"data__orders": shops.ORDERS + COLUMNS, "segments__habits": RULE}
    folder = shops.make(tmp_path / "shop", ROWS, segments__value="", segments__rfm="", **texts)
    record = shops.run(folder)
    assert dict(record.sizes["habits"]) == {"friday": 1, "acme": 1, "others": 0}
    with bakhsh.open(folder) as ws:
        ann = next(row for row in ws.rows().to_pylist() if row["customer_id"] == "ann")
    assert (ann["brands"], ann["channels"], ann["entry_category"], ann["entry_channel"]) == (2, 2, "food", "سایت")
    assert "branches" not in ann
