"""A year of a real grocery retailer: interests, differences, cards and migration, each reckoned a second time without
any of the product's code."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from scipy.stats import beta, mannwhitneyu
from tests.workspace import shops

import bakhsh
from bakhsh.cli.demo_market import PACKAGE, real

if TYPE_CHECKING:
    import pandas as pd

pytestmark = [pytest.mark.slow, pytest.mark.data]

SEPTEMBER, NOVEMBER = date(2017, 9, 30), date(2017, 11, 30)
SODA = "GROCERY > SOFT DRINKS"
PROJECT = 'name = "Journey"\nunit = "USD"\ntimezone = "America/New_York"\nmargin = 0.25\n'
ORDERS = """
table = "lines"
files = ["orders.parquet"]
[columns]
order_id = "basket_id"
customer_id = "household_id"
ordered_at = "transaction_timestamp"
item_id = "product_id"
quantity = "quantity"
amount = "sales_value"
"items.category" = "category"
"""
AGREED = 'table = "customers"\nfiles = ["agreed.csv"]\n[columns]\ncustomer_id = "who"\n"consent.profiling" = "agreed"\n'
PROFILING = f'on = true\n[themes]\n"{SODA}" = ["soda"]\n'
VALUE = """
kind = "rule"
[[segment]]
name = "champions"
where = "recency <= 14 and spent(last = '60 days') >= 400"
[[segment]]
name = "active"
where = "recency <= 30"
[[segment]]
name = "slipping"
where = "recency <= 60"
"""

GROUPS = """
kind = "cluster"
features = ["recency", "rhythm", "average_order", "categories", "weekend_share"]
k = [2, 5]
"""


def agrees(household: int) -> bool:
    return household % 5 != 0


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[bakhsh.Workspace, pd.DataFrame]]:
    """Every eighth household, run as of two days; and its lines up to the later day."""
    pytest.importorskip(PACKAGE)
    lines = real().lines
    lines = lines.filter(pc.equal(pc.bit_wise_and(lines.column("household_id"), 7), 0))
    folder = shops.write_files(tmp_path_factory.mktemp("journey") / "shop", {
        "bakhsh.toml": PROJECT, "data/orders.toml": ORDERS, "data/agreed.toml": AGREED,
        "psychographic.toml": PROFILING, "segments/value.toml": VALUE, "segments/groups.toml": GROUPS,
    })  # fmt: skip
    pq.write_table(lines, folder / "orders.parquet")
    households = pc.unique(lines.column("household_id")).to_pylist()
    shops.write_lines(
        folder / "agreed.csv", [{"who": str(one), "agreed": "yes" if agrees(one) else "no"} for one in households]
    )
    names = ["basket_id", "household_id", "transaction_timestamp", "sales_value", "category"]
    table = lines.select(names).to_pandas()
    table["day"] = table.transaction_timestamp.dt.date
    with bakhsh.open(folder) as ws:
        for day in (SEPTEMBER, NOVEMBER):
            ws.run(as_of=day)
        yield ws, table[table.day <= NOVEMBER]


def rows_of(ws: bakhsh.Workspace) -> dict[int, dict[str, Any]]:
    return {int(row["customer_id"]): row for row in ws.rows(NOVEMBER).to_pylist()}


def members_of(ws: bakhsh.Workspace, day: date) -> dict[int, str]:
    return {int(row["customer_id"]): row["segment"] for row in ws.members("value", day).to_pylist()}


Journey = tuple["bakhsh.Workspace", "pd.DataFrame"]


def placed(lines: pd.DataFrame, day: date) -> pd.DataFrame:
    """By household what it has paid up to a day, and the segment of VALUE it is in."""
    known = lines[lines.day <= day]
    late = known[[(day - one).days < 60 for one in known.day]]
    found = known.groupby("household_id").agg(last=("day", "max"), paid=("sales_value", "sum"))
    recency = np.array([(day - one).days for one in found["last"]])
    spent = late.groupby("household_id").sales_value.sum().reindex(found.index, fill_value=0.0).round(2)
    within = [(recency <= 14) & (spent >= 400), recency <= 30, recency <= 60]
    found["segment"] = np.select(within, ["champions", "active", "slipping"], "others")
    return found


@pytest.fixture(scope="module")
def days(journey: Journey) -> pd.DataFrame:
    """Of every household that agrees (a row) and category (a column), the days on which it bought of it."""
    known = journey[1].dropna(subset=["category"])
    known = known[[agrees(one) for one in known.household_id]]
    both = known.groupby(["household_id", "category"]).agg(days=("day", "nunique"), paid=("sales_value", "sum"))
    return both[both.paid > 0].days.unstack(fill_value=0)


def strength_of(days: pd.DataFrame) -> float:
    """Bühlmann and Straub's k for shares, all categories together: variance within households over that between."""
    counts = days.to_numpy(dtype=float)
    each = counts.sum(axis=1)
    own, everybody = counts / each[:, None], counts.sum(axis=0) / each.sum()
    within = (each * (1 - (own**2).sum(axis=1))).sum() / (each.sum() - len(each))
    apart = (each[:, None] * (own - everybody) ** 2).sum()
    return float(within / ((apart - (len(each) - 1) * within) / (each.sum() - (each**2).sum() / each.sum())))


