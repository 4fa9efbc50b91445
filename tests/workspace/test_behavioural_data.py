"""Published files of reviews and of use: satisfaction and usage in conditions."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh

REVIEWS = """
table = "events"
files = ["{reviews}"]
[[join]]
name = "orders"
files = ["{orders}"]
on = {{ order_id = "order_id" }}
[[join]]
name = "customers"
files = ["{customers}"]
on = {{ "orders.customer_id" = "customer_id" }}
[columns]
event_id = "review_id"
customer_id = "customers.customer_unique_id"
at = "review_answer_timestamp"
value = "review_score"
"""
PLEASED = """
kind = "rule"
[[segment]]
name = "pleased"
where = "satisfaction >= 0.8 and review_score >= 4"
[[segment]]
name = "let_down"
where = "satisfaction < 0.6"
"""


@pytest.mark.data
@pytest.mark.slow
def test_olists_review_scores_are_satisfaction(real_data: Path, tmp_path: Path) -> None:
    held = real_data / "olist_sample"
    named = {one: (held / f"olist_{name}_dataset.csv").as_posix() for one, name in (
        ("reviews", "order_reviews"), ("orders", "orders"), ("customers", "customers"))}  # fmt: skip
    bakhsh.new(
        tmp_path / "shop", *(held / f"olist_{one}_dataset.csv" for one in ("order_items", "orders", "customers"))
    )
    shops.write_files(tmp_path / "shop", {"data/reviews.toml": REVIEWS.format(**named), "segments/mood.toml": PLEASED})
    with bakhsh.open(tmp_path / "shop") as ws:
        (record,) = ws.run()
        rows = ws.rows().to_pylist()
    with Path(named["reviews"]).open(encoding="utf-8") as file:
        scores = [int(row["review_score"]) for row in csv.DictReader(file)]
    counted = sum(row["reviews"] or 0 for row in rows)
    assert 0 < counted <= len(scores)
    mean = sum(row["review_score"] * row["reviews"] for row in rows if row["reviews"]) / counted
    assert mean == pytest.approx(sum(scores) / len(scores), abs=0.05)
    assert all(row["satisfaction"] is None or 0 <= row["satisfaction"] <= 1 for row in rows)
    sizes = record.sizes["mood"]
    assert sizes["pleased"] > sizes["let_down"] > 0


TELCO = """
table = "customers"
files = ["{file}"]
[columns]
customer_id = "customerID"
tenure_months = {{ from = "tenure", type = "integer" }}
charges = {{ from = "MonthlyCharges", type = "number" }}
contract = {{ from = "Contract", type = "text" }}
"""
IRAN = """
table = "customers"
files = ["usage.csv"]
[columns]
customer_id = "number"
seconds = {{ from = "Seconds of Use", type = "integer" }}
failures = {{ from = "Call  Failure", type = "integer" }}
messages = {{ from = "Frequency of SMS", type = "integer" }}
"""


def of_usage(folder: Path, source: str, where: str) -> int:
    rule = f'kind = "rule"\n[[segment]]\nname = "these"\nwhere = "{where}"\n'
    texts = {"data__orders": "", "data__customers": source, "segments__usage": rule}
    shops.make(folder, None, segments__value="", segments__rfm="", **texts)
    return shops.run(folder).sizes["usage"]["these"]


@pytest.mark.data
@pytest.mark.slow
def test_columns_of_use_are_asked_about_where_there_are_no_events(real_data: Path, tmp_path: Path) -> None:
    telco = next((real_data / "telco_churn").glob("*.csv"))
    with telco.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    asked = "contract = 'month-to-month' and tenure_months <= 6 and charges > 70"
    expected = [row for row in rows if row["Contract"] == "Month-to-month" and int(row["tenure"]) <= 6]
    expected = [row for row in expected if float(row["MonthlyCharges"]) > 70]
    assert of_usage(tmp_path / "telco", TELCO.format(file=telco.as_posix()), asked) == len(expected) > 0
    iran = next((real_data / "iran_telecom_churn").glob("*.csv"))
    folder = tmp_path / "iran"
    folder.mkdir()
    lines = iran.read_text(encoding="utf-8-sig").splitlines()
    text = [f"number,{lines[0]}", *(f"{place},{line}" for place, line in enumerate(lines[1:], 1) if line)]
    (folder / "usage.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    use = [row for row in csv.DictReader(text) if int(row["Seconds of Use"]) > 5000 and int(row["Call  Failure"]) >= 10]
    assert of_usage(folder, IRAN.format(), "seconds > 5000 and failures >= 10 and messages >= 0") == len(use) > 0
