"""The order policy, from a CSV file to the reconciliation: every reason, to the smallest unit of money."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Reconciliation

COLUMNS = {
    "order_id": "order", "customer_id": "customer", "ordered_at": "at", "item_id": "item", "quantity": "pieces",
    "amount": "money", "status": "status", "shipping": "post", "tax": "vat", "refunded": "back",
    "refunded_at": "back on", "discount": "off",
}  # fmt: skip
ROW = {
    "order": "1", "customer": "ann", "at": "2024-01-05", "item": "tea", "pieces": "1", "money": "10.00",
    "status": "completed", "post": "", "vat": "", "back": "", "back on": "", "off": "", "who": "", "note": "",
}  # fmt: skip


def write(folder: Path, rows: list[dict[str, str]], name: str = "orders.csv") -> None:
    (folder / "in").mkdir(parents=True, exist_ok=True)
    with (folder / "in" / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROW))
        writer.writeheader()
        writer.writerows(ROW | row for row in rows)


def shop(folder: Path, rows: list[dict[str, str]], policy: str, columns: dict[str, str] | None = None) -> Path:
    mapped = "\n".join(f'{ours} = "{theirs}"' for ours, theirs in (columns or COLUMNS).items())
    source = f'table = "lines"\nfiles = ["in/*.csv"]\n\n[columns]\n{mapped}\n\n[policy]\n{policy}\n'
    shops.make(folder, None, data__orders=source)
    write(folder, rows)
    return folder


def seen(folder: Path) -> Reconciliation:
    """After a run; every month and every source has added up."""
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        found = ws.reconciliation()
    for one in (*found.months, *found.sources):
        assert one.file_amount == sum(out.amount for out in one.exclusions) + one.sold - one.returned
    whole = sum(month.file_amount for month in found.months) + sum(one.amount for one in found.undated)
    assert whole == sum(source.file_amount for source in found.sources)
    return found


def left_out(found: Reconciliation) -> dict[str, tuple[int, int]]:
    return {one.reason: (one.rows, one.amount) for source in found.sources for one in source.exclusions}


def net(found: Reconciliation) -> int:
    return sum(month.net for month in found.months)


def said(found: Reconciliation) -> dict[str, Any]:
    return {one.id: one.args for one in found.findings}


STATUSES = """
statuses = ["completed", "تکمیل شده"]
cancelled = ["cancelled", "لغو شده"]
returned = ["refunded", "مرجوعی"]
unpaid = ["on-hold", "در انتظار پرداخت"]
test = ["test"]
"""


def test_every_status_has_its_own_reason_rows_and_money(tmp_path: Path) -> None:
    rows = [
        {"status": "wc-completed"}, {"order": "2", "status": "تكميل‌شده", "money": "20.00"},
        {"order": "3", "status": "Cancelled", "money": "1.01"}, {"order": "4", "status": "لغو شده", "money": "1.02"},
        {"order": "5", "status": "مرجوعي", "money": "1.03"}, {"order": "6", "status": "wc-on-hold", "money": "1.04"},
        {"order": "7", "status": "در انتظار پرداخت", "money": "1.05"},
        {"order": "8", "status": "TEST", "money": "1.06"},
        {"order": "9", "status": "pre-order", "money": "1.07"}, {"order": "10", "status": "", "money": "1.08"},
    ]  # fmt: skip
    found = seen(shop(tmp_path, rows, STATUSES))
    assert net(found) == 3000
    assert left_out(found) == {
        "status_cancelled": (2, 203), "status_returned": (1, 103), "status_unpaid": (2, 209), "status_test": (1, 106),
        "status_unknown": (2, 215),
    }  # fmt: skip
    assert said(found)["policy.unknown_statuses"]["count"] == 2
    assert "pre-order" in str(found.findings[0])
    with bakhsh.open(tmp_path) as ws:
        (load,) = ws.loads()
        assert (load.rows, load.kept, load.rejected) == (10, 2, 8)
        assert load.rows == load.kept + load.duplicates + load.rejected
        assert sum(load.reasons.values()) == load.rejected


def test_an_order_that_is_cancelled_in_a_later_file_leaves_revenue(tmp_path: Path) -> None:
    shop(tmp_path, [{}, {"order": "2", "money": "20.00"}], STATUSES)
    assert net(seen(tmp_path)) == 3000
    write(tmp_path, [{"order": "2", "money": "20.00", "status": "cancelled"}], "later.csv")
    found = seen(tmp_path)
    assert net(found) == 1000
    assert left_out(found) == {"replaced": (1, 2000), "status_cancelled": (1, 2000)}
    write(tmp_path, [{"order": "2", "money": "20.00", "status": "completed"}], "z.csv")
    found = seen(tmp_path)
    assert net(found) == 3000, "and comes back when it is not"
    assert left_out(found) == {"duplicate": (1, 2000), "status_cancelled": (1, 2000)}


def test_statuses_that_no_policy_speaks_of_count_and_are_told(tmp_path: Path) -> None:
    found = seen(shop(tmp_path, [{}, {"order": "2", "status": "لغو شده"}], ""))
    assert net(found) == 2000
    assert said(found)["policy.statuses_counted"]["count"] == 1


def test_rows_are_left_out_for_reasons_of_their_own(tmp_path: Path) -> None:
    policy = """
