"""What goes when a load is taken back is said before."""

from __future__ import annotations

from pathlib import Path

from tests.workspace import shops

import bakhsh

PEOPLE = """
table = "customers"
files = ["people.csv"]

[columns]
customer_id = "id"
city = "town"
name = { from = "name", personal = true }
"""


def test_taking_customers_back_says_of_how_many_details_go(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", data__people=PEOPLE)
    shops.write_files(folder, {"people.csv": "id,town,name\nc001,Yazd,Ann\nc002,Qom,Bob\nc002,Qom,Bob\n"})
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        load = next(one.load for one in ws.loads() if one.file == "people.csv")
        told = ws.undo_plan(load)
    assert (told.orders_gone, told.customers, told.details) == (0, 0, 2)
