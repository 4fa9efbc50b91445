"""A condition that asks for a cluster nobody found is not answered with silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render

GROUPS = 'kind = "cluster"\nfeatures = ["frequency", "monetary"]\nk = 2\n'
ASKING = """kind = "rule"
[[segment]]
name = "some"
where = "in_segment('groups', 'cluster_2', 'cluster_9')"
"""


@pytest.mark.slow
def test_a_run_says_that_a_condition_asks_for_a_cluster_that_is_not_there(tmp_path: Path) -> None:
    lines = [
        shops.line(f"{at}-{number}", f"c{at:02}", f"2024-0{1 + number}-01", amount=f"{90 + at}.00")
        for at in range(40)
        for number in range(1 + 4 * (at % 2))
    ]
    made = shops.make(tmp_path / "shop", lines, segments__groups=GROUPS, segments__asking=ASKING, segments__rfm="")
    with bakhsh.open(made) as ws:
        assert ws.check() == ()
        (run,) = ws.run(as_of=shops.AS_OF)
    (said,) = [one for one in run.notes if one.id == "clustering.unfound"]
    for language in ("en", "fa"):
        told = render(said, locale_for(language))
        assert all(name in told for name in ("groups", "cluster_9", "cluster_1", "cluster_2", "no_purchase"))
    news = [str(one) for one in run.notes if one.id == "clustering.news"]
    assert any("2 clusters" in one for one in news), "a run that has looked says what it has found"