def test_an_interest_is_the_part_of_purchases_against_everybodys_drawn_to_it_by_few(
    journey: Journey, days: pd.DataFrame
) -> None:
    rows, strength, each = rows_of(journey[0]), strength_of(days), days.sum(axis=1)
    share = days[SODA].sum() / each.sum()
    lifts = (days[SODA] + strength * share) / (each + strength) / share
    for household, lift in lifts.items():
        assert rows[household]["interest_soda"] == pytest.approx(lift / (1 + lift), rel=1e-9)
    assert {row["interest_soda"] for one, row in rows.items() if not agrees(one)} == {None}
    assert sum(row["interest_soda"] is not None for row in rows.values()) == len(days)


def test_the_category_a_household_likes_leads_those_it_surely_buys_more_of(
    journey: Journey, days: pd.DataFrame
) -> None:
    rows, strength, each = rows_of(journey[0]), strength_of(days), days.sum(axis=1)
    shares = days.sum() / each.sum()
    won = days + strength * shares
    lost = (-won).add(each + strength, axis=0)
    lifts = won.div(each + strength, axis=0) / shares
    likely = lifts.where((beta.sf(shares.to_numpy(), won, lost) >= 0.5) & (lifts > 1) & (days > 0))
    expected = likely.dropna(how="all").idxmax(axis=1).reindex(days.index)
    same = [one for one, liked in expected.items() if rows[one]["liked_category"] == liked]
    assert len(same) >= 0.98 * len(expected)  # the product's beta distribution is within 0.013 of the true one
    for household in same:
        lift = math.log(lifts.loc[household, expected[household]])
        assert rows[household]["liked_category_lift"] == pytest.approx(lift, rel=1e-9)


@pytest.mark.parametrize("segment", ["champions", "active"])
def test_differences_are_cliffs_delta_of_what_the_lines_say(journey: Journey, segment: str) -> None:
    ws, lines = journey
    inside = placed(lines, NOVEMBER).segment == segment
    orders = lines.groupby("household_id").basket_id.nunique()
    own, other = orders[inside], orders[~inside]
    statistic = mannwhitneyu(own, other).statistic
    found = ws.compare("value", segment, as_of=NOVEMBER)
    assert (found.customers, found.others) == (len(own), len(other))
    (told,) = [one for one in found.differences if one.feature == "orders"]
    assert told.effect.estimate == pytest.approx(2 * statistic / len(own) / len(other) - 1, abs=1e-9)
    middle = [side.quantile(0.5, interpolation="lower") for side in (own, other)]
    assert [told.own, told.other] == middle
    assert told.effect.excludes(0)
    effects = [abs(one.effect.estimate) for one in found.differences]
    assert effects == sorted(effects, reverse=True)


def test_cards_share_out_all_customers_and_all_they_paid(journey: Journey) -> None:
    ws, lines = journey
    cards = {one.segment: one for one in ws.cards("value", NOVEMBER)}
    expected = placed(lines, NOVEMBER).groupby("segment").paid.agg(["size", "sum"])
    assert {name: (one.customers, one.revenue) for name, one in cards.items()} == {
        name: (row["size"], round(100 * row["sum"])) for name, row in expected.iterrows()
    }
    assert sum(one.share for one in cards.values()) == pytest.approx(1)
    assert sum(one.revenue for one in cards.values()) == ws.overview(NOVEMBER).revenue
    for one in cards.values():
        assert one.per_customer is not None
        assert one.per_customer.estimate == pytest.approx(one.revenue / one.customers)


def test_households_are_found_in_clusters_that_keep_their_ruler_for_two_months(journey: Journey) -> None:
    ws = journey[0]
    seen, homes = ws.clusters("groups", NOVEMBER), len(rows_of(ws))
    assert seen.learned_as_of == SEPTEMBER
    assert sum(one.customers for one in seen.parts) == homes
    # How a household shops shades into how others do: nothing here is a natural group, and none is called so.
    assert seen.reading in ("reproducible", "constructed", "none")
    cards = ws.cards("groups", NOVEMBER)
    assert sum(one.customers for one in cards) == homes
    assert {one.notes[0].id for one in cards} == {f"clusters.reading_{seen.reading}"}
    moved = ws.migration("groups", SEPTEMBER, NOVEMBER)
    assert (sum(moved.causes.values()), moved.causes["definition"]) == (homes, 0)


def test_everybody_who_moved_in_two_months_is_in_the_cell_that_the_lines_say(journey: Journey) -> None:
    ws, lines = journey
    before, after = placed(lines, SEPTEMBER), placed(lines, NOVEMBER)
    assert members_of(ws, SEPTEMBER) == before.segment.to_dict()
    both = after.join(before.add_suffix("_before")).fillna({"segment_before": "", "paid_before": 0})
    ways = both.groupby(["segment_before", "segment"]).agg(
        customers=("paid", "size"), before=("paid_before", "sum"), after=("paid", "sum")
    )
    found = ws.migration("value", SEPTEMBER, NOVEMBER)
    assert {(one.from_segment, one.to_segment): one.customers for one in found.moves} == ways.customers.to_dict()
    for one in found.moves:
        way = ways.loc[(one.from_segment, one.to_segment)]
        assert (one.value_before, one.value_after) == (round(100 * way.before), round(100 * way.after))
        assert sum(one.causes.values()) == one.customers
    assert sum(one.customers for one in found.moves) == len(after)
    assert found.causes["arrived"] == len(after) - len(before)
