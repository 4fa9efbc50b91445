"""The CSV as a program reads it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.edges.sinks import write_audience
from bakhsh.edges.sinks.plain import _day, guarded
from bakhsh.language.locale import locale_for
from bakhsh.specs import Campaign

LOTS = [("a", "treated"), ("b", "holdout"), ("c", "no_consent")]


@given(st.text())
def test_a_guarded_text_is_itself_or_led_by_an_apostrophe(text: str) -> None:
    found = guarded(text)
    assert found in (text, f"'{text}")
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.fixture
def written(campaign: Campaign, make_wave: Any, read_back: Any, tmp_path: Path) -> Any:
    table = make_wave(
        LOTS,
        monetary=pa.array([-123_456, 5, 7], pa.int64()),
        overdue=pa.array([2.5, float("nan"), None]),
        last_on=pa.array([date(2011, 10, 20), None, None], pa.date32()),
        city=pa.array(["+ایلام", "@home", "-5"]),
    )
    return read_back(write_audience(tmp_path, campaign, table, "fa", locale=locale_for("fa", money="GBP")))


def test_a_file_begins_with_its_mark_and_ends_lines_as_windows_does(written: Any) -> None:
    for path in written.files[1:]:
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\r\n")
        assert raw.count(b"\n") == raw.count(b"\r\n")


def test_numbers_stay_bare_and_texts_are_guarded(written: Any) -> None:
    header, row = written.csv("to-contact")
    assert header == ["customer_id", "segment", "offer", "monetary", "overdue", "last_on", "city"]
    assert row == ["a", "slipping", "ten", "-1234.56", "2.5", "1390-07-28", "'+ایلام"]


def test_a_day_is_of_the_projects_calendar_with_its_time() -> None:
    gregorian, jalali = locale_for("fa", calendar="gregorian"), locale_for("en", calendar="jalali")
    noon = datetime(2011, 10, 20, 12, 30)
    assert [_day(one, gregorian) for one in (noon.date(), noon)] == ["2011-10-20", "2011-10-20T12:30:00"]
    assert [_day(one, jalali) for one in (noon.date(), noon)] == ["1390-07-28", "1390-07-28T12:30:00"]


def test_everybody_has_his_group_and_whoever_is_left_out_his_reason(written: Any) -> None:
    header, *rows = written.csv("everyone")
    assert header[:4] == ["customer_id", "group", "suppressed_by", "reason"]
    assert [row[:4] for row in rows] == [
        ["a", "to_contact", "", ""],
        ["b", "control", "", ""],
        ["c", "left_out", "no_consent", "برای این کار اجازه‌ای از مشتری ثبت نشده"],
    ]
