"""Workbooks of every form come as pages of texts; what the values do not tell is told too."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.edges.sources import files, workbook
from bakhsh.errors import BakhshError, DataError
from bakhsh.specs import Layout, Reading

WANTED = ("date", "customer", "amount")


def write(path: Path, **pages: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in pages.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(
    path: Path, layout: Layout | None = None, wanted: tuple[str, ...] = WANTED
) -> list[tuple[str, int, tuple[str | None, ...]]]:
    """(sheet, line, wanted cells) of every record."""
    return [
        (batch.part, line, tuple(row[name] for name in wanted))
        for batch in files.read_batches(path, Reading(), layout or Layout(), wanted)
        for line, row in zip(batch.lines.to_pylist(), batch.rows.to_pylist(), strict=True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1250000, "1250000"), (1250000.0, "1250000"), (0.1 + 0.2, "0.3"), (-12.5, "-12.5"), (1e-7, "0.0000001"),
        (999999999999999, "999999999999999"), (6037991234567890, "6.03799123456789E+15"), (True, "TRUE"),
        (datetime(2024, 3, 20, 13, 5, 59), "2024-03-20T13:05:59"), (date(2024, 3, 20), "2024-03-20T00:00:00"),
        (time(9, 30), "09:30:00"), (timedelta(hours=30, minutes=1), "30:01:00"), ("۱۴۰۳/۰۱/۰۱", "۱۴۰۳/۰۱/۰۱"),
        ("0912", "0912"),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_a_person_would_type(tmp_path: Path, value: object, text: str) -> None:
    path = write(tmp_path / "a.xlsx", s=[["a", "b"], [value, "x"]])
    assert read(path, wanted=("a", "b")) == [("s", 2, (text, "x"))]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e300])
def test_what_is_no_number_of_a_shop_is_a_text_all_the_same(value: float) -> None:
    assert workbook._number(value) == {-1e300: "-1E+300"}.get(value, str(value))


@given(st.integers(-(10**14), 10**14), st.integers(0, 4))
def test_numbers_are_exact_to_fifteen_digits(digits: int, places: int) -> None:
    from decimal import Decimal

    number = Decimal(digits).scaleb(-places)
    assert Decimal(workbook._number(float(number))) == number


def test_lines_are_counted_as_excel_shows_them_and_leading_empty_columns_stay(tmp_path: Path) -> None:
    page = [[], [None, None, "title"], [], [None, *WANTED], [None, "d", "c", 5], [], [None, "e", "f", 6]]
    path = write(tmp_path / "a.xlsx", s=page)
    assert read(path) == [("s", 5, ("d", "c", "5")), ("s", 7, ("e", "f", "6"))]


def test_sheets_with_the_columns_are_read_and_others_are_not(tmp_path: Path) -> None:
    rows = [list(WANTED), ["d", "c", 5]]
    path = write(tmp_path / "a.xlsx", cover=[["report"]], one=rows, prices=[["item", "amount"], ["x", 1]], two=rows)
    assert [part for part, _, _ in read(path)] == ["one", "two"]
    assert [part for part, _, _ in read(path, Layout(sheets=("t*",)))] == ["two"]
    assert [part for part, _, _ in read(path, Layout(sheets=("!two",)))] == ["one"]
    with pytest.raises(DataError) as error:
        read(path, Layout(sheets=("three",)))
    assert error.value.sentence.args["known"] == ("cover", "one", "prices", "two")


def test_a_sheet_that_lacks_a_column_is_not_passed_over(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx", one=[list(WANTED), ["d", "c", 5]], two=[["date", "customer", "sum of it"], ["d", "c", 5]]
    )
    names = [batch.rows.column_names for batch in files.read_batches(path, Reading(), Layout(), WANTED)]
    assert names == [list(WANTED), ["date", "customer", "sum of it"]]


def test_a_workbook_without_the_columns_says_which_it_has(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", one=[["x", "y"], ["d", "c"]])
    assert files.columns_of(path, Reading(), Layout(), WANTED) == ("x", "y")


def test_errors_and_formulas_nobody_computed_are_told_and_never_zero(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, WANTED)
    for line, (formula, value) in enumerate([("=1/0", "#DIV/0!"), ("=A9", "#N/A"), ("=2*3", 6), ("=2*4", 0)], 1):
        sheet.write_row(line, 0, ["d", "c"])
        sheet.write_formula(line, 2, formula, None, value)
    book.close()
    assert [row[2][2] for row in read(tmp_path / "a.xlsx")] == ["#DIV/0!", "#N/A!", "6", "#CALC! =2*4"]
    path = write(tmp_path / "b.xlsx", s=[list(WANTED), ["d", "c", "=B1&B2"], ["=X1", "c", 5]])
    assert [row[2] for row in read(path)] == [("d", "c", "#CALC! =B1&B2"), ("#CALC! =X1", "c", "5")]


def test_hidden_sheets_and_rows_are_read_and_known(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(path, one=[list(WANTED), ["d", "c", 5], ["d", "c", 6]], two=[list(WANTED), ["d", "c", 7]])
    book = openpyxl.load_workbook(path)
    book["one"].row_dimensions[3].hidden = True
    book["one"].column_dimensions["B"].hidden = True
    book["two"].sheet_state = "hidden"
    book.save(path)
    assert [row[2][2] for row in read(path)] == ["5", "6", "7"]
    seen = {
        sheet.name: (sheet.hidden, sheet.odd.hidden_rows, sheet.odd.hidden_columns) for sheet in workbook.sheets(path)
    }
    assert seen == {"one": (False, {3}, {1}), "two": (True, set(), set())}


def test_a_locked_and_a_damaged_workbook_are_refused_in_plain_words(tmp_path: Path) -> None:
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(4000))
    with pytest.raises(BakhshError):
        read(locked)
    whole = write(tmp_path / "a.xlsx", s=[list(WANTED), ["d", "c", 5]]).read_bytes()
    for cut in (30, len(whole) // 2, len(whole) - 30):
        broken = tmp_path / "b.xlsx"
        broken.write_bytes(whole[:cut])
        with pytest.raises(BakhshError):
            list(files.read_batches(broken, Reading(format="workbook"), Layout(), WANTED))


def test_an_archive_that_unfolds_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_LARGEST", 1 << 20)
    path = write(tmp_path / "a.xlsx", s=[list(WANTED)])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(2 << 20))
    with pytest.raises(DataError) as error:
        read(path)
    assert error.value.sentence.id == "pages.enormous"
