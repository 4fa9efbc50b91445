"""Workbooks of other forms than .xlsx are read like any other, and none of them fills the memory."""

from __future__ import annotations

import contextlib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt
from tests.edges.sources.books import cell, ods, row, table, xlsb

from bakhsh import project
from bakhsh.edges.sources import files, workbook
from bakhsh.errors import BakhshError, DataError
from bakhsh.loop.data.conform import conform
from bakhsh.specs import Reading
from bakhsh.workspace.begin import new

HEADER = ("شماره فاکتور", "تاریخ", "مشتری", "مبلغ (ریال)")
SALES = tuple((f"F{1000 + n}", date(2024, 3, 1 + n % 28), f"مشتری {n % 7}", 125_000 * (n + 1)) for n in range(40))
RIALS = sum(one[3] for one in SALES)


def xls(path: Path, *pages: list[list[Any]]) -> Path:
    """An old workbook: texts, numbers, days, truth."""
    book, day = xlwt.Workbook(), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, rows in enumerate(pages):
        sheet = book.add_sheet(f"Sheet{number + 1}")
        for line, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    sheet.write(line, column, value, *([day] if isinstance(value, date) else []))
    book.save(path)
    return path


def sales(folder: Path, form: str) -> Path:
    """The same sales in a workbook of this form, with a sum below them."""
    total = ["", "", "جمع کل", float(RIALS)]
    if form == "xls":
        return xls(folder / "sales.xls", [[*HEADER], *([a, b, c, float(d)] for a, b, c, d in SALES), total])
    if form == "xlsb":
        days = [[a, (b - date(1899, 12, 30)).days, c, float(d)] for a, b, c, d in SALES]
        return xlsb(folder / "sales.xlsb", {"فروش": [[*HEADER], *days, total]})
    lines = [row(a, cell("", office_value__type="date", office_date__value=str(b)), c, d) for a, b, c, d in SALES]
    empty = row(cell(times=16_384), times=1_048_000)
    return ods(folder / "sales.ods", table("فروش", row(*HEADER), *lines, row(*total), empty))


@pytest.mark.parametrize("form", ["xls", "xlsb", "ods"])
def test_sales_of_an_old_or_free_workbook_are_read_to_the_rial(form: str, tmp_path: Path) -> None:
    new(tmp_path / "shop", sales(tmp_path, form))
    declared = project.read(tmp_path / "shop")
    (source,) = declared.sources
    path = tmp_path / "shop" / source.files[0]
    found = [
        conform(batch, source, declared.project, lambda text: text)
        for batch in files.read_batches(path, source.reading, source.layout, source.asked)
    ]
    kept = [one for batch in found for one in batch.entries.to_pylist()]
    assert sum(one["amount"] for one in kept) == RIALS
    assert sorted(one["at"].date() for one in kept) == sorted(one[1] for one in SALES)
    assert [one["reason"] for batch in found for one in batch.rejected.to_pylist()] == ["total_row"]


HOURS = {"office_time__value": "PT30H01M05S"}


def cells(path: Path) -> list[list[str | None]]:
    return [cells for sheet in workbook.sheets(path) for _, cells in sheet.rows]


