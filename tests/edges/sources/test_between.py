"""A row that holds nothing but a date is the day of the rows below it."""

from __future__ import annotations

from pathlib import Path

import pytest

import bakhsh
from bakhsh.edges.sources.between import date_alone
from bakhsh.edges.sources.files import read_batches
from bakhsh.edges.sources.guess import guess
from bakhsh.specs import Layout, Reading

PAGE = """فروش روزانه,,
شماره فاکتور,کد مشتری,مبلغ (ریال)
تاریخ: ۱۴۰۳/۰۲/۱۵,,
1,ali,1000
2,reza,2000
,,
شنبه ۱۴۰۳/۰۲/۱۶,,
3,ali,4000
جمع,,7000
1403/02/17,,
4,sara,8000
5,ali,16000
"""


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("تاریخ: ۱۴۰۳/۰۲/۱۵", None), "1403/02/15"), (("", "2024-05-06 00:00:00"), "2024-05-06"),
        (("تاریخ", "1403/2/5", ""), "1403/2/5"), (("پنج‌شنبه ۱۵ اردیبهشت ۱۴۰۳",), "15 اردیبهشت 1403"),
        (("Monday, 5 May 2024",), "5 May 2024"), (("5/6/24",), "5/6/24"), (("روز سه شنبه", "03.04.2024"), "03.04.2024"),
        (("1403/02/15", "ali", "1000"), None), (("1403/02",), None), (("1000",), None), (("جمع 1403/02/15",), None),
        (("15 کالا 1403",), None), ((None, " "), None), (("2024/05-06",), None),
    ],
)  # fmt: skip
def test_a_date_alone_is_known_by_what_stands_beside_it(cells: tuple[str | None, ...], found: str | None) -> None:
    assert date_alone(cells) == found


def written(folder: Path, text: str = PAGE) -> Path:
    path = folder / "daily.csv"
    path.write_text(text, encoding="utf-8")
    return path


WANTED = ("شماره فاکتور", "کد مشتری", "مبلغ (ریال)", "@between")


def test_records_carry_the_date_above_them_and_every_row_has_its_fate(tmp_path: Path) -> None:
    (batch,) = read_batches(written(tmp_path), Reading(), Layout(between=("date",)), WANTED)
    assert [tuple(row.values()) for row in batch.rows.to_pylist()] == [
        ("1", "ali", "1000", "1403/02/15"), ("2", "reza", "2000", "1403/02/15"), ("3", "ali", "4000", "1403/02/16"),
        ("4", "sara", "8000", "1403/02/17"), ("5", "ali", "16000", "1403/02/17"),
    ]  # fmt: skip
    assert [(one.line, one.reason) for one in batch.broken] == [
        (3, "note_row"), (7, "note_row"), (9, "total_row"), (10, "note_row"),
    ]  # fmt: skip


def test_a_date_above_the_header_is_the_first_records(tmp_path: Path) -> None:
    text = PAGE.replace("فروش روزانه,,\n", "تاریخ ۱۴۰۳/۰۲/۱۴,,\n").replace("تاریخ: ۱۴۰۳/۰۲/۱۵,,\n", "")
    (batch,) = read_batches(written(tmp_path, text), Reading(), Layout(between=("date",)), WANTED)
    assert batch.rows.column("@between").to_pylist()[:3] == ["1403/02/14", "1403/02/14", "1403/02/16"]


def test_many_records_between_two_dates_are_read_the_fast_way_alike(tmp_path: Path) -> None:
    days = [f"1403/03/{day:02}" for day in range(1, 4)]
    lines = [one for day in days for one in (f"{day},,", *(f"{n},c{n % 9},{n + 1}" for n in range(1300)))]
    text = "\n".join(["شماره فاکتور,کد مشتری,مبلغ (ریال)", *lines])
    batches = list(read_batches(written(tmp_path, text), Reading(), Layout(between=("date",)), WANTED))
    found = [day for batch in batches for day in batch.rows.column("@between").to_pylist()]
    assert found == [day for day in days for _ in range(1300)]


def test_the_guess_recognises_dates_between_records(tmp_path: Path) -> None:
    found = guess(written(tmp_path))
    assert found.layout.between == ("date",)
    assert {one.column: one.source for one in found.columns if one.column}["ordered_at"] == "@between"
    assert "policy.dates_between" in {one.id for one in found.notes}
    assert [one.key for one in found.questions if one.grave] == []
    dated = PAGE.replace("مبلغ (ریال)", "مبلغ (ریال),تاریخ").replace("000\n", "000,1403/02/15\n")
    assert guess(written(tmp_path, dated)).layout.between == ()


def test_a_file_with_dates_between_its_records_runs_to_the_unit(tmp_path: Path) -> None:
    bakhsh.new(tmp_path / "shop", written(tmp_path))
    with bakhsh.open(tmp_path / "shop") as ws:
        ws.run()
        found = ws.reconciliation()
        assert sum(month.net for month in found.months) == 31000
        (load,) = ws.loads()
        assert load.rows == load.kept + load.duplicates + load.rejected == 9
        assert (str(load.first_at)[:10], str(load.last_at)[:10]) == ("2024-05-04", "2024-05-06")
