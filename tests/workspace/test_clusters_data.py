"""Published files as somebody would bring them: read by `new`, run, divided, told on cards and pages. What is found is
what is said: where customers form no groups the product does not say they do."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.report import write
from bakhsh.stats import adjusted_rand
from bakhsh.workspace import Workspace

pytestmark = [pytest.mark.data, pytest.mark.slow]


def divided(folder: Path, file: Path, features: Sequence[str] = (), more: str = "") -> Workspace:
    """The file as a project with one cluster segmentation, run and open."""
    bakhsh.new(folder, file)
    named = ", ".join(f'"{name}"' for name in features)
    (folder / "segments" / "value.toml").unlink()
    text = 'kind = "cluster"\n' + (f"features = [{named}]\n" if features else "") + more
    (folder / "segments" / "groups.toml").write_text(text, encoding="utf-8")
    ws = bakhsh.open(folder)
    ws.run()
    return ws


def agreement_with(ws: Workspace, column: str) -> float:
    """The adjusted Rand index of the clusters with a column of the file."""
    told = {row["customer_id"]: str(row[column]) for row in ws.rows().select(["customer_id", column]).to_pylist()}
    places = ws.members("groups").to_pylist()
    found, known = sorted({one["segment"] for one in places}), sorted(set(told.values()))
    return adjusted_rand(
        [found.index(one["segment"]) for one in places], [known.index(told[one["customer_id"]]) for one in places]
    )


def cards_add_up(ws: Workspace, customers: int) -> None:
    """Everybody is on a card, and every card says how far it can be trusted."""
    cards, seen = ws.cards("groups"), ws.clusters("groups")
    assert sum(one.customers for one in cards) == customers
    assert len(cards) == seen.k
    assert {one.notes[0].id for one in cards} == {f"clusters.reading_{seen.reading}"}
    assert all(one.title["en"] and one.title["fa"] for one in cards)


def test_two_hundred_mall_customers_are_five_groups_of_income_and_spending_and_pages_say_so(
    real_data: Path, tmp_path: Path
) -> None:
    file = real_data / "mall_customers" / "Mall_Customers.csv"
    with divided(tmp_path / "mall", file, ("annual_income_k", "spending_score_1_100")) as ws:
        seen = ws.clusters("groups")
        sizes = [one.customers for one in seen.parts]
        # The five that books draw of this file: in the middle, and a corner each; with no gap between them.
        assert (seen.k, seen.reading) == (5, "reproducible")
        assert seen.agreement == pytest.approx(0.957, abs=0.02)
        assert [abs(one - other) <= 3 for one, other in zip(sizes, (81, 39, 35, 23, 22), strict=True)] == [True] * 5
        cards_add_up(ws, 200)
        for language, said in (("en", "Reproducible: "), ("fa", "تکرارپذیر: ")):
            assert said in write(ws, tmp_path / f"{language}.html", language).read_text(encoding="utf-8")


def test_wholesale_customers_do_not_fall_into_groups_and_the_product_says_so(real_data: Path, tmp_path: Path) -> None:
    file = real_data / "wholesale_customers" / "Wholesale customers data.csv"
    spent = ("fresh", "milk", "grocery", "frozen", "detergents_paper", "delicassen")
    with divided(tmp_path / "wholesale", file, spent, "k = [2, 6]\n") as ws:
        seen = ws.clusters("groups")
        assert (seen.k, seen.reading) == (2, "none")
        assert seen.agreement == pytest.approx(0.68, abs=0.05)
        assert agreement_with(ws, "channel") == pytest.approx(0.55, abs=0.1)
        cards_add_up(ws, 440)


def test_labels_of_the_automobile_file_are_hardly_found_again(real_data: Path, tmp_path: Path) -> None:
    file = real_data / "automobile_segmentation" / "Train.csv"
    asked = (
        "gender", "ever_married", "age", "graduated", "occupation", "work_experience", "spending_score",
        "household_size", "var_1",
    )  # fmt: skip
    with divided(tmp_path / "auto", file, asked, "k = [4, 4]\n") as ws:
        seen = ws.clusters("groups")
        assert (seen.k, seen.reading) == (4, "constructed")
        # Samples agree now more, now less: the median lies between two ways of dividing.
        assert 0.5 < seen.agreement < 0.8
        # The labels follow no such groups: 0 is chance, 1 would be the same division.
        assert agreement_with(ws, "segmentation") == pytest.approx(0.099, abs=0.03)
        cards_add_up(ws, 8_068)


def test_telco_customers_are_divided_by_contract_and_use(real_data: Path, tmp_path: Path) -> None:
    file = real_data / "telco_churn" / "Telco-Customer-Churn.csv"
    asked = (
        "tenure", "monthly_charges", "contract", "internet_service", "online_security", "tech_support", "partner",
        "dependents", "payment_method",
    )  # fmt: skip
    with divided(tmp_path / "telco", file, asked) as ws:
        seen = ws.clusters("groups")
        rows = {row["customer_id"]: row for row in ws.rows().to_pylist()}
        left: dict[str, list[bool]] = {}
        for one in ws.members("groups").to_pylist():
            left.setdefault(one["segment"], []).append(rows[one["customer_id"]]["churn"] in (True, "Yes"))
        rates = sorted(sum(each) / len(each) for each in left.values())
        assert sum(map(sum, left.values())) == 1_869
        # Nothing was told of who left, and yet clusters differ in it.
        assert rates[0] < 0.12
        assert rates[-1] > 0.40
        assert seen.k in range(4, 9)
        cards_add_up(ws, 7_043)


SCALES = """
on = true
[[scale]]
name = "music"
low = 1
high = 5
dimensions = { serious = [1, 2, 3], loud = [4, 5, 6], dancing = [7, 8, 9] }
[[scale]]
name = "life"
low = 1
high = 5
dimensions = { low = [1, 2, -3, -4], spends = [5, 6, 7] }
"""
SURVEY = """
table = "customers"
files = ["survey.csv"]
[columns]
customer_id = "id"
"consent.profiling" = "agreed"
[answers]
music = [
  "Classical music", "Opera", "Swing, Jazz", "Metal or Hardrock", "Punk", "Rock", "Dance", "Hiphop, Rap",
  "Techno, Trance",
]
life = [
  "Mood swings", "Loneliness", "Happiness in life", "Energy levels", "Entertainment spending", "Spending on looks",
  "Spending on gadgets",
]
"""


def test_only_who_agreed_is_in_a_cluster_of_what_young_people_value(real_data: Path, tmp_path: Path) -> None:
    with (real_data / "young_people_survey" / "responses.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    folder = shops.write_files(tmp_path / "young", {
        "bakhsh.toml": 'name = "Young people"\nunit = "EUR"\n', "data/young.toml": SURVEY,
        "psychographic.toml": SCALES, "segments/groups.toml": 'kind = "cluster"\n',
    })  # fmt: skip
    shops.write_lines(
        folder / "survey.csv",
        [{"id": f"{at}", "agreed": "no" if at % 3 else "yes", **row} for at, row in enumerate(people)],
    )
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        seen, places = ws.clusters("groups"), ws.members("groups").to_pylist()
        agreed = {f"{at}" for at in range(0, len(people), 3)}
        inside = {one["customer_id"] for one in places if one["segment"].startswith("cluster_")}
        # Of who did not agree nothing is known, and nobody has a place for what is not known.
        assert inside <= agreed
        assert len(inside) >= len(agreed) - 5
        assert record.sizes["groups"]["others"] == 1_010 - len(inside)
        # Tastes shade into each other: to divide by them is a convenience, and is called so.
        assert seen.reading in ("constructed", "none")
        assert seen.agreement < 0.85
        cards = ws.cards("groups")
        assert [one.notes[0].id for one in cards if one.segment == "cluster_1"] == [f"clusters.reading_{seen.reading}"]
        assert not next(one for one in cards if one.segment == "others").notes
