"""Seasons in a whole run: everybody against everybody, own occasions, and nothing of later days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.errors import ProjectErrors

JALALI = 'name = "Shop"\nunit = "IRT"\ncalendar = "jalali"\n'
FAIR = 'pay_days = [5]\n[[occasion]]\nname = "fair"\nfirst = "12-29"\nlast = "1-05"\n'
LATE = tuple(shops.line(f"n{n}", "ann", f"2024-03-{n:02}") for n in (1, 5, 9))
ROWS = (
    *LATE,
    shops.line("a", "ann", "2024-06-03"),
    *(shops.line(f"b{n}", "bob", f"2024-{n:02}-08") for n in (2, 4, 5, 6)),
    shops.line("c", "cas", "2024-06-20"),
    shops.line("r", "dan", "2024-01-10"),
    shops.line("s", "dan", "2024-03-22"),
)


def lifts(folder: Path, as_of: date = shops.AS_OF) -> dict[str, dict[str, object]]:
    with bakhsh.open(folder) as ws:
        ws.run(as_of=as_of)
        return {row["customer_id"]: row for row in ws.rows(as_of).to_pylist()}


def make(folder: Path, rows: tuple[shops.Row, ...] = ROWS, **texts: str) -> Path:
    return shops.make(folder, rows, **{"bakhsh": JALALI, "segments__rfm": "", **texts})


def test_a_lift_sets_a_customer_against_everybody_since_his_first_purchase(tmp_path: Path) -> None:
    rows = lifts(make(tmp_path / "shop"))
    # Esfand 1402 is 20 February to 19 March 2024. Of seven days on which somebody bought again two lie in it: ann's.
    assert rows["ann"]["nowruz_lift"] == pytest.approx((2 + 1) / (3 * 2 / 7 + 1))
    assert rows["bob"]["nowruz_lift"] == pytest.approx((0 + 1) / (3 * 2 / 7 + 1))
    # Who bought once has no lift, and of a season in which nobody bought again there is none.
    assert rows["cas"]["nowruz_lift"] is None
    assert rows["ann"]["yalda_lift"] is None


def test_days_of_the_week_are_plain_shares(tmp_path: Path) -> None:
    rows = lifts(make(tmp_path / "shop"))
    assert (rows["cas"]["thursday_share"], rows["dan"]["friday_share"], rows["dan"]["thursday_share"]) == (1, 0.5, 0)


def test_pay_days_and_own_occasions_follow_the_projects_calendar(tmp_path: Path) -> None:
    rows = lifts(make(tmp_path / "shop", behavioural=FAIR))
    # 22 March 2024 is 3 Farvardin 1403, inside a fair over the turn of the year.
    assert rows["dan"]["fair_lift"] == pytest.approx((1 + 1) / (1 * 1 / 7 + 1))
    assert rows["bob"]["fair_lift"] == pytest.approx((0 + 1) / (3 * 1 / 7 + 1))
    assert {row["payday_lift"] for row in rows.values()} == {None}


def test_western_projects_have_western_seasons(tmp_path: Path) -> None:
    rows = lifts(make(tmp_path / "shop", bakhsh=shops.PROJECT))
    assert "nowruz_lift" not in rows["ann"]
    assert {"christmas_lift", "black_friday_lift", "payday_lift", "valentine_lift"} <= rows["ann"].keys()
    none = lifts(make(tmp_path / "other", bakhsh=shops.PROJECT, behavioural='occasions = "none"\n'))
    assert not [name for name in none["ann"] if name.endswith("_lift")]


def test_later_rows_change_no_lift(tmp_path: Path) -> None:
    later = tuple(shops.line(f"x{n}", "zed", f"2024-07-{n:02}") for n in range(1, 9))
    before, after = lifts(make(tmp_path / "a")), lifts(make(tmp_path / "b", (*ROWS, *later)))
    assert before == after


def test_a_condition_may_ask_for_a_lift(tmp_path: Path) -> None:
    asked = 'kind = "rule"\n[[segment]]\nname = "festive"\nwhere = "nowruz_lift > 1.5"\n'
    with bakhsh.open(make(tmp_path / "shop", segments__when=asked)) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        assert record.sizes["when"]["festive"] == 1
        said = [why for one in ws.explain("ann").memberships for why in one.because if one.segmentation == "when"]
    assert len(said) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[occasion]]\nname = "fair"\n', "calendar.no_days"),
        ('[[occasion]]\nname = "fair"\nfirst = "2-1"\n', "calendar.no_days"),
        ('[[occasion]]\nname = "nowruz"\nfirst = "1-1"\nlast = "1-5"\n', "calendar.known_occasion"),
        ('[[occasion]]\nname = "fair"\nfirst = "13-1"\nlast = "1-5"\n', "project.wrong_form"),
        ('[[occasion]]\nname = "fair"\ndates = ["soon"]\n', "project.wrong_form"),
    ],
)
def test_an_occasion_without_clear_days_is_told(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ProjectErrors) as caught:
        bakhsh.open(make(tmp_path / "shop", behavioural=text))
    assert [one.sentence.id for one in caught.value.errors] == [problem]
