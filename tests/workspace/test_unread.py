"""A column nobody can read is told before a run and after it, in both languages; the rows are all there."""

from __future__ import annotations

from pathlib import Path

from tests.workspace import shops

import bakhsh
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render

PEOPLE = """
table = "customers"
files = ["people.csv"]

[columns]
customer_id = "who"
birth_date = { from = "born", form = "jalali" }
latitude = "north"
longitude = "east"
"""


def test_gregorian_births_in_a_jalali_column_are_told_by_the_check_and_by_the_run(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", shops.FEW, data__people=PEOPLE)
    people = [{"who": f"p{n}", "born": f"1980-05-{n:02d}", "north": "35.7", "east": ""} for n in range(1, 21)]
    shops.write_lines(shop / "people.csv", [*people, {"who": "p21", "born": "1359/02/11", "north": "", "east": ""}])
    with bakhsh.open(shop) as ws:
        assert ws.check(data=True) == ()
        ahead = {one.id: one for one in ws.unread()}
        (record,) = ws.run(as_of=shops.AS_OF)
        rows = ws.rows()
    assert set(ahead) == {"heard.unread_ahead", "heard.half_coordinates"}
    assert {name: ahead["heard.unread_ahead"].args[name] for name in ("count", "filled")} == {"count": 20, "filled": 21}
    (load,) = (one for one in record.loads if one.source == "people")
    assert (load.rows, load.kept, load.rejected) == (21, 21, 0)
    assert load.noticed["cell_unread"] == {"born": 20}
    assert load.noticed["half_coordinates"] == {"north": 20}
    assert rows.num_rows >= 21
    loud = [one for one in record.notes if one.id == "heard.mostly_unread"]
    assert len(loud) == 1
    for language in ("en", "fa"):
        for said in (*loud, *ahead.values()):
            assert "[" not in render(said, locale_for(language))
