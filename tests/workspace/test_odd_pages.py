"""Pages that are rarer than ugly: a sheet a customer, days under months, dates in three columns, other names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from tests.workspace.test_ugly_workbooks import records

from bakhsh.workspace.begin import new

HEADER = ["تاریخ", "نام مشتری", "شرح کالا", "مبلغ (ریال)"]
NAMES = ("علی رضایی", "مینا کریمی", "رضا نیکو")


def begun(folder: Path, pages: dict[str, list[list[Any]]], **answers: str) -> list[tuple[str, date, int]]:
    """The records of the project that is made of a workbook of these pages."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in pages.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "book.xlsx")
    new(folder / "shop", folder / "book.xlsx", answers=answers)
    return records(folder / "shop")


def test_a_sheet_a_customer(tmp_path: Path) -> None:
    header = ["تاریخ", "شرح کالا", "مبلغ (ریال)"]
    pages = {
        name: [header, *[[f"1403/0{n}/01", "قند", 10 * n + place] for n in range(1, 6)]]
        for place, name in enumerate(NAMES)
    }
    found = begun(tmp_path, pages, customer_id="@sheet")
    assert [one for one, _, _ in found].count("علی رضایی") == 5
    assert sum(amount for _, _, amount in found) == 3 * 150 + 15


def test_days_under_the_sheets_of_months(tmp_path: Path) -> None:
    header = ["روز", "نام مشتری", "شرح کالا", "مبلغ (ریال)"]
    pages = {"مهر": [header, *[[n, NAMES[n % 3], "قند", 10 * n] for n in range(1, 9)]],
             "آبان": [header, *[[n, NAMES[n % 3], "چای", 10 * n] for n in range(1, 9)]]}  # fmt: skip
    found = begun(tmp_path, pages, year="1402")
    assert min(day for _, day, _ in found) == date(2023, 9, 23)
    assert max(day for _, day, _ in found) == date(2023, 10, 30)
    assert sum(amount for _, _, amount in found) == 720


def test_year_month_and_day_in_columns_of_their_own(tmp_path: Path) -> None:
    page = [["سال", "ماه", "روز", "نام مشتری", "مبلغ (تومان)"]]
    page += [[1403, "فروردین", n, NAMES[n % 3], 1000] for n in range(1, 10)]  # type: ignore[list-item]
    found = begun(tmp_path, {"s": page})
    assert (found[0][1], sum(one[2] for one in found)) == (date(2024, 3, 21), 90_000)


def test_months_of_the_other_calendar_as_columns(tmp_path: Path) -> None:
    page: list[list[Any]] = [["Customer", "Jan 2024", "Feb 2024", "Total"], ["Ann", 1, 2, 3], ["Bob", None, 4, 4],
                             ["Total", 1, 6, 7]]  # fmt: skip
    found = begun(tmp_path, {"s": page}, unit="USD")
    assert found == [("Ann", date(2024, 1, 1), 100), ("Ann", date(2024, 2, 1), 200), ("Bob", date(2024, 2, 1), 400)]


def test_sheets_that_name_their_columns_otherwise(tmp_path: Path) -> None:
    rows = [[f"1403/01/0{n}", NAMES[n % 3], "قند", 10 * n] for n in range(1, 8)]
    other = ["تاریخ", "مشتری", "شرح کالا", "مبلغ کل (ریال)"]
    later = [[f"1403/02/0{n}", NAMES[n % 3], "چای", 10 * n] for n in range(1, 7)]
    found = begun(tmp_path, {"فروردین": [HEADER, *rows], "اردیبهشت": [other, *later]})
    assert (len(found), sum(amount for _, _, amount in found)) == (13, 280 + 210)


def test_returns_below_the_sales(tmp_path: Path) -> None:
    rows = [[f"1403/01/0{n}", NAMES[n % 3], "قند", 10 * n] for n in range(1, 8)]
    page = [
        ["فروش"],
        HEADER,
        *rows,
        ["جمع", None, None, 280],
        [],
        ["برگشت از فروش"],
        HEADER,
        rows[0],
        ["جمع", None, None, 10],
    ]
    found = begun(tmp_path, {"s": page})
    assert (len(found), sum(amount for _, _, amount in found)) == (8, 270)
