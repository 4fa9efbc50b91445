"""Rows that add up what stands above them are known by their arithmetic, and their word is proposed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from bakhsh import project
from bakhsh.edges.sources import files
from bakhsh.edges.sources.layouts import guess_layout
from bakhsh.loop.data.conform import conform
from bakhsh.specs import Reading
from bakhsh.workspace.begin import new

HEADER = ["شماره", "تاریخ", "مشتری", "مبلغ (ریال)"]
RIALS = sum((n + 1) * 1000 for n in range(30))


def book(folder: Path, *, by_day: str = "", last: str = "", off: int = 0) -> Path:
    """Thirty sales; below every five a row of their day, in the end one of all."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEADER)
    day = 0
    for n in range(30):
        amount = (n + 1) * 1000
        sheet.append([f"F{n}", f"1403/01/{n // 5 + 1:02}", f"مشتری {n % 7}", amount])
        day += amount
        if by_day and n % 5 == 4:
            sheet.append([None, None, by_day.replace("@", f"1403/01/{n // 5 + 1:02}"), day + off])
            day = 0
    if last:
        sheet.append([None, None, last, RIALS + off])
    made.save(folder / "sales.xlsx")
    return folder / "sales.xlsx"


def totals(path: Path) -> tuple[str, ...]:
    return guess_layout(path, Reading(format="workbook")).layout.totals


@pytest.mark.parametrize(
    ("by_day", "last", "found"),
    [
        ("بستن روز", "", ("بستن روز",)), ("", "یکجا", ("یکجا",)), ("دخل @", "", ("دخل *",)),
        ("بستن روز", "همه", ("بستن روز", "همه")), ("", "جمع کل", ()),
    ],
)  # fmt: skip
def test_the_word_of_a_row_that_adds_up_is_proposed(
    by_day: str, last: str, found: tuple[str, ...], tmp_path: Path
) -> None:
    assert totals(book(tmp_path, by_day=by_day, last=last)) == found


def test_a_row_that_does_not_add_up_is_no_sum(tmp_path: Path) -> None:
    assert totals(book(tmp_path, by_day="بستن روز", last="یکجا", off=1)) == ()


def test_revenue_is_exact_where_strange_words_mark_sums(tmp_path: Path) -> None:
    new(tmp_path / "shop", book(tmp_path, by_day="دخل @", last="یکجا"))
    declared = project.read(tmp_path / "shop")
    (source,) = declared.sources
    assert source.layout.totals == ("دخل *", "یکجا")
    batches = files.read_batches(tmp_path / "sales.xlsx", source.reading, source.layout, source.asked)
    found = [conform(batch, source, declared.project, str) for batch in batches]
    assert sum(row["amount"] for one in found for row in one.entries.to_pylist()) == RIALS
    assert {row["reason"] for one in found for row in one.rejected.to_pylist()} == {"total_row"}
