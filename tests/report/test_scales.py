"""Scales of a survey on the page: what each dimension may be used for, in words and as a picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from bakhsh.language.locale import locale_for
from bakhsh.language.sentences import Titled
from bakhsh.records import ScaleReliability
from bakhsh.report.page import View, render_view
from bakhsh.report.reader import reader_for
from bakhsh.report.scales import scales
from bakhsh.stats import Interval

MOODS = Titled("moods", {"en": "Moods", "fa": "حال‌وهوا"})
CALM = Titled("calm", {"en": "calm", "fa": "آرامش"})
ENGLISH = reader_for(locale_for("en"), "gregorian")
PERSIAN = reader_for(locale_for("fa"), "jalali")
_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def dimension(found: float | None = 0.85, people: int = 400, method: str = "alpha") -> ScaleReliability:
    interval = None if found is None else Interval(found, found - 0.05, found + 0.04, 0.95)
    return ScaleReliability(MOODS, CALM, "moods_calm", 4 if method else 1, people + 7, people, method, interval)


@pytest.mark.parametrize(
    ("one", "kind", "reading"),
    [
        (dimension(0.95), "works", "groups and single customers"),
        (dimension(0.9), "works", "groups and single customers"),
        (dimension(0.85), "works", "groups of customers"),
        (dimension(0.69), "cannot_tell", "groups of customers, with care"),
        (dimension(0.59), "hurts", "do not use"),
        (dimension(-0.4), "hurts", "do not use"),
        (dimension(None), "waiting", "all answer alike: cannot be told"),
        (dimension(0.85, people=19), "waiting", "fewer than 20 people answered all items"),
        (dimension(None, method=""), "waiting", "one item: cannot be told"),
    ],
)
def test_a_coefficient_is_read_out(one: ScaleReliability, kind: str, reading: str) -> None:
    (row,) = scales([one], 20, ENGLISH).tables[0].rows
    assert (row.kind, row.reading) == (kind, reading)


def test_of_too_few_people_no_coefficient_is_told() -> None:
    (row,) = scales([dimension(0.85, people=19)], 20, ENGLISH).tables[0].rows
    assert (row.coefficient, row.interval, row.method, row.gauge) == ("–", "", "", None)


def test_what_lies_outside_the_gauge_is_drawn_at_its_end() -> None:
    (row,) = scales([dimension(-0.4)], 20, ENGLISH).tables[0].rows
    assert row.gauge is not None
    assert (row.gauge.low, row.gauge.middle, row.gauge.high) == (0, 0, 0)
    assert row.coefficient == ENGLISH.number(-0.4, 2)


def test_the_page_shows_each_scale_in_the_readers_language(shop: Callable[..., View]) -> None:
    page = render_view(shop(further={"scales": (dimension(0.55), dimension(0.85))}), locale_for("fa", money="GBP"))
    text = re.sub("<[^>]+>", " ", page).translate(_MARKS)
    for said in ("حال‌وهوا", "آرامش", "۰٫۵۵", "استفاده نکنید", "آلفای کرونباخ", "بازهٔ ۹۵٪ از ۰٫۵۰ تا ۰٫۵۹", "۴۰۷"):
        assert said in text
    assert 'href="#scales"' in page


def test_a_project_without_scales_has_no_such_section(shop: Callable[..., View]) -> None:
    for further in ({}, {"scales": ()}):
        assert 'id="scales"' not in render_view(shop(further=further), locale_for("en", money="GBP"))


def test_both_languages_say_it(shop: Callable[..., Any]) -> None:
    for reader in (ENGLISH, PERSIAN):
        view = scales([dimension(0.65)], 20, reader)
        assert view.mark == 60
        assert "[" not in view.note
