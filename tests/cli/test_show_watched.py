"""What was watched, on a terminal."""

from __future__ import annotations

from datetime import date

import pytest
from rich.console import Console
from tests.cli.records import AS_OF

from bakhsh.cli import show_watched
from bakhsh.cli.screen import Screen
from bakhsh.language.locale import Language, locale_for
from bakhsh.language.sentences import Sentence
from bakhsh.records import (
    Cohort,
    CohortTable,
    Finding,
    Migration,
    Move,
    PathStep,
    Retained,
    Returned,
    SegmentRetention,
    Survival,
)
from bakhsh.specs import Project, ProjectFiles, Segmentation
from bakhsh.stats import kaplan_meier, wilson

TITLES = {"best": {"en": "Best", "fa": "بهترین"}, "risk": {"en": "At risk", "fa": "در خطر"}}
BEFORE = date(2011, 10, 31)
MOVED = Migration(
    "value", {"en": "Value", "fa": "ارزش"}, BEFORE, AS_OF, TITLES,
    (
        Move("", "best", 4, 0, 100_00, None, {"arrived": 4}),
        Move("best", "best", 30, 900_00, 1_000_00, wilson(30, 40), {"stayed": 30}),
        Move("best", "risk", 10, 200_00, 210_00, wilson(10, 40), {"definition": 1, "market": 3, "behaviour": 6}),
    ),
    {"arrived": 4, "left": 0, "definition": 1, "market": 3, "behaviour": 6, "stayed": 30},
    (Sentence("migration.same_ruler"),), (Finding("value", "path", Sentence("migration.market_by_prices")),),
)  # fmt: skip


def screen(language: Language = "en") -> Screen:
    return Screen(locale_for(language, money="GBP"))


def shown(part: object) -> str:
    console = Console(width=160)
    with console.capture() as seen:
        console.print(part)
    return seen.get()


def test_a_migration_says_who_went_where_why_and_what_is_unusual() -> None:
    text = shown(show_watched.migration(screen(), MOVED))
    (way,) = [line for line in text.splitlines() if "At risk" in line]
    assert "25.0%" in way
    assert "definition 1 · market 3 · behaviour 6" in way
    assert "30 customers stayed where they were" in text
    assert "arrived 4 · definition 1 · market 3 · behaviour 6" in text
    assert "change of prices alone" in text
    assert "drawn alike" in text
    persian = shown(show_watched.migration(screen("fa"), MOVED))
    assert "رفتار مشتری ۶" in persian


def test_cohorts_and_the_curve_are_tables() -> None:
    cohorts = CohortTable(AS_OF, "gregorian", (Cohort(date(2011, 10, 1), 10, (10, 4), (50_00, 20_00)),), True)
    text = shown(show_watched.cohorts(screen(), cohorts))
    assert "40.0%" in text
    assert "£70" in text
    assert "not over yet" in text
    steps = kaplan_meier([(91, 6, 0), (200, 0, 4)])
    survival = Survival(AS_OF, 90, 10, 6, 200, 91, steps, (Returned(date(2011, 11, 1), 6, 1, 3, 0.5),))
    text = shown(show_watched.survival(screen(), survival))
    assert "within 91 days" in text
    assert "50.0%" in text
    assert "365" not in text
    nobody = Survival(AS_OF, 90, 0, 0, 0, None, (), ())
    assert shown(show_watched.survival(screen(), nobody)).strip() == ""


def test_segments_that_stay_are_a_table() -> None:
    part = SegmentRetention("best", TITLES["best"], 40, 10, wilson(10, 40), 50_00)
    text = shown(show_watched.retained(screen(), Retained("value", {}, BEFORE, AS_OF, (part,))))
    assert "25.0%" in text
    assert "Best" in text


@pytest.mark.parametrize(("language", "said"), [("en", "from Best to At risk (market)"), ("fa", "(بازار)")])
def test_a_way_is_told_step_by_step_and_no_way_is_not(language: Language, said: str) -> None:
    steps = (
        PathStep("value", BEFORE, "best", titles=TITLES, cause=""),
        PathStep("value", AS_OF, "risk", "best", "market", TITLES),
        PathStep("value", date(2011, 12, 31), "", "risk", "left", TITLES),
        PathStep("rfm", BEFORE, "best", titles=TITLES, cause=""),
    )
    files = ProjectFiles(Project("shop", "GBP"), segmentations=(Segmentation("value", "rule"),))
    text = shown(show_watched.path(screen(language), steps, files))
    assert said in text
    assert len(text.strip().splitlines()) == 4
