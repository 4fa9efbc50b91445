"""What `new` says of every real file is true: nothing fails, sums are the published ones, or a question is asked."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pytest

import bakhsh
from bakhsh.workspace import look

pytestmark = [pytest.mark.data, pytest.mark.slow]

WIDE = {
    "telco_churn/Telco-Customer-Churn.csv": (
        "customerID", 7_043, {"monthly_charges": 456_116.60, "tenure": 227_990, "total_charges": 16_056_168.70},
    ),
    "ifood_marketing_campaign/marketing_campaign.csv": ("ID", 2_240, {"income": 11_511_324_300, "response": 334}),
    "mall_customers/Mall_Customers.csv": (
        "CustomerID", 200, {"age": 7_770, "annual_income_k": 12_112, "spending_score_1_100": 10_040},
    ),
    "wholesale_customers/Wholesale customers data.csv": (
        "@line", 440, {"fresh": 5_280_131, "milk": 2_550_357, "grocery": 3_498_562, "frozen": 1_351_650},
    ),
    "iran_telecom_churn/Customer_Churn.csv": (
        "@line", 3_150, {"churn": 495, "customer_value": 1_483_564.685, "seconds_of_use": 14_088_248},
    ),
    "automobile_segmentation/Train.csv": ("ID", 8_068, {"age": 350_691}),
    "automobile_segmentation/Test.csv": ("ID", 2_627, {"age": 114_668}),
    "german_credit/GermanCredit.csv": ("@line", 1_000, {"amount": 3_271_258, "age": 35_546, "credit_risk": 700}),
    "hillstrom_email/hillstrom.csv": ("@line", 64_000, {"spend": 67_258.13, "history": 15_493_481.97, "visit": 9_394}),
    "young_people_survey/responses.csv": ("@line", 1_010, {"age": 20_495}),
}  # fmt: skip


@pytest.mark.parametrize("file", WIDE)
def test_a_table_without_orders_runs_and_its_sums_are_the_published_ones(
    real_data: Path, tmp_path: Path, file: str
) -> None:
    key, customers, sums = WIDE[file]
    guess, _ = bakhsh.new(tmp_path / "shop", real_data / file)
    assert (guess.table, guess.questions) == ("customers", ())
    assert next(one.source for one in guess.columns if one.column == "customer_id") == key
    assert ("guess.numbered" in {note.id for note in guess.notes}) == (key == "@line")
    with bakhsh.open(tmp_path / "shop") as shop:
        assert shop.check(data=True) == ()
        (made,) = shop.run()
        assert made.customers == customers
        assert sum(made.sizes["value"].values()) == customers
        (load,) = shop.loads()
        assert (load.rows, load.kept) == (customers, customers)
        rows = shop.rows()
        for name, total in sums.items():
            assert pc.sum(rows.column(name)).as_py() == pytest.approx(total, abs=0.005)


ORDERS = {
    "cdnow/CDNOW_master.txt": (set(), {}, 69_659, 250_031_563, 23_570),
    "cdnow/CDNOW_sample.txt": (set(), {}, 6_919, 24_409_194, 2_357),
    "iran_online_orders/iran_online_orders.csv": ({"unit"}, {"unit": "IRR"}, 40_537, None, None),
    "online_retail/online_retail.parquet": (set(), {}, 541_909, None, 4_372),
}  # fmt: skip


@pytest.mark.parametrize("file", ORDERS)
def test_real_orders_run_with_the_right_question(real_data: Path, tmp_path: Path, file: str) -> None:
    asked, answers, rows, revenue, customers = ORDERS[file]
    assert {one.key for one in look([real_data / file]).questions if one.grave} == asked
    bakhsh.new(tmp_path / "shop", real_data / file, answers=answers)
    with bakhsh.open(tmp_path / "shop") as shop:
        (made,) = shop.run()
        (load,) = shop.loads()
        assert load.rows == rows == load.kept + load.duplicates + load.rejected
        assert revenue is None or sum(month.net for month in shop.reconciliation().months) == revenue
        assert customers is None or made.customers == customers


OLIST = {"olist_sample": (39_246_858, 6_885_536), "olist_orders_8k": (108_966_009, 18_220_139)}
"""Prices and freight of all items, in hundredths."""


@pytest.mark.parametrize("folder", OLIST)
def test_tables_that_belong_together_are_one_source_and_the_person_is_found(
    real_data: Path, tmp_path: Path, folder: str
) -> None:
    kinds = ("items", "orders", "customers")
    files = [next(one for one in sorted((real_data / folder).glob(f"*{kind}*.csv"))) for kind in kinds]
    guess, _ = bakhsh.new(tmp_path / "shop", *files)
    parts = {one.column: one.source for one in guess.columns if one.column}
    assert parts["customer_id"].endswith(".customer_unique_id")
    with bakhsh.open(tmp_path / "shop") as shop:
        shop.run()
        (load,) = shop.loads()
        assert load.rows == load.kept + load.duplicates + load.rejected
        seen = shop.reconciliation()
        assert sum(month.file_amount for month in seen.months) == sum(OLIST[folder])
