"""Constant money in whole runs: by a table, by the shop's own prices, by rank; and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.errors import ProjectErrors

RFM = 'kind = "rfm"\n[rfm]\nmoney = "constant"\n'
TABLE = 'constant = "table"\ntable = "cpi.csv"\n'
LEVELS = {"2024-01": 100, "2024-02": 110, "2024-03": 130, "2024-04": 150, "2024-05": 200, "2024-06": 250}
REAL = ("monetary_real", "average_order_real", "spent_90_real", "spent_before_90_real", "trend_real")
SPENT = {
    "ann": {"01": 100, "03": 30, "06": 40}, "bob": {"02": 60, "05": 90}, "cas": {"06": 100}, "dan": {"01": 55},
    "eve": {"04": 70, "06": 10}, "fay": {"03": 20, "05": 20},
}  # fmt: skip


def rows(factors: Mapping[str, float]) -> list[shops.Row]:
    """The purchases with the prices of each month multiplied by a factor."""
    return [
        shops.line(f"{who}{month}", who, f"2024-{month}-10", amount=f"{amount * factors.get(month, 1):.2f}")
        for who, months in SPENT.items() for month, amount in months.items()
    ]  # fmt: skip


def make(folder: Path, lines: Sequence[shops.Row], prices: str, levels: Mapping[str, float] | None = None) -> Path:
    shop = shops.make(folder, lines, prices=prices, segments__rfm=RFM if prices else "", segments__value="")
    if levels is not None:
        text = "month,level\n" + "".join(f"{month},{level}\n" for month, level in levels.items())
        (shop / "cpi.csv").write_text(text, encoding="utf-8")
    return shop


def read(folder: Path) -> tuple[dict[str, dict[str, Any]], bakhsh.records.RunRecord, dict[str, str]]:
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        found = {row["customer_id"]: row for row in ws.rows().to_pylist()}
        places = {row["customer_id"]: row["m_score"] for row in ws.members("rfm").to_pylist()} if record.sizes else {}
    return found, record, places


def test_amounts_stand_in_the_money_of_the_month_of_looking(tmp_path: Path) -> None:
    found, record, _ = read(make(tmp_path / "shop", rows({}), TABLE, LEVELS))
    ann = found["ann"]
    assert ann["monetary"] == 17000
    assert ann["monetary_real"] == round((100 * 250 / 100 + 30 * 250 / 130 + 40) * 100)
    assert ann["spent_90_real"] == 4000
    assert ann["spent_before_90_real"] == round((100 * 250 / 100 + 30 * 250 / 130) * 100)
    assert (ann["price_level"], ann["monetary_base"]) == (2.5, round((100 + 30 / 1.3 + 40 / 2.5) * 100))
    assert [one.id for one in record.notes if one.id.startswith("prices.")] == ["prices.constant_table"]


@pytest.mark.slow
def test_prices_that_rise_as_the_table_says_change_nothing_that_is_constant(tmp_path: Path) -> None:
    factors = {"01": 0.5, "02": 3, "03": 1.7, "04": 12, "05": 0.9}
    told = {month: level * factors.get(month[-2:], 1) for month, level in LEVELS.items()}
    plain, _, scores = read(make(tmp_path / "plain", rows({}), TABLE, LEVELS))
    risen, _, risen_scores = read(make(tmp_path / "risen", rows(factors), TABLE, told))
    assert plain["ann"]["monetary"] != risen["ann"]["monetary"]
    for who, row in plain.items():
        for name in REAL:
            assert risen[who][name] == pytest.approx(row[name], rel=1e-3, abs=2)
    assert scores == risen_scores


def test_by_rank_no_table_is_needed(tmp_path: Path) -> None:
    factors = {"01": 7, "02": 3, "03": 0.5, "04": 12, "05": 2, "06": 40}
    plain, record, scores = read(make(tmp_path / "plain", rows({}), 'constant = "rank"\n'))
    risen, _, risen_scores = read(make(tmp_path / "risen", rows(factors), 'constant = "rank"\n'))
    assert {who: row["month_rank"] for who, row in plain.items()} == {
        who: row["month_rank"] for who, row in risen.items()
    }
    # Of June's three buyers cas spent most and eve least; in February bob was alone.
    assert plain["cas"]["month_rank"] > plain["eve"]["month_rank"]
    assert plain["cas"]["month_rank"] == pytest.approx(5 / 6, abs=0.05)
    assert scores == risen_scores
    assert [one.id for one in record.notes if one.id.startswith("prices.")] == ["prices.constant_rank"]


@pytest.mark.slow
def test_the_shops_own_prices_make_an_index(tmp_path: Path) -> None:
    factors = {"01": 1, "02": 1.2, "03": 1.5, "04": 1.5, "05": 3, "06": 6}
    lines = [
        shops.line(f"{month}-{item}", f"c{item % 4}", f"2024-{month}-05", f"i{item}", amount=f"{10 * item * rise:.2f}")
        for month, rise in factors.items() for item in range(1, 13)
    ]  # fmt: skip
    found, record, _ = read(make(tmp_path / "shop", lines, 'constant = "own"\n'))
    assert found["c1"]["price_level"] == pytest.approx(6)
    assert found["c1"]["monetary_real"] == pytest.approx(6 * 6 * (1 + 5 + 9) * 1000, rel=1e-9)
    (said,) = [one for one in record.notes if one.id == "prices.matched_items"]
    assert (said.args["fewest"], said.args["typical"], said.args["count"]) == (12, 12, 5)


@pytest.mark.slow
def test_too_few_items_make_no_index_and_say_so(tmp_path: Path) -> None:
    found, record, _ = read(make(tmp_path / "shop", rows({}), 'constant = "own"\n'))
    assert {row["monetary_real"] for row in found.values()} == {None}
    assert {"prices.no_levels", "prices.too_few_items"} <= {one.id for one in record.notes}
    assert [one.args["because"].id for one in record.notes if one.id == "workspace.left_out"] == ["prices.nobody_known"]


def test_a_month_that_lacks_a_level_has_the_last_for_three_months_and_then_none(tmp_path: Path) -> None:
    short = {month: level for month, level in LEVELS.items() if month <= "2024-03"}
    found, record, _ = read(make(tmp_path / "carried", rows({}), TABLE, short))
    assert found["cas"]["monetary_real"] == found["cas"]["monetary"]
    assert found["dan"]["monetary_real"] == 55 * 130
    assert "prices.carried" in {one.id for one in record.notes}
    late = {month: level for month, level in LEVELS.items() if month != "2024-01"}
    found, record, scores = read(make(tmp_path / "before", rows({}), TABLE, late))
    assert (found["dan"]["monetary_real"], found["ann"]["spent_90_real"], scores["dan"]) == (None, 4000, None)
    assert "prices.unknown" in {one.id for one in record.notes}


def test_every_view_says_what_money_it_is(tmp_path: Path) -> None:
    with bakhsh.open(make(tmp_path / "shop", rows({}), TABLE, LEVELS)) as ws:
        ws.run(as_of=shops.AS_OF)
        assert "prices.constant_table" in {one.id for one in ws.profile("rfm").notes}
        explained = ws.explain("ann")
    assert [one.id for one in explained.notes] == ["prices.constant_table"]
    assert "prices.because_constant" in {why.id for one in explained.memberships for why in one.because}
    with bakhsh.open(shops.make(tmp_path / "nominal")) as ws:
        ws.run(as_of=shops.AS_OF)
        assert {one.notes[-1].id for one in ws.profiles()} == {"prices.nominal"}
        assert [one.id for one in ws.explain("ann").notes] == ["prices.nominal"]


@pytest.mark.slow
def test_a_ruler_in_constant_money_holds_while_the_table_grows(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", rows({}), TABLE, LEVELS)
    _, _, before = read(shop)
    grown = LEVELS | {"2024-07": 500}
    (shop / "cpi.csv").write_text("month,level\n" + "".join(f"{m},{x}\n" for m, x in grown.items()), encoding="utf-8")
    with bakhsh.open(shop) as ws:
        (record,) = ws.run(as_of="2024-07-31")
        after = {row["customer_id"]: row["m_score"] for row in ws.members("rfm", "2024-07-31").to_pylist()}
        level = ws.rows("2024-07-31").to_pylist()[0]["price_level"]
    assert record.changed
    assert level == 5
    assert after == before


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("month,level\n", "prices.empty_table"),
        ("when,level\n2024-01,3\n", "prices.table_columns"),
        ("month,level\nsoon,3\n", "prices.not_a_month"),
        ("month;level\n2024-01;0\n", "prices.not_a_level"),
        ("month,level\n2024-01,3\n2024-01,4\n", "prices.month_twice"),
        ("ماه,شاخص\n2024-01,3\nبهمن ۱۴۰۲,۴\n", "prices.two_calendars"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_by_line(tmp_path: Path, text: str, problem: str) -> None:
    shop = make(tmp_path / "shop", rows({}), TABLE)
    (shop / "cpi.csv").write_text(text, encoding="utf-8")
    with bakhsh.open(shop) as ws:
        assert [one.sentence.id for one in ws.check()] == [problem]


def test_settings_that_do_not_go_together_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectErrors) as caught:
        bakhsh.open(make(tmp_path / "a", rows({}), 'constant = "table"\n'))
    assert [one.sentence.id for one in caught.value.errors][:1] == ["prices.belong_together"]
    with bakhsh.open(shops.make(tmp_path / "b", segments__rfm=RFM)) as ws:
        assert [one.sentence.id for one in ws.check()] == ["prices.constant_off"]
    with bakhsh.open(make(tmp_path / "c", rows({}), TABLE)) as ws:
        assert [one.sentence.id for one in ws.check()] == ["prices.no_table"]
