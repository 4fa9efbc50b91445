"""A wave stays what it was when it was sent, and is sent once, wherever sending broke off."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.workspace import shops
from tests.workspace.shops import AS_OF, CAMPAIGN

import bakhsh


def test_a_wave_is_measured_as_it_was_sent_whatever_its_file_says_today(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        record = ws.send("thanks")
        assert (record.outcome, record.window_days, record.offer) == ("revenue", 10, "tea")
        before = ws.measure("thanks")
    changed = CAMPAIGN.replace("window_days = 10", "window_days = 3").replace('"revenue"', '"orders"')
    shops.write_files(shop, {"targeting/thanks.toml": changed})
    with bakhsh.open(shop) as ws:
        after = ws.measure("thanks")
    assert (after.outcome, after.window_end) == ("revenue", AS_OF + timedelta(days=11))
    assert (after.treated_mean, after.difference) == (before.treated_mean, before.difference)
    assert [one.id for one in before.notes].count("uplift.measured_as_sent") == 0
    assert [one.id for one in after.notes].count("uplift.measured_as_sent") == 1
