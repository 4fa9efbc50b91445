"""Migration and retention on the page."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import pytest

from bakhsh.language.locale import locale_for
from bakhsh.records import Migration, Move, Retained, Returned, RunRecord, SegmentRetention, Survival
from bakhsh.report.curve import curve
from bakhsh.report.flow import flow
from bakhsh.report.keeping import keeping_view
from bakhsh.report.migrating import migration_view
from bakhsh.report.reader import Reader, reader_for
from bakhsh.report.shares import shares
from bakhsh.stats import Interval, kaplan_meier, wilson

BEFORE, AFTER = date(2024, 5, 31), date(2024, 6, 30)
TITLES = {
    "best": {"en": "Best <b>", "fa": "بهترین"}, "fair": {"en": "Fair", "fa": "متوسط"}, "empty": {"en": "E", "fa": "خ"},
}  # fmt: skip
MOVES = (
    Move("", "best", 4, 0, 100, None, {"arrived": 4}),
    Move("best", "best", 30, 900, 1_000, wilson(30, 40), {"stayed": 30}),
    Move("best", "fair", 10, 200, 210, wilson(10, 40), {"market": 4, "behaviour": 6}),
    Move("fair", "", 5, 50, 0, wilson(5, 5), {"left": 5}),
)
SEEN = Migration(
    "value", {"en": "Value", "fa": "ارزش"}, BEFORE, AFTER, TITLES, MOVES,
    {"arrived": 4, "left": 5, "definition": 0, "market": 4, "behaviour": 6, "stayed": 30},
)  # fmt: skip


def reader(language: Literal["en", "fa"]) -> Reader:
    return reader_for(locale_for(language, money="GBP"), "gregorian")


def test_rows_of_the_matrix_are_shares_of_where_they_came_from() -> None:
    seen = migration_view(SEEN, reader("en"), flow(SEEN, reader("en")))
    assert seen.columns == ("Best <b>", "Fair", "left")
    assert [(row.title, row.size) for row in seen.rows] == [("Best <b>", "40"), ("Fair", "5"), ("arrived", "4")]
    first = [cell and (cell.share, cell.customers, cell.stays) for cell in seen.rows[0].cells]
    assert first == [("75%", "30", True), ("25%", "10", False), None]
    told = seen.rows[0].cells[1]
    assert told is not None
    assert "market 4" in told.told
    assert "behaviour 6" in told.told
    assert [(one.title, one.customers, one.width) for one in seen.causes] == [
        ("arrived", "4", 66.7), ("left", "5", 83.3), ("market", "4", 66.7), ("behaviour", "6", 100.0),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_flow_has_a_band_a_way_and_names_are_no_markup(language: Literal["en", "fa"]) -> None:
    drawn = str(flow(SEEN, reader(language)))
    assert drawn.count("<path") == len(MOVES)
    assert drawn.count("<rect") == 6
    assert "<b>" not in drawn
    assert all(float(height) > 0 for height in re.findall(r'<rect[^>]* height="([\d.]+)"', drawn))


def run(as_of: date, best: int) -> RunRecord:
    from datetime import UTC, datetime

    moment = datetime(2024, 7, 1, tzinfo=UTC)
    return RunRecord(
        1, as_of, "", 1, moment, moment, "published", True, 40, {"value": {"best": best, "fair": 40 - best}}, (), "",
        True,
    )  # fmt: skip


def test_shares_through_time_need_three_days_and_add_up() -> None:
    runs = [run(date(2024, month, 1), 10 * month) for month in (1, 2, 3)]
    assert shares(SEEN, runs[:2], reader("en")) == ""
    drawn = str(shares(SEEN, runs, reader("en")))
    assert drawn.count("<polygon") == 2
    ys = [float(y) for y in re.findall(r",([\d.]+)", " ".join(re.findall(r'points="([^"]+)"', drawn)))]
    assert (min(ys), max(ys)) == (6.0, 194.0)


STEPS = kaplan_meier([(91, 5, 0), (120, 1, 2), (300, 0, 2)])
SURVIVAL = Survival(AFTER, 90, 10, 6, 300, 91, STEPS, (Returned(date(2024, 6, 1), 6, 1, 2, 1 / 3),))


def test_the_curve_has_its_band_and_where_nobody_is_lost_there_is_none() -> None:
    drawn = str(curve(SURVIVAL, reader("fa")))
    assert drawn.count('class="band"') == drawn.count('class="line"') == drawn.count('class="half"') == 1
    assert curve(Survival(AFTER, 90, 10, 0, 300, None, (), ()), reader("en")) == ""


def test_who_came_back_and_who_stayed_are_tables() -> None:
    part = SegmentRetention("best", TITLES["best"], 40, 10, Interval(0.25, 0.15, 0.38, 0.9), 5_000)
    none = SegmentRetention("fair", TITLES["fair"], 0, 0, wilson(0, 0), 0)
    seen = keeping_view(SURVIVAL, (Retained("value", {}, BEFORE, AFTER, (part, none)),), reader("en"))
    assert [(row.lost, row.back, row.share, row.width) for row in seen.back] == [("6", "2", "33.3%", 100.0)]
    assert [row[:4] for row in seen.stays[0].rows] == [("Best <b>", "40", "10", "25.0%")]
