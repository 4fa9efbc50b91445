"""Records as a terminal shows them, in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from rich.console import Console, RenderableType
from tests.cli import records

from bakhsh.cli import show, show_features, show_guess, show_rows
from bakhsh.cli.screen import Screen
from bakhsh.language.locale import locale_for

INVISIBLE = re.compile("[\u200e\u200f\u2066-\u2069]")
DRAWN: dict[str, Callable[[Screen], RenderableType]] = {
    "guess": lambda face: show_guess.guess(face, records.GUESS),
    "features": lambda face: show_features.features(face, records.FEATURES),
    "plan": lambda face: show.plan(face, records.PLAN, records.TITLES),
    "nothing": lambda face: show.plan(face, records.NOTHING, {}),
    "run": lambda face: show.run(face, records.RUN, records.TITLES),
    "runs": lambda face: show.runs(face, [records.RUN]),
    "prune": lambda face: show.prune_plan(face, records.PRUNE),
    "profile": lambda face: show.profile(face, records.PROFILE),
    "rules": lambda face: show.rules(face, records.PROFILE),
    "explanation": lambda face: show.explanation(face, records.EXPLANATION),
    "rejections": lambda face: show_rows.rejections(face, records.REJECTIONS),
    "members": lambda face: show_rows.members(face, records.MEMBERS, 1, records.TITLES, "value"),
    "members_alone": lambda face: show_rows.members(
        face, [{**one, "name": "", "reach": ""} for one in records.MEMBERS], 1, records.TITLES, "value"
    ),
    "wave": lambda face: show.wave(face, records.WAVE),
    "readout": lambda face: show.readout(face, records.READOUT),
    "outside": lambda face: show.readout(face, records.OUTSIDE),
    "unsure": lambda face: show.readout(face, records.UNSURE),
}


def drawn(name: str, language: str) -> str:
    target = io.StringIO()
    face = Screen(locale_for(language, money="GBP"), out=Console(file=target, width=110))  # type: ignore[arg-type]
    face.draw(DRAWN[name](face))
    return target.getvalue()


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("name", DRAWN)
def test_every_record_is_shown_whole_and_without_invisible_marks(name: str, language: str) -> None:
    text = drawn(name, language)
    assert text.strip()
    assert not INVISIBLE.search(text)
    assert not re.search(r"\[[a-z_]+\.[a-z_]+\]|\{[a-z_]+\}", text), "a sentence without text"


def test_what_a_segmentation_is_for_is_said_in_the_reader_s_language() -> None:
    assert "How much attention" in drawn("profile", "en")
    assert "چقدر توجه" in drawn("profile", "fa")


def test_a_guess_hides_what_is_personal() -> None:
    text = drawn("guess", "en")
    assert "541,909" in text
    assert "536365" in text
    assert "09121234567" not in text


def test_a_plan_counts_movers_by_their_cause() -> None:
    assert "value: customers who move because the definition changed: 3; because of what they did: 5" in drawn(
        "plan", "en"
    )
    assert "Nothing has changed" in drawn("nothing", "en")


def test_a_run_says_what_became_of_every_row() -> None:
    text = drawn("run", "en")
    assert "Run 3 as of 30 November 2011: 4,338 customers" in text
    assert re.search(r"orders\.csv\s+100\s+90\s+4\s+6", text)
    assert "Best customers 338" in text


def test_figures_of_a_profile_are_the_readers() -> None:
    english, persian = drawn("profile", "en"), drawn("profile", "fa")
    assert "Best customers" in english
    assert re.search(r"338\s+7\.8%\s+£60K\s+60\.0%\s+12\s+9\.5\s+£1\.8K", english)
    assert "بهترین مشتریان" in persian
    assert "۳۳۸" in persian


def test_an_explanation_says_why_and_what_would_change_it() -> None:
    text = drawn("explanation", "en")
    assert "· yes" in text
    assert "→ no" in text
    assert re.search(r"monetary\s+£123\.45", text)
    assert re.search(r"share of returns\s+25\.0%", text)
    assert re.search(r"recency\s+12 days", text)
    assert "overdue" not in text
    assert "سهم مرجوعی" in drawn("explanation", "fa")


def test_a_rejected_row_is_read_as_it_came_with_the_cell_at_fault_first() -> None:
    text = drawn("rejections", "en")
    assert "in/orders.csv, line 34: the date cannot be read" in text
    assert re.search(r"\n +at: someday *\n +order: 7 · mobile: ••• *\n", text)
    assert "A1;C1 •••" in text
    assert "{" not in text


def test_members_have_their_names_and_addresses_where_there_are_any() -> None:
    text = drawn("members", "fa")
    assert re.search(r"C1 +سارا ا\. +0912•••4567 +بهترین مشتریان", text)
    assert "تلفن یا ایمیل" in text
    assert "تلفن" not in drawn("members_alone", "fa")


def test_a_wave_adds_up() -> None:
    numbers = [int(number) for number in re.findall(r"(\d+)\s*$", drawn("wave", "en"), flags=re.MULTILINE)]
    assert numbers[1:6] == [100, 8, 2, 20, 70]


def test_a_readout_begins_with_its_verdict() -> None:
    lines = [line.strip() for line in drawn("readout", "en").splitlines()]
    assert lines[1].startswith("It works")
    assert any("£2.50 (90% interval: £0.50 to £4.50)" in line for line in lines)
    assert lines[0] == "winback, wave 1: margin from 1 December 2011 to 30 December 2011"
    assert "About 4,000 more customers" in drawn("unsure", "en")
    assert "too few customers to give an interval" in drawn("unsure", "en")
    assert "0.0452 (90% interval: 0.0400 to 0.0500)" in drawn("outside", "en")
