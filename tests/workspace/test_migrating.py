"""Migration and retention of a shop, from its snapshots."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import AS_OF, Row, line

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.report import changed
from bakhsh.tables import CONTRACTS

BIG = """
kind = "rule"

[[segment]]
name = "big"
where = "spent(last = '30 days') > 150"
"""
BUYERS = 40
DECEMBER = date(2024, 12, 31)


def seasonal(day: str, amount: int) -> list[Row]:
    return [line(f"{day}-{number}", f"c{number:02}", day, amount=f"{amount}.00") for number in range(BUYERS)]


@pytest.fixture(scope="module")
def december(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody spends 100 in November and 200 in December, this year as last; one customer spends ten times that."""
    rows = [*seasonal("2023-11-20", 100), *seasonal("2023-12-20", 200), *seasonal("2024-11-20", 100)]
    rows += [*seasonal("2024-12-20", 200), line("x", "c00", "2024-12-21", amount="1800.00")]
    folder = shops.make(tmp_path_factory.mktemp("season") / "shop", rows, segments__value=BIG, segments__rfm="")
    with bakhsh.open(folder) as ws:
        for day in (date(2023, 11, 30), date(2023, 12, 31), date(2024, 11, 30), DECEMBER):
            ws.run(as_of=day)
    return folder


@pytest.mark.slow
def test_what_december_does_every_year_is_the_market_and_the_rest_is_the_customer(december: Path) -> None:
    with bakhsh.open(december) as ws:
        found = ws.migration("value")
        assert (found.before, found.after) == (date(2024, 11, 30), DECEMBER)
        (only,) = found.moves
        assert (only.from_segment, only.to_segment, only.causes) == ("others", "big", {"behaviour": 1, "market": 39})
        assert [note.id for note in found.notes] == ["migration.same_ruler", "migration.market_by_season"]
        assert only.value_after - only.value_before == (BUYERS * 200 + 1800) * 100
        movers = CONTRACTS["MOVED"].check(ws.movers("value"))
        assert movers.filter(movers.column("cause").to_numpy(zero_copy_only=False) == "behaviour").column(
            "customer_id"
        ).to_pylist() == ["c00"]


@pytest.mark.slow
def test_a_year_earlier_nothing_is_known_of_the_market(december: Path) -> None:
    with bakhsh.open(december) as ws:
        found = ws.migration("value", date(2023, 11, 30), "2023-12-31")
        assert found.causes["behaviour"] == BUYERS
        assert found.notes[-1].id == "migration.market_unknown"


@pytest.mark.slow
def test_days_that_cannot_be_compared_are_refused_in_words(december: Path) -> None:
    with bakhsh.open(december) as ws:
        asked = [
            ((DECEMBER, date(2024, 11, 30)), "migration.wrong_order"),
            ((DECEMBER, None), "migration.wrong_order"),
            ((None, date(2023, 11, 30)), "migration.only_one"),
            ((date(2024, 1, 1), None), "workspace.no_snapshot_of"),
        ]
        for days, said in asked:
            with pytest.raises(NotReady) as refused:
                ws.migration("value", *days)
            assert refused.value.sentence.id == said
        with pytest.raises(NotReady, match="valu"):
            ws.migration("valu")


@pytest.mark.slow
def test_whom_the_earlier_definition_would_have_kept_the_definition_moved(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", segments__rfm="")
    shops.run(shop, date(2024, 5, 31))
    wider = shops.VALUE.replace("frequency >= 3", "frequency >= 1").replace("> 20", "> 1000")
    shops.write_files(shop, {"segments/value.toml": wider})
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        found = ws.migration("value")
        causes = {row["customer_id"]: row["cause"] for row in ws.movers("value").to_pylist()}
        # bob bought in June: by the earlier definition too he is elsewhere. cyd did nothing.
        assert causes == {"ann": "behaviour", "bob": "behaviour", "cyd": "definition", "dan": "behaviour"}
        assert found.notes[0].id == "migration.other_ruler"
        assert sum(one.customers for one in found.moves) == 4
        steps = ws.explain("cyd").path
        assert [(one.as_of, one.from_segment, one.segment, one.cause) for one in steps] == [
            (date(2024, 5, 31), "", "others", ""), (AS_OF, "others", "frequent", "definition"),
        ]  # fmt: skip
        assert ws.explain("cyd", date(2024, 5, 31)).path == steps[:1]


@pytest.mark.slow
def test_where_the_earlier_definition_asks_for_what_is_gone_the_split_is_given_up_in_words(tmp_path: Path) -> None:
    own = "value = \"spent(category = 'sport', last = '90 days')\"\n"
    asked = shops.VALUE.replace("spent(category = 'sport', last = '90 days') > 20", "sport > 20")
    shop = shops.make(tmp_path / "shop", segments__rfm="", segments__value=asked, features__sport=own)
    shops.run(shop, date(2024, 5, 31))
    (shop / "features" / "sport.toml").unlink()
    shops.write_files(shop, {"segments/value.toml": asked.replace("sport > 20", "monetary > 60")})
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        found = ws.migration("value")
        assert found.notes[0].id == "migration.ruler_lost"
        assert (found.causes["definition"], found.causes["market"]) == (0, 0)


@pytest.mark.slow
def test_retention_is_asked_by_period_by_silence_and_by_segment(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", segments__rfm="")
    with bakhsh.open(shop) as ws:
        ws.run(as_of=AS_OF, every="month")
        quarters = ws.retention(period="quarter")
        assert [(one.month, one.active, one.revenue) for one in quarters.cohorts] == [
            (date(2024, 1, 1), (3, 2), (6_000, 5_000)), (date(2024, 4, 1), (1,), (5_550,)),
        ]  # fmt: skip
        assert [one.month for one in ws.retention(start="2024-04-01").cohorts] == [
            date(2024, 4, 1), date(2024, 5, 1), date(2024, 6, 1),
        ]  # fmt: skip
        survival = ws.survival(silent=60)
        assert (survival.customers, survival.lost, [one.back for one in survival.returned]) == (
            4,
            3,
            [0, 0, 0, 0, 0, 2],
        )
        kept = {one.segment: (one.customers, one.active, one.revenue) for one in ws.retained("value").segments}
        assert kept == {"sporty": (0, 0, 0), "frequent": (0, 0, 0), "recent": (1, 0, 0), "others": (3, 2, 5_000)}
        for ask in (lambda: ws.retention(period="day"), lambda: ws.survival(silent=0)):
            with pytest.raises(NotReady):
                ask()


@pytest.mark.slow
def test_a_way_that_was_never_so_busy_is_told_unless_the_segments_were_drawn_anew(tmp_path: Path) -> None:
    ends = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31), AS_OF]
    rows = [row for day in ends for row in seasonal(f"{day:%Y-%m}-20", 200 if day == AS_OF else 100)]
    shop = shops.make(tmp_path / "shop", rows, segments__value=BIG, segments__rfm="")
    with bakhsh.open(shop) as ws:
        for day in ends:
            ws.run(as_of=day)
        assert [one.said.id for one in ws.migration("value").findings] == ["migration.path_above"]
        assert "path" in {one.kind for one in ws.watch().findings}
        assert changed.SECTION.collect is not None
        assert "path" in {one.kind for one in changed.SECTION.collect(ws, None).findings}
        assert "path" not in {one.kind for one in ws.watch(ends[-2]).findings}
    (shop / "segments" / "value.toml").write_text(BIG.replace("150", "160"), encoding="utf-8")
    with bakhsh.open(shop) as ws:
        ws.run(as_of=AS_OF)
        assert ws.migration("value").findings == ()
