"""What a watch says of a real year, month by month: of a shop in which nothing is wrong it has little to say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import bakhsh

pytestmark = [pytest.mark.slow, pytest.mark.data]

MONTHS = [date(2011, 7, 31), date(2011, 8, 31), date(2011, 9, 30), date(2011, 10, 31), date(2011, 11, 30)]


def test_from_july_to_november_nothing_is_alarming_and_every_ruler_is_kept(real_year: Path) -> None:
    with bakhsh.open(real_year) as ws:
        seen = [ws.watch(day, only_used=True) for day in MONTHS]
    assert [one.against for one in seen[1:]] == MONTHS[:-1]
    assert not [finding for one in seen for finding in one.findings if finding.serious]
    assert sum(len(one.findings) for one in seen) <= 2
    assert {verdict.decision for one in seen for verdict in one.verdicts} == {"keep"}
    assert all(one.drifts for one in seen), "something was looked at"


def test_while_windows_are_filling_the_watch_says_what_moved(real_year: Path) -> None:
    with bakhsh.open(real_year) as ws:
        first, second = ws.watch(date(2010, 12, 31)), ws.watch(date(2011, 1, 31), only_used=True)
    assert (first.against, first.drifts) == (None, ())
    # The shop closes on 23 December and opens on 4 January; nothing is late, though no year tells it.
    assert not [finding.kind for finding in first.findings]
    assert [one.about for one in second.findings if one.serious and one.kind == "feature"] == ["recency"]
    assert {one.segmentation: one.decision for one in second.verdicts} == {"value": "review", "rfm": "keep"}
    assert len(second.findings) <= 5
