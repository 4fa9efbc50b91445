"""A Persian shop's file as such files are: what it says is read, counted once, and told."""

from __future__ import annotations

from pathlib import Path

from tests.workspace import shops

import bakhsh

PROJECT = 'name = "فروشگاه"\nunit = "IRR"\ncalendar = "jalali"\nlanguage = "fa"\ntimezone = "Asia/Tehran"\n'
ORDERS = """
table = "lines"
files = ["in/orders.csv"]

[columns]
order_id = "شماره"
customer_id = "مشتری"
ordered_at = { from = "تاریخ", form = "jalali" }
item_id = "کالا"
"items.category" = "گروه"
"customers.city" = "شهر"
amount = "مبلغ"
"""
ROWS = """شماره,مشتری,تاریخ,کالا,گروه,شهر,مبلغ
1,علی,۱۴۰۳/۰۲/۱۵,p1,لباس,تهران,۱۲٬۰۰۰
2,زهرا,۱۵ ارديبهشت ۱۴۰۳,p2,لباس\u200c,تهران,۱۲۰۰ تومان
3,رضا,دوشنبه ۱۴۰۳-۲-۱۷ ساعت ۱۴:۳۰,p3,"لبـاس ",تهران\u200f,"12,000 ریال"
4,رضا,2024-05-06,p1,لباس,تهران,12000
5,رضا,1403/02/31,p1,لباس,تهران,12000
"""


def test_a_persian_shops_file_is_read_counted_once_and_told(tmp_path: Path) -> None:
    folder = shops.make(tmp_path, None, bakhsh=PROJECT, data__orders=ORDERS, segments__value="", segments__rfm="")
    (folder / "in" / "orders.csv").write_text(ROWS, encoding="utf-8")
    with bakhsh.open(folder) as ws:
        ws.run(as_of="2024-06-30")
        seen = ws.reconciliation()
        rows = ws.rows()
        (load,) = ws.loads()
    assert sum(month.net for month in seen.months) == 48_000
    assert dict(load.reasons) == {"other_calendar": 1}
    assert load.noticed == {"other_unit": {"مبلغ": 1}}
    assert {note.id for note in seen.notes} >= {"hygiene.noticed_other_unit", "hygiene.noticed_two_calendars"}
    assert set(rows.column("top_category").to_pylist()) == {"لباس"}
    assert set(rows.column("city").to_pylist()) == {"تهران"}