def test_errors_of_an_old_workbook_are_told_by_name(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for column, name in enumerate("ab"):
        sheet.write(0, column, name)
    sheet.write(1, 0, "x")
    sheet.row(1).set_cell_error(1, "#DIV/0!")
    sheet.row(1).hidden = True
    book.save(path := tmp_path / "a.xls")
    assert cells(path) == [["a", "b"], ["x", "#DIV/0!"]]
    assert next(workbook.sheets(path)).odd.hidden_rows == {2}


def test_errors_of_a_binary_workbook_are_told_by_name(tmp_path: Path) -> None:
    path = xlsb(tmp_path / "a.xlsb", {"S": [["a", "b"], [b"\x17", True], [b"\x2a", 0.5]]})
    assert cells(path) == [["a", "b"], ["#REF!", "TRUE"], ["#N/A!", "0.5"]]


def test_an_open_document_tells_errors_times_and_what_repeats(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "a.ods",
        table(
            "S",
            row("a", "b"),
            row(cell("#DIV/0!", table_formula="of:=1/0", office_value__type="string", calcext_value__type="error"), 2),
            row(cell("Err:508", table_formula="of:=(1", office_value="0"), 3),
            row(cell(table_formula="of:=[.B2]*2"), cell("", **{"office_value__type": "time", **HOURS})),
            row(cell(7, times=2), times=2),
            row(cell(9), cell(), times=1, table_visibility="collapse"),
        ),
    )  # fmt: skip
    assert cells(path) == [
        ["a", "b"], ["#DIV/0!", "2"], ["Err:508", "3"], ["#CALC! =[.B2]*2", "30:01:05"], ["7", "7"], ["7", "7"],
        ["9", None],
    ]  # fmt: skip
    (sheet,) = workbook.sheets(path)
    assert (sheet.odd.hidden_rows, sheet.odd.errors, sheet.odd.uncomputed) == ({7}, 2, 1)


# ---- sheets that would fill the memory ---------------------------------------------------------------------------
FAR: dict[str, Any] = {
    "a cell in the last corner of an .xlsb": lambda path: xlsb(path, {"S": {(0, 0): "a", (1_048_575, 16_383): 1}}),
    "a cell in the last corner of an .ods": lambda path: ods(
        path, table("S", row("a"), row(cell(), times=1_048_574), row(cell(times=16_383), 1))
    ),
    "a cell that repeats over a whole .ods": lambda path: ods(
        path, table("S", row(cell(1, times=16_384), times=1_048_576))
    ),
    "far cells in four sheets of an .xls": lambda path: xls(
        path, *([["a"], *([None] for _ in range(65_534)), [*([None] * 255), "x"]] for _ in range(4))
    ),
}


@pytest.mark.parametrize("place", ["ZZZZ9999999999", "xfd1048576", "A0", "A99999999999"])
def test_a_cell_at_a_place_no_sheet_has_is_refused_in_words(place: str, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "whole.xlsx") as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, [1, 2])
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as spoilt:
        for name in whole.namelist():
            spoilt.writestr(name, whole.read(name).replace(b'r="A2"', f'r="{place}"'.encode()))
    with pytest.raises(DataError) as caught:
        list(files.read_batches(tmp_path / "a.xlsx", Reading()))
    assert caught.value.sentence.id in ("sources.sheet_spread", "pages.damaged")


@pytest.mark.parametrize("name", FAR)
def test_a_cell_far_from_the_table_is_refused_in_words(name: str, tmp_path: Path) -> None:
    path = FAR[name](tmp_path / "book")
    with pytest.raises(DataError) as caught:
        list(files.read_batches(path, Reading()))
    assert caught.value.sentence.id == "sources.sheet_spread"


def test_a_document_that_declares_entities_fills_nothing(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{"&a" + str(n - 1 or "") + ";"}{("&a" + str(n - 1 or "") + ";") * 9}">' for n in range(1, 9)
    ) + "]>"  # fmt: skip
    path = ods(tmp_path / "a.ods", table("S", row("a", "b"), row(cell("&a8;").replace("amp;", ""), 1)), before=bomb)
    with pytest.raises(DataError) as caught:
        list(files.read_batches(path, Reading()))
    assert caught.value.sentence.id == "pages.damaged"


@pytest.mark.parametrize("form", ["xls", "xlsb", "ods"])
def test_a_workbook_cut_short_is_refused_in_words(form: str, tmp_path: Path) -> None:
    whole = sales(tmp_path, form).read_bytes()
    for cut in (100, 600, len(whole) // 2, len(whole) - 30):
        (tmp_path / f"cut.{form}").write_bytes(whole[:cut])
        with contextlib.suppress(BakhshError):
            list(files.read_batches(tmp_path / f"cut.{form}", Reading()))
