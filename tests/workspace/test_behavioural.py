"""What customers do, in a whole run: from mapped columns to conditions."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.errors import ProjectErrors

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


EVENTS = """
table = "events"
files = ["events.csv"]
[columns]
event_id = "id"
customer_id = "customer"
at = "at"
kind = "kind"
value = "value"
"""
REVIEWS = """
table = "events"
files = ["reviews.csv"]
[columns]
customer_id = "customer"
at = "at"
value = "stars"
"""
HAPPENED = """id,customer,at,kind,value
1,ann,2024-06-29 10:00,بازدید,
2,ann,2024-06-29 11:00,review,5
3,bob,2024-06-01 10:00,شکایت,
4,bob,2024-06-02 10:00,nps,3
5,bob,2024-06-03 10:00,sprint,
"""
ASSETS = """
table = "assets"
files = ["assets.csv"]
[columns]
asset_id = "id"
customer_id = "customer"
kind = "kind"
bought_on = "bought"
last_service_on = "service"
warranty_until = "warranty"
"""
OWNED = """id,customer,kind,bought,service,warranty
1,ann,car,2018-01-01,2024-06-01,2024-07-15
2,cas,car,2023-01-01,,2025-01-01
"""
CARE = """
kind = "rule"
[[segment]]
name = "warranty"
where = "warranty_days_left <= 30 and replacement_due = true and engagement > 0.5"
[[segment]]
name = "unserviced"
where = "never_serviced = true and service_due = true"
[[segment]]
name = "unhappy"
where = "nps_group = 'ناراضی' and satisfaction < 0.5 and satisfaction_cover = 2"
"""


def test_events_and_assets_are_asked_for(tmp_path: Path) -> None:
    texts = {
        "data__events": EVENTS, "data__reviews": REVIEWS, "data__assets": ASSETS, "segments__care": CARE,
        "behavioural": "[assets.car]\nreplace_years = 6\nservice_months = 12\n",
    }  # fmt: skip
    rows = [shops.line(str(number), who, "2024-01-05") for number, who in enumerate(("ann", "bob", "cas"))]
    folder = shops.make(tmp_path / "shop", rows, segments__value="", segments__rfm="", **texts)
    (folder / "events.csv").write_text(HAPPENED, encoding="utf-8")
    (folder / "reviews.csv").write_text("customer,at,stars\nann,2024-06-28,4\n", encoding="utf-8")
    (folder / "assets.csv").write_text(OWNED, encoding="utf-8")
    record = shops.run(folder)
    with bakhsh.open(folder) as ws:
        reviews = {row["customer_id"]: row["reviews"] for row in ws.rows().to_pylist()}
        places = {row["customer_id"]: row["segment"] for row in ws.members("care").to_pylist()}
    assert places == {"ann": "warranty", "bob": "unhappy", "cas": "unserviced"}
    assert reviews == {"ann": 2, "bob": 0, "cas": None}
    assert [note.id for note in record.notes if note.id.startswith("behavioural.")] == [
        "behavioural.kinds_unknown_unshown"
    ]


def test_kinds_that_are_none_are_refused_in_words(tmp_path: Path) -> None:
    folder = shops.make(
        tmp_path / "shop", behavioural='ticket_hours = 0\n[events]\n"open" = "opne"\n[scores]\ncsat = [5, 5]\n'
    )
    with pytest.raises(ProjectErrors) as refused, bakhsh.open(folder):
        pass
    assert str(refused.value).splitlines() == [
        "behavioural.toml:1  ticket_hours is 0; it must lie from 1 to 8,760.",
        'behavioural.toml:3  events.open cannot be "opne". Known and near: open.',
        "behavioural.toml:5  [5, 5] does not have the form of csat. "
        " Write the worst and the best answer, the worst first: csat = [1, 10].",
    ]