leave_out = [
    { column = "who", values = "*@ourshop.ir", because = "internal" },
    { column = "note", values = ["*تست*"], because = "test_order" },
]
"""
    rows = [
        {}, {"order": "2", "who": "Boss@OurShop.ir", "money": "2.00"},
        {"order": "3", "note": "سفارش تست", "money": "3.00"}, {"order": "4", "who": "ann@else.ir"},
    ]  # fmt: skip
    found = seen(shop(tmp_path, rows, policy))
    assert net(found) == 2000
    assert left_out(found) == {"left_out_internal": (1, 200), "left_out_test_order": (1, 300)}


def test_marked_rows_take_back_whatever_their_sign(tmp_path: Path) -> None:
    policy = 'returns = "marked"\nreturn_when = { note = ["برگشت*"] }'
    rows = [
        {"money": "30.00"}, {"order": "2", "note": "برگشت از فروش", "money": "5.00"},
        {"order": "3", "note": "برگشتی", "money": "-6.00"}, {"order": "4", "money": "-7.00"},
    ]  # fmt: skip
    found = seen(shop(tmp_path, rows, policy))
    assert (sum(month.sold for month in found.months), net(found)) == (3000, 1900)
    assert left_out(found) == {"return_not_expected": (1, -700)}


def test_what_is_no_product_is_money_and_nothing_else(tmp_path: Path) -> None:
    rows = [
        {},
        {"item": "هزینه ارسال", "money": "3.00"},
        {"order": "2", "item": "POST", "money": "4.00", "customer": "bob"},
    ]
    kinds = 'kinds = { shipping = ["POST", "هزينه‌ی ارسال", "هزینه ارسال"] }'
    found = seen(shop(tmp_path / "counted", rows, kinds))
    assert (net(found), left_out(found)) == (1700, {})
    with bakhsh.open(tmp_path / "counted") as ws:
        ann, bob = sorted(ws.rows().to_pylist(), key=lambda row: row["customer_id"])
    assert [ann[name] for name in ("monetary", "orders", "units", "lines")] == [1300, 1, 1, 1]
    assert [bob[name] for name in ("monetary", "orders", "units", "lines")] == [400, 0, 0, 0]
    found = seen(shop(tmp_path / "not", rows, f"{kinds}\ncounts = []"))
    assert (net(found), left_out(found)) == (1000, {"shipping_not_counted": (2, 700)})


@pytest.mark.parametrize("everywhere", [True, False])
def test_money_of_the_order_is_on_its_lines_to_the_penny(tmp_path: Path, everywhere: bool) -> None:
    policy = 'per_order = ["shipping", "tax", "discount"]\ncounts = ["shipping"]'
    of_order = {"post": "1.00", "vat": "2.71", "off": "0.50"}
    other = of_order if everywhere else {}
    rows = [of_order, {**other, "item": "pot", "money": "20.00"}, {**other, "item": "cup", "money": "3.33"}]
    found = seen(shop(tmp_path, rows, policy))
    assert net(found) == 3333 + 100 - 50
    assert left_out(found) == {"tax_not_counted": (0, 271)}
    assert found.sources[0].rows == 3
    assert found.sources[0].file_amount == 3333 + 100 - 50 + 271


def test_a_refund_is_a_return_on_its_own_day(tmp_path: Path) -> None:
    rows = [
        {"money": "10.00", "back": "4.00", "back on": "2024-03-02"}, {"item": "pot", "money": "20.00", "back": "4.00"},
        {"order": "2", "customer": "bob", "money": "5.00", "back": "5.00"},
    ]  # fmt: skip
    found = seen(shop(tmp_path, rows, 'per_order = ["refunded"]'))
    assert [(month.month, month.sold, month.returned) for month in found.months] == [
        (date(2024, 1, 1), 3500, 500 + 267), (date(2024, 2, 1), 0, 0), (date(2024, 3, 1), 0, 133),
    ]  # fmt: skip
    assert sum(month.rows for month in found.months) == 3, "a refund is no row of a file"
    with bakhsh.open(tmp_path) as ws:
        ann, bob = sorted(ws.rows().to_pylist(), key=lambda row: row["customer_id"])
    assert (ann["monetary"], ann["orders"]) == (2600, 1)
    assert (bob["monetary"], bob["orders"]) == (0, 0), "all of it was given back"


BUCKETS = 'bucket_customers = ["متفرقه", "cash customer"]\nno_customer = "bucket"'


def test_bucket_customers_are_revenue_and_in_no_segment(tmp_path: Path) -> None:
    rows = [
        {}, {"order": "2", "customer": "متفرقه", "money": "7.00"}, {"order": "3", "customer": "", "money": "8.00"},
        {"order": "4", "customer": "17", "who": "Cash  Customer", "money": "9.00"},
    ]  # fmt: skip
    folder = shop(tmp_path, rows, BUCKETS, {**COLUMNS, "name": "who"})
    found = seen(folder)
    assert (net(found), sum(month.bucket for month in found.months)) == (3400, 2400)
    with bakhsh.open(folder) as ws:
        assert ws.rows().column("customer_id").to_pylist() == ["ann"]
        assert ws.overview().customers == 1
        for segmentation in ("value", "rfm"):
            assert ws.members(segmentation).column("customer_id").to_pylist() == ["ann"]
        assert sum(one.size for one in ws.retention().cohorts) == 1
    kept = b"".join(path.read_bytes() for path in (folder / ".bakhsh" / "ledger").rglob("addresses*.parquet"))
    assert b"Cash" not in kept


def test_two_files_without_order_numbers_do_not_replace_each_others_walk_ins(tmp_path: Path) -> None:
    columns = {name: of for name, of in COLUMNS.items() if name != "order_id"}
    first = [{}, {"customer": "", "money": "7.00"}, {"customer": "", "money": "7.50"}]
    folder = shop(tmp_path, first, BUCKETS, columns)
    write(folder, [{"customer": "", "money": "8.00"}, {"customer": "", "money": "7.00"}], "other.csv")
    found = seen(folder)
    assert net(found) == 1000 + 2250
    assert left_out(found) == {"duplicate": (1, 700)}


def test_marked_returns_need_a_mark(tmp_path: Path) -> None:
    with pytest.raises(bakhsh.errors.ProjectErrors) as refused:
        seen(shop(tmp_path, [{}], 'returns = "marked"'))
    assert [error.sentence.id for error in refused.value.errors] == ["policy.mark_missing"]


def test_money_of_an_order_whose_row_was_rejected_is_on_its_other_rows(tmp_path: Path) -> None:
    """Order 1 was paid with 30.00, which stands on a row without a date alone: it is the cup's now."""
    first = {"money": "30.00", "post": "5.00", "at": "never"}
    rest = {"item": "cup", "money": "", "post": ""}
    shop(
        tmp_path,
        [first, rest, {"order": "2", "money": "7.00", "at": "never"}, {"order": "3", "money": "8.00", "at": "never"},
         {"order": "3", "item": "cup", "money": "8.00"}, {"order": "4", "money": "9oo"}, {"order": "4", "money": ""}],
        'per_order = ["amount", "shipping"]',
    )  # fmt: skip
    found = seen(tmp_path)
    assert net(found) == 3000 + 800
    assert left_out(found) == {"bad_date": (3, 700), "bad_number": (1, 0), "missing_amount": (1, 0)}
    with bakhsh.open(tmp_path) as ws:
        assert ws.loads()[0].noticed == {"order_money_heard": {"money": 1, "post": 1}, "order_money_lost": {"money": 1}}
    told = [(one.id.rpartition("_")[2], one.args["column"], one.args["count"])
            for one in found.notes if "order_money" in one.id]  # fmt: skip
    assert told == [("heard", Code("money"), 1), ("heard", Code("post"), 1), ("lost", Code("money"), 1)]


