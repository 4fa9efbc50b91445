"""The workbook as its reader finds it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from bakhsh.edges.sinks import sheets, write_audience
from bakhsh.edges.sinks.parts import ADDRESSES
from bakhsh.language.locale import locale_for
from bakhsh.specs import Campaign

LOTS = [("17850", "treated"), ("17851", "treated"), ("17852", "holdout"), ("17853", "no_consent")]
MEASURES = {
    "recency": pa.array([41, 3, 5, None], pa.int64()),
    "monetary": pa.array([123_456, 5, 7, 9], pa.int64()),
    "last_on": pa.array([date(2011, 10, 20), None, None, None], pa.date32()),
    "mobile": pa.array(["+989121234567", "+447700900000", "+989121111111", "+989122222222"]),
    "name": pa.array(["سارا کاظمی‌پور", "=cmd()", "Held", "Refused"]),
}


@pytest.fixture
def written(campaign: Campaign, make_wave: Any, read_back: Any, tmp_path: Path) -> Any:
    def write(language: Any, money: str) -> Any:
        reader = locale_for(language, money=money)
        titles = {"slipping": {"en": "Slipping away", "fa": "در حال سرد شدن"}}
        table = make_wave(LOTS, **MEASURES)
        return read_back(write_audience(tmp_path, campaign, table, language, locale=reader, segments=titles))

    return write


def test_an_english_workbook_speaks_english(written: Any) -> None:
    book = written("en", "GBP")
    assert book.book.sheetnames == ["To contact", "Control group", "Left out", "About"]
    assert book.header(0) == [
        "Customer", "Name", "Mobile", "Segment", "Offer", "Days since last purchase", "Spent in all (£)",
        "Last purchase",
    ]  # fmt: skip
    assert book.rows(0)[0] == (
        "17850", "سارا کاظمی‌پور", "09121234567", "Slipping away", "10% off", 41, 1234.56, datetime(2011, 10, 20),
    )  # fmt: skip
    assert not any(sheet.sheet_view.rightToLeft for sheet in book.book.worksheets)


def test_a_persian_workbook_runs_from_right_to_left_in_persian(written: Any) -> None:
    book = written("fa", "IRT")
    assert book.book.sheetnames == ["برای ارسال", "گروه کنترل", "ریز کنارگذاشته‌ها", "دربارهٔ این فایل"]
    assert all(sheet.sheet_view.rightToLeft for sheet in book.book.worksheets)
    assert "مبلغ خرید (تومان)" in book.header(0)
    first = book.rows(0)[0]
    assert first[:5] == ("17850", "سارا کاظمی‌پور", "09121234567", "در حال سرد شدن", "۱۰٪ تخفیف")
    assert first[5:] == (41, 12345.6, "۱۳۹۰/۰۷/۲۸")
    assert (
        book.book.worksheets[1]["A1"].value == "به این مشتریان پیام ندهید: عمداً پیام نمی‌گیرند تا اثر کمپین معلوم شود."
    )
    assert book.rows(2)[0][:2] == ("17853", "برای این کار اجازه‌ای از مشتری ثبت نشده")


def test_numbers_are_numbers_and_ids_and_phones_are_text(written: Any) -> None:
    sheet = written("en", "GBP").book.worksheets[0]
    kinds = [cell.data_type for cell in sheet[2]]
    assert kinds == ["s", "s", "s", "s", "s", "n", "n", "d"]
    assert sheet["B3"].value == "=cmd()"
    assert sheet["B3"].data_type == "s"
    assert sheet["C3"].value == "+447700900000"


def test_addresses_stand_only_where_somebody_is_contacted(written: Any) -> None:
    book = written("en", "GBP")
    for sheet in (1, 2):
        cells = [cell for row in book.table(sheet) for cell in row]
        assert not {"09121111111", "09122222222", "Held", "Refused"} & set(cells)
    everyone = book.csv("everyone")
    assert not set(ADDRESSES) & set(everyone[0])
    assert not any("0912" in cell for row in everyone for cell in row)


def test_everybody_left_out_has_his_reason_in_words(written: Any) -> None:
    book = written("en", "GBP")
    assert book.header(2)[:2] == ["Customer", "Left out because"]
    assert book.rows(2)[0][:2] == ("17853", "there is no permission on record")


def test_the_header_stays_in_sight_and_filters(written: Any) -> None:
    first, control, *_ = written("en", "GBP").book.worksheets
    assert (first.freeze_panes, first.auto_filter.ref) == ("B2", "A1:H3")
    assert (control.freeze_panes, control.auto_filter.ref) == ("B4", "A3:D4")


def test_the_last_sheet_adds_up(written: Any) -> None:
    book = written("en", "GBP").book.worksheets[3]
    facts = {label: value for label, value, *_ in book.iter_rows(values_only=True)}
    assert facts["Campaign"] == "Winter is back"
    assert facts["Customers the campaign is meant for"] == 4
    assert facts["To contact"] + facts["Control group"] + facts["Left out"] == 4
    assert facts["there is no permission on record"] == 1
    assert facts["Meant for customers with"] == "overdue >= 2"
    assert facts["Customers as of the end of"] == "30 November 2011"
    assert facts["Measured over"] == "from 1 December 2011 to 30 December 2011"


def test_no_cell_holds_a_mark_nobody_can_see(written: Any) -> None:
    for sheet in written("fa", "IRT").book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            assert not any(set(str(cell)) & set("\u2066\u2067\u2068\u2069") for cell in row)


def test_a_part_longer_than_a_sheet_goes_on_in_the_next(
    campaign: Campaign, make_wave: Any, read_back: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    table = make_wave(
        [(f"c{n:02}", "treated") for n in range(9)] + [("d1", "holdout"), ("d2", "holdout"), ("d3", "holdout")]
    )
    book = read_back(write_audience(tmp_path, campaign, table, "en")).book
    assert book.sheetnames[:5] == [
        "To contact",
        "To contact (2)",
        "To contact (3)",
        "Control group",
        "Control group (2)",
    ]
    found = [row[0] for sheet in book.worksheets[:3] for row in list(sheet.iter_rows(values_only=True))[1:]]
    assert found == [f"c{n:02}" for n in range(9)]


def test_an_audience_of_nobody_is_still_a_workbook(
    campaign: Campaign, make_wave: Any, read_back: Any, tmp_path: Path
) -> None:
    written = read_back(write_audience(tmp_path, campaign, make_wave([]), "fa"))
    assert [written.customers(sheet) for sheet in range(3)] == [[], [], []]
    assert written.csv("everyone")[1:] == []


def test_days_before_excels_calendar_are_text(
    campaign: Campaign, make_wave: Any, read_back: Any, tmp_path: Path
) -> None:
    table = make_wave([("a", "treated")], last_on=pa.array([date(1899, 5, 1)], pa.date32()))
    assert read_back(write_audience(tmp_path, campaign, table, "en")).rows(0)[0][-1] == "1899/05/01"
