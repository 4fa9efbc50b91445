"""What a watch says of a shop where nothing happens, and of the same shop where half of the customers change."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh

pytestmark = pytest.mark.slow

JUNE, JULY, AUGUST = date(2024, 6, 30), date(2024, 7, 31), date(2024, 8, 31)
CUSTOMERS = 60
GROUPS = 'kind = "cluster"\nk = [2, 3]\n'
BOTH = 'kind = "cross"\nof = ["value", "groups"]\nminimum = 5\n'


def visits(first: int, every: int, start: date, end: date, price: int) -> Iterator[shops.Row]:
    """Orders of all customers, each about `every` days apart; every second one is an expensive buyer."""
    chance = random.Random(first)
    number = first
    for customer in range(CUSTOMERS):
        day = start + timedelta(chance.randrange(every))
        while day <= end:
            amount = price * (1 + customer % 2 * 9)
            yield shops.line(str(number), f"c{customer}", day.isoformat(), amount=f"{amount}.00")
            number += 1
            day += timedelta(every + chance.randint(-every // 7, every // 7))


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty customers who buy every fourteenth day or so, at constant prices, and two looks at them."""
    folder = shops.make(
        tmp_path_factory.mktemp("steady") / "shop",
        visits(0, 14, date(2024, 1, 1), JULY, 10),
        segments__rfm=shops.RFM,
        segments__groups=GROUPS,
        segments__both=BOTH,
    )
    for day in (JUNE, JULY):
        shops.run(folder, day)
    return folder


@pytest.fixture
def shop(steady: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(steady, tmp_path / "shop"))


def test_a_shop_where_everybody_goes_on_buying_is_kept(steady: Path) -> None:
    with bakhsh.open(steady) as ws:
        found = ws.watch(JULY, JUNE)
    assert not found.serious, [one.said for one in found.findings if one.serious]
    assert {one.decision for one in found.verdicts} == {"keep"}
    readings = {one.name: (one.reading, one.psi > 0.1) for one in found.drifts}
    assert readings["frequency"] == ("time", True)
    assert not [one for one in found.findings if one.kind == "market" and one.about in ("frequency", "monetary")]


def test_clusters_rest_on_what_they_were_learned_of_and_a_change_of_it_has_them_learned_anew(shop: Path) -> None:
    changed = [row for row in visits(90_000, 2, date(2024, 8, 1), AUGUST, 20) if int(row["customer"][1:]) % 4 < 2]
    shops.write_lines(shop / "in" / "august.csv", changed)
    (shop / "watch.toml").write_text('features = ["known_for"]\nleaving = 0.1\n', encoding="utf-8")
    shops.run(shop, AUGUST)
    with bakhsh.open(shop) as ws:
        before = ws.watch(AUGUST, JULY)
    decided = {one.segmentation: one for one in before.verdicts}
    used = {one.name: one.used_by for one in before.drifts}
    assert {"groups", "both"} <= {*used["average_order"]} & {*used["recency"]}
    assert {decided[name].decision for name in ("groups", "both")} == {"refit"}
    left = [one for one in before.findings if one.kind == "leaving" and one.about == "groups"]
    assert all("cluster_" not in repr(one.said.args["segment"].title) for one in left)  # type: ignore[union-attr]

    (shop / "watch.toml").write_text('refit = "by_verdict"\nleaving = 0.1\n', encoding="utf-8")
    shops.write_lines(shop / "in" / "september.csv", [shops.line("99999", "c1", "2024-09-01")])
    with bakhsh.open(shop) as ws:
        (made,) = ws.run(date(2024, 9, 1))
        refitted = {one.args["name"].text for one in made.notes if one.id == "verdict.refitted"}  # type: ignore[union-attr]
        assert "groups" in refitted
        learned = {one.segmentation: one.learned_as_of for one in ws.profiles()}
        assert {learned[name] for name in refitted} == {date(2024, 9, 1)}
        after = ws.watch(date(2024, 9, 1), AUGUST)
    own = [one for one in after.findings if one.about in refitted]
    assert not any(one.serious for one in own)
    assert not [one for one in own if one.kind in ("segments", "leaving", "path")]
    assert {one.decision for one in after.verdicts if one.segmentation in refitted} == {"keep"}