def test_rows_said_twice_are_duplicates_of_their_load(tmp_path: Path) -> None:
    rows = [{"post": "1.00"}, {}, {}, {"item": "pot", "money": "5.00"}, {"order": "2"}]
    folder = shop(tmp_path, rows, 'per_order = ["shipping"]\nsame_lines = "drop"')
    found = seen(folder)
    assert net(found) == 1000 + 1000 + 500 + 1000 + 100
    assert left_out(found) == {"said_twice": (1, 1000)}
    assert found.sources[0].rows == 5
    with bakhsh.open(folder) as ws:
        (load,) = ws.loads()
        assert (load.rows, load.kept, load.duplicates, load.rejected, load.reasons) == (5, 4, 1, 0, {})
    write(folder, [{"post": "1.00"}, {}, {"item": "pot", "money": "5.00"}], "later.csv")
    found = seen(folder)
    assert (net(found), left_out(found)) == (3600, {"duplicate": (3, 2600), "said_twice": (1, 1000)})
    assert "policy.note_same_lines" in {one.id for one in found.notes}


def test_kinds_nobody_knows_are_told_and_count_as_products(tmp_path: Path) -> None:
    rows = [{"note": "کالا"}, {"item": "pot", "note": "هزینه ارسال"}, {"item": "cup", "note": "gizmo"},
            {"order": "2", "note": "gizmo"}, {"order": "3", "note": "deposit"}]  # fmt: skip
    folder = shop(tmp_path / "unsaid", rows, "", {**COLUMNS, "kind": "note"})
    found = seen(folder)
    assert net(found) == 5000
    (said,) = [one for one in found.notes if one.id == "policy.noticed_kind_unknown"]
    assert said.args["count"] == 3
    assert [value.args for value in cast(tuple[Sentence, ...], said.args["values"])] == [
        {"status": Code("gizmo"), "count": 2}, {"status": Code("deposit"), "count": 1},
    ]  # fmt: skip
    declared = seen(shop(tmp_path / "said", rows, 'kinds = { product = "gizmo", fee = ["deposit"] }\ncounts = []',
                         {**COLUMNS, "kind": "note"}))  # fmt: skip
    assert (net(declared), left_out(declared)) == (
        3000,
        {"fee_not_counted": (1, 1000), "shipping_not_counted": (1, 1000)},
    )
    assert not [one for one in declared.notes if one.id.startswith("policy.noticed_kind")]
