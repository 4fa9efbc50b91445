"""Where a customer lives to the metre, and the day of birth, stay in the ledger: only what is derived leaves it."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.errors import ProjectErrors
from bakhsh.project.columns import REACH
from bakhsh.tables import CONTRACTS, CUSTOMERS, KEPT, ROWS
from bakhsh.workspace.rows import row_types

PEOPLE = """
table = "customers"
files = ["people.csv"]

[columns]
customer_id = "id"
city = "city"
postal_code = "zip"
latitude = "lat"
longitude = "lng"
birth_date = "born"
"""
PLACES = 'country = "IR"\n[points]\nshop = [35.70, 51.40]\n'
NEAR = "kind = 'rule'\n[[segment]]\nname = 'near'\nwhere = \"km_to_shop < 20 and age > 30\"\n"
ANN = {"id": "ann", "city": "تهران", "zip": "1965793577", "lat": "35.72317", "lng": "51.41239", "born": "1983-11-19"}
BOB = {"id": "bob", "city": "قم", "zip": "3713599713", "lat": "34.63971", "lng": "50.87593", "born": "1991-02-03"}
HERS = ("1965793577", "35.72317", "51.41239")


def shop(folder: Path, where: str = NEAR) -> Path:
    texts = {"data__people": PEOPLE, "geographic": PLACES, "segments__near": where}
    lines = [shops.line("1", "ann", "2024-05-01"), shops.line("2", "bob", "2024-05-02")]
    made = shops.make(folder, lines, **texts, segments__value="", segments__rfm="")
    shops.write_lines(made / "people.csv", (ANN, BOB))
    return made


def test_what_is_personal_of_customers_is_declared_and_has_something_derived_of_it() -> None:
    assert set(KEPT) == {column.name for column in CUSTOMERS.columns if column.personal}
    assert all(KEPT.values())


def test_no_column_of_a_snapshot_is_a_personal_one(tmp_path: Path) -> None:
    personal = {column.name for one in CONTRACTS.values() for column in one.columns if column.personal} | set(REACH)
    assert not personal & set(ROWS.names)
    with bakhsh.open(shop(tmp_path / "shop")) as ws:
        assert not personal & set(row_types(ws))
        assert not personal & set(ws.names.features)
        (record,) = ws.run(as_of=shops.AS_OF)
        rows = {row["customer_id"]: row for row in ws.rows().to_pylist()}
    assert record.sizes["near"]["near"] == 1
    assert (rows["ann"]["age"], rows["ann"]["city"]) == (40, "Tehran")
    store = tmp_path / "shop" / ".bakhsh"
    held = [path for path in store.rglob("*.parquet") if "ledger" not in path.relative_to(store).parts]
    assert held
    for path in held:
        assert not personal & set(pq.read_schema(path).names), path
        values = str(pq.read_table(path).to_pylist())
        assert not [word for word in HERS if word in values], path


def test_a_condition_may_not_ask_what_is_personal_but_what_is_derived_of_it(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop", NEAR.replace("km_to_shop < 20", "postal_code = '19657' and latitude > 3"))
    with pytest.raises(ProjectErrors) as refused, bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
    said = [(one.sentence.id, one.hint.id if one.hint else "") for one in refused.value.errors]
    assert said == [("told.kept", "told.derived")] * 2


def test_forgetting_leaves_nothing_of_where_she_lives(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    with bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
        ws.forget("ann")
    for path in (folder / ".bakhsh").rglob("*.parquet"):
        values = str(pq.read_table(path).to_pylist())
        assert not [word for word in HERS if word in values], path
