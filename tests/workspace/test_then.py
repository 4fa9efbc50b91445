"""Where customers were: conditions that ask about an earlier snapshot."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import AS_OF

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.language.locale import ENGLISH
from bakhsh.language.render import render

BACK = """
kind = "rule"

[[segment]]
name = "cooled"
where = "was_in_segment('value', 'recent', 'frequent', '1 month ago') and not in_segment('value', 'recent')"

[[segment]]
name = "new_here"
where = "not was_in_segment('value', 'recent', 'frequent', 'sporty', 'others', '1 month ago')"
"""
CAMPAIGN = shops.CAMPAIGN.replace('"orders >= 1"', "\"was_in_segment('value', 'recent', '1 month ago')\"")


@pytest.mark.slow
def test_a_segmentation_that_looks_back_waits_for_the_months_and_then_divides(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", segments__back=BACK)
    with bakhsh.open(shop) as ws:
        (alone,) = ws.run(as_of=AS_OF)
        assert "back" not in alone.sizes
        (left_out,) = [note for note in alone.notes if note.id == "workspace.left_out"]
        assert "31 May 2024" in render(left_out, ENGLISH)
        records = ws.run(as_of=AS_OF, every="month")
        assert [one.as_of.month for one in records] == [1, 2, 3, 4, 5, 6]
        assert [one.as_of for one in records if "back" not in one.sizes] == [date(2024, 1, 31)]
        assert records[-1].changed
        places = {row["customer_id"]: row["segment"] for row in ws.members("back").to_pylist()}
        assert places == {"ann": "others", "bob": "others", "cyd": "others", "dan": "cooled"}
        explained = {one.segmentation: one for one in ws.explain("dan").memberships}["back"]
        assert explained.segment == "cooled"
        assert "was recent or frequent 1 month ago" in render(explained.because[0], ENGLISH)
        assert not any(one.changed for one in ws.run(as_of=AS_OF, every="month"))


@pytest.mark.slow
def test_an_audience_asks_who_was_where_and_says_what_to_run_where_nobody_knows(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", targeting__back=CAMPAIGN)
    with bakhsh.open(shop) as ws:
        ws.run(as_of=AS_OF)
        with pytest.raises(NotReady) as refused:
            ws.send("back", dry_run=True)
        assert refused.value.sentence.id == "migration.no_snapshot_then"
        assert "bakhsh run --every month" in str(refused.value.hint)
        ws.run(as_of=AS_OF, every="month")
        wave = ws.send("back", dry_run=True)
        assert wave.candidates == 1
