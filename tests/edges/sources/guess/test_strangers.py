"""Files of strangers: what stands in their columns is not mistaken for something else, and no sale is lost unseen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from bakhsh.edges.sources.guess import guess
from bakhsh.records import Guess

NAMES = ("سارا کریمی", "علی رضایی", "مریم نوری", "کاوه شریفی")


def text_file(folder: Path, name: str, lines: Sequence[str], encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding=encoding)
    return path


def columns(found: Guess) -> dict[str, str]:
    return {one.column: one.source for one in found.columns if one.column}


def notes(found: Guess) -> set[str]:
    return {one.id for one in found.notes}


def of_the_till(folder: Path, nobody: str) -> Guess:
    """Receipts with the mobile numbers of those who gave one; every third is of nobody in particular."""
    lines = ["شماره فیش,تاریخ,نام مشتری,موبایل,مبلغ (تومان)"]
    for number in range(60):
        who = f"{nobody}," if number % 3 == 0 else f"{NAMES[number % 4]},0912100000{number % 4}"
        lines.append(f"{number + 1001},1403/02/{number % 28 + 1:02},{who},{(number + 1) * 15000}")
    return guess(text_file(folder, "till.csv", lines))


def test_walk_in_customers_among_mobile_numbers_are_many_people(tmp_path: Path) -> None:
    found = of_the_till(tmp_path, "مشتری نقدی")
    assert columns(found)["mobile"] == "موبایل"
    assert found.policy.bucket_customers == ("مشتری نقدی",)
    assert found.policy.no_customer == "reject", "everybody else gave a number"
    assert "guess.many_people" in notes(found)


def test_sales_to_nobody_among_mobile_numbers_count_and_are_said(tmp_path: Path) -> None:
    found = of_the_till(tmp_path, "")
    assert found.policy.no_customer == "bucket"
    assert "guess.unreached" in notes(found)


def test_an_order_list_with_german_headers_is_no_list_of_customers(tmp_path: Path) -> None:
    lines = ["Umsatzliste;;;;;;", "", "Rechnungsnr.;Datum;Kundennr.;Kunde;Artikel;Menge;Betrag EUR"]
    for number in range(60):
        lines.append(
            f"R{number};{number % 28 + 1:02}.03.2024;"
            f"{4000 + number % 7};Haus {number % 7};Tasse;2;1.0{number % 90 + 10},50"
        )
    found = guess(text_file(tmp_path, "umsatz.csv", lines, "cp1252"))
    assert found.table == "lines"
    assert found.decimal == ","
    assert columns(found)["customer_id"] == "Kundennr."
    assert columns(found)["ordered_at"] == "Datum"
    assert columns(found)["amount"] == "Betrag EUR"


def test_headers_nobody_knows_beside_a_date_are_asked_about(tmp_path: Path) -> None:
    lines = ["aa;bb;cc;dd;ee;ff;gg"]
    for number in range(60):
        lines.append(f"x{number % 9};2024-03-{number % 28 + 1:02};q{number % 7};w;t;{number % 5 + 1};{number * 3}.25")
    assert guess(text_file(tmp_path, "odd.csv", lines)).table != "customers"


def test_tax_that_is_in_the_amount_is_not_added_to_it(tmp_path: Path) -> None:
    lines = ["شماره فاکتور,تاریخ,کد مشتری,شرح کالا,مقدار,مبلغ فی,مبلغ تخفیف,مالیات و عوارض,قابل پرداخت"]
    for number in range(60):
        gross, off = (number % 4 + 1) * 200_000, 20_000 if number % 3 else 0
        tax = (gross - off) // 10
        row = (number, f"1403/02/{number % 28 + 1:02}", 300 + number % 9, "صابون", number % 4 + 1, 200_000, off, tax)
        lines.append(",".join(map(str, (*row, gross - off + tax))))
    found = columns(guess(text_file(tmp_path, "tax.csv", lines)))
    assert found["amount"] == "قابل پرداخت"
    assert "tax" not in found


def test_orders_that_call_their_number_just_id_are_joined_and_their_state_is_a_status(tmp_path: Path) -> None:
    orders, items, people = ["id,client_id,placed_on,state"], ["order_id,product,qty,unit_price"], ["client_id,email"]
    for number in range(40):
        state = "cancelled" if number % 9 == 0 else "delivered"
        orders.append(f"{number + 100},c{number % 7},2024-03-{number % 28 + 1:02},{state}")
        items += [f"{number + 100},Mug,2,12.50", f"{number + 100},Pen,1,3.75"]
    people += [f"c{number},c{number}@example.com" for number in range(7)]
    files = [
        text_file(tmp_path, f"{name}.csv", lines)
        for name, lines in (("orders", orders), ("items", items), ("customers", people))
    ]
    found = guess(*files)
    assert [dict(one.on) for one in found.joins] == [{"order_id": "id"}]
    assert columns(found)["customer_id"] == "orders.client_id"
    assert columns(found)["ordered_at"] == "orders.placed_on"
    assert columns(found)["status"] == "orders.state"
    assert found.policy.cancelled == ("cancelled",)
    assert [one.table for one in found.beside] == ["customers"]


def test_days_as_a_spreadsheets_numbers_under_a_header_of_dates(tmp_path: Path) -> None:
    lines = ["Receipt no,Date,Customer,Total USD"]
    lines += [f"{number},{45_300 + number},C{number % 7},{number}.50" for number in range(60)]
    found = guess(text_file(tmp_path, "serial.csv", lines))
    assert next(one for one in found.columns if one.column == "ordered_at").form == "excel"


def test_sheets_that_name_the_telephone_otherwise_are_one_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month, (name, phone) in enumerate(
        {"فروردین": "تلفن", "اردیبهشت": "شماره تماس", "خرداد": "تلفن همراه"}.items(), 1
    ):
        sheet = book.create_sheet(name)
        sheet.append(["تاریخ", "مشتری" if month == 1 else "نام مشتری", phone, "مبلغ به ریال"])
        for day in range(1, 21):
            sheet.append([f"03/{month:02}/{day:02}", NAMES[day % 4], f"0912100000{day % 4}", day * 10_000 + month])
    book.save(tmp_path / "months.xlsx")
    found = guess(tmp_path / "months.xlsx")
    own = next(one.source for one in found.columns if one.column in ("mobile", "phone"))
    others = {"تلفن", "شماره تماس", "تلفن همراه"} - {own}
    assert {theirs for theirs, ours in found.layout.same.items() if ours == own} == others


def test_a_column_a_branch_is_a_row_a_branch(tmp_path: Path) -> None:
    lines = ["تاریخ,نام مشتری,شعبه ونک,شعبه تجریش,شعبه کرج"]
    for number in range(40):
        cells = ["", "", ""]
        cells[number % 3] = str((number + 1) * 1000)
        lines.append(f"1403/02/{number % 28 + 1:02},{NAMES[number % 4]},{','.join(cells)}")
    found = guess(text_file(tmp_path, "branches.csv", lines))
    assert found.layout.wide == ("شعبه ونک", "شعبه تجریش", "شعبه کرج")
    assert columns(found)["amount"] == "@value"
    assert columns(found)["branch"] == "@column"
    assert "pages.wide_branches" in notes(found)


def test_an_orders_discount_and_shipping_on_all_its_lines_are_the_orders_as_its_total_proves(tmp_path: Path) -> None:
    lines = ["شماره سفارش,تاریخ,کد مشتری,محصول,تعداد,قیمت واحد (تومان),تخفیف سفارش,هزینه ارسال,مبلغ کل سفارش"]
    for number in range(40):
        off, sent = (10_000 if number % 4 == 0 else 0), (45_000 if number % 3 else 0)
        total = 2 * 80_000 + 30_000 - off + sent
        start = f"{number},1403/02/{number % 28 + 1:02},{number % 9 + 200}"
        lines += [f"{start},{item},{off},{sent},{total}" for item in ("صابون,2,80000", "شانه,1,30000")]
    found = guess(text_file(tmp_path, "repeated.csv", lines))
    assert found.questions == ()
    assert set(found.policy.per_order) == {"discount", "shipping"}
    assert columns(found)["price"] == "قیمت واحد (تومان)"
    assert "amount" not in columns(found)
