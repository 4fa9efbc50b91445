"""How a stranger's table lies on its pages is seen, said in words, and asked where the pages cannot say it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.edges.sources.ugly import SALES, TWENTY, combined, make

from bakhsh.edges.sources import files
from bakhsh.edges.sources.layouts import PageGuess, guess_layout, says_return
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.specs import Layout, Reading


def guessed(folder: Path, answers: dict[str, str] | None = None, **pages: list[list[Any]]) -> PageGuess:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in pages.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "book.xlsx")
    return guess_layout(folder / "book.xlsx", Reading(), answers)


def said(found: PageGuess) -> set[str]:
    for sentence in (*found.notes, *(one.asked for one in found.questions)):
        for language in ("en", "fa"):
            assert not render(sentence, locale_for(language)).startswith("[")
    return {one.id.removeprefix("pages.") for one in found.notes}


def expected(layout: Layout) -> Layout:
    """Months are named by what they are, so that the next one is read too; a telephone number stands once a customer
    is enough."""
    fill_down = tuple(name for name in layout.fill_down if name != "تلفن")
    return replace(layout, wide=("@month",) if layout.wide else (), fill_down=fill_down, year=0)


@pytest.mark.parametrize("name", TWENTY)
def test_the_layout_of_an_ugly_workbook_is_seen(name: str, tmp_path: Path) -> None:
    ugly = make(name, TWENTY[name], tmp_path)
    found = guess_layout(ugly.file, Reading())
    left_out = ("!لیست قیمت",) if ugly.style.prices else ()
    layout = expected(ugly.source.layout)
    assert found.layout == (layout if not left_out else Layout(sheets=left_out, header_rows=layout.header_rows))
    assert found.returns == ugly.source.policy.return_when
    assert found.unit == (ugly.style.unit if ugly.style.unit_at == "title" else "")
    assert {one.source for one in ugly.source.columns} <= set(found.wanted) | {"مبلغ"}
    said(found)


HEADER = ["فاکتور", "تاریخ", "مشتری", "کالا", "مبلغ"]


def rows(*customers: str | None) -> list[list[Any]]:
    return [[n + 100, f"1403/01/{n + 1:02}", one, f"کالا {n}", 1000 * n] for n, one in enumerate(customers)]


def test_a_plain_table_is_plain(tmp_path: Path) -> None:
    found = guessed(tmp_path, s=[HEADER, *rows("علی", "مینا", "علی", "رضا")])
    assert (found.layout, found.notes, found.questions) == (Layout(), (), ())
    assert found.wanted == tuple(HEADER)


def test_customers_nobody_wrote_down_are_not_the_ones_above(tmp_path: Path) -> None:
    found = guessed(tmp_path, s=[HEADER, *rows("علی", None, "مینا", "علی", None, "مینا", "رضا", "علی")])
    assert found.layout == Layout()
    assert found.questions == ()


def test_where_names_hardly_repeat_the_empty_cells_are_asked_about(tmp_path: Path) -> None:
    page = [HEADER, *rows("علی", None, "مینا", "رضا", None, None, "سارا", "نگار")]
    found = guessed(tmp_path, s=page)
    assert [one.key for one in found.questions] == ["blank_below"]
    assert found.layout.fill_down == ()
    assert guessed(tmp_path, {"blank_below": "above"}, s=page).layout.fill_down == ("مشتری",)
    assert guessed(tmp_path, {"blank_below": "nobody"}, s=page).layout.fill_down == ()
    assert guessed(tmp_path, {"blank_below": "nobody"}, s=page).questions == ()


def test_cells_of_an_order_on_its_first_row_hold_for_its_other_rows(tmp_path: Path) -> None:
    page = [HEADER, [1, "1403/01/01", "علی", "a", 5], [1, "1403/01/01", None, "b", 5],
            [2, "1403/01/02", "علی", "a", 5], [3, "1403/01/02", "رضا", "a", 5],
            [3, "1403/01/02", None, "c", 5], [3, "1403/01/02", None, "d", 5]]  # fmt: skip
    layout = guessed(tmp_path, s=page).layout
    assert (layout.fill_down, layout.fill_within) == (("مشتری",), "فاکتور")
    page = [HEADER, [1, "1403/01/01", "علی", "a", 5], [None, None, None, "b", 5], [2, "1403/01/02", None, "a", 5],
            [3, "1403/01/02", "رضا", "a", 5], [None, None, None, "c", 5], [None, None, None, "d", 5]]  # fmt: skip
    assert guessed(tmp_path, s=page).layout.fill_down == ("فاکتور", "تاریخ")


def test_months_without_a_year_are_asked_about_once(tmp_path: Path) -> None:
    page = [["مشتری", "فروردین", "اردیبهشت", "جمع"], ["علی", 5, 6, 11], ["مینا", 1, 2, 3]]
    found = guessed(tmp_path, s=page)
    assert [one.key for one in found.questions] == ["year"]
    assert found.layout == Layout(wide=("@month",))
    assert found.parts == {"@month": "ordered_at", "@value": "amount"}
    assert guessed(tmp_path, {"year": "1402"}, s=page).layout == Layout(wide=("@month",), year=1402)
    assert guessed(tmp_path, s=[["فروش ۱۴۰۲"], *page]).questions == ()


def test_days_on_the_sheets_of_months_are_dates_and_the_year_is_asked_for(tmp_path: Path) -> None:
    header = ["روز", "مشتری", "کالا", "مبلغ"]
    pages = {"مهر": [header, [1, "علی", "قند", 5], [30, "مینا", "چای", 6], [2, "رضا", "چای", 6]],
             "آبان": [header, [3, "علی", "قند", 5], [4, "مینا", "چای", 6], [5, "رضا", "چای", 6]]}  # fmt: skip
    found = guessed(tmp_path, **pages)
    assert (found.layout.date, found.parts) == (("روز",), {"@date": "ordered_at"})
    assert [one.key for one in found.questions] == ["year"]
    assert "date_of_parts" in said(found)
    titled = {name: [[f"فروش {name} ۱۴۰۲"], *rows] for name, rows in pages.items()}
    assert guessed(tmp_path, **titled).questions == ()


def test_a_row_of_units_below_the_names_belongs_to_them(tmp_path: Path) -> None:
    page = [HEADER, [None, None, None, None, "(ریال)"], *rows("علی", "مینا", "علی", "رضا")]
    found = guessed(tmp_path, s=page)
    assert found.layout == Layout(header_rows=2)
    assert found.names == (*HEADER[:-1], "مبلغ / (ریال)")


def test_sheets_that_gather_the_others_are_left_out(tmp_path: Path) -> None:
    one, two = rows("علی", "مینا", "رضا"), [[200, "1403/02/01", "سارا", "x", 7], [201, "1403/02/02", "علی", "y", 8]]
    found = guessed(tmp_path, کل=[HEADER, *one, *two], فروردین=[HEADER, *one], اردیبهشت=[HEADER, *two])
    assert found.layout.sheets == ("!کل",)
    assert {"left_copy", "sheets_are_months"} <= said(found)


def test_other_names_of_the_same_columns_are_seen(tmp_path: Path) -> None:
    other = [["شماره فاکتور", "تاریخ فاکتور", "نام مشتری", "کالا", "مبلغ کل"], *rows("علی", "مینا", "نگار")]
    found = guessed(tmp_path, الف=[HEADER, *rows("علی", "مینا", "علی", "رضا")], ب=other)
    names = {"شماره فاکتور": "فاکتور", "تاریخ فاکتور": "تاریخ", "نام مشتری": "مشتری", "مبلغ کل": "مبلغ"}
    assert found.layout == Layout(same=names)
    assert "named_otherwise" in said(found)
    batches = list(files.read_batches(tmp_path / "book.xlsx", Reading(), found.layout, found.wanted))
    assert [batch.rows.column("مشتری").to_pylist() for batch in batches] == [
        ["علی", "مینا", "علی", "رضا"], ["علی", "مینا", "نگار"],
    ]  # fmt: skip


def test_a_sheet_whose_columns_cannot_be_matched_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    other = [["شماره فاکتور", "تاریخ", "نام مشتری", "کالا", "مبلغ کل (ریال)"], *rows("علی", "مینا", "نگار")]
    found = guessed(tmp_path, الف=[HEADER, *rows("علی", "مینا", "علی", "رضا")], ب=other)
    assert found.layout.sheets == ("!ب",)
    assert [one.key for one in found.questions] == ["sheets_left"]
    assert "left_other_names" in said(found)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("برگشت از فروش", True), ("مرجوعی", True), ("Returns", True), ("فاکتورهای برگشتی", True), (SALES, False),
        ("گزارش فروش و برگشت از فروش", False), ("فروش", False), ("برگشتی‌ها", True), ("برگشت از خرید", True),
    ],
)  # fmt: skip
def test_returns_are_known_by_their_title(text: str, back: bool) -> None:
    assert says_return(text) is back


def test_texts_have_pages_too(tmp_path: Path) -> None:
    lines = [
        "فروشگاه بهار;;;;",
        "(مبالغ به هزار تومان);;;;",
        ";".join(HEADER),
        *(";".join(map(str, one)) for one in rows("علی", "رضا", "علی")),
    ]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    found = guess_layout(tmp_path / "a.csv", Reading(format="csv", delimiter=";"))
    assert (found.unit, said(found), found.names) == ("IRHT", {"header_at"}, tuple(HEADER))


@pytest.mark.slow
def test_the_layout_of_uglinesses_thrown_together_is_seen(tmp_path: Path) -> None:
    wrong = []
    for seed in range(40):
        ugly = make(f"combined-{seed}", combined(seed), tmp_path, seed)
        found = guess_layout(ugly.file, Reading())
        layout = expected(ugly.source.layout)
        same = (found.layout.fill_down, found.layout.wide) == (layout.fill_down, layout.wide)
        if not same or found.returns != ugly.source.policy.return_when:
            wrong.append((seed, ugly.style, found))
    assert wrong == []
