"""Segments of a real run held against one another, on cards, laid over each other; on a terminal and in the report."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspace import shops
from typer.testing import CliRunner

import bakhsh
from bakhsh.cli.main import app
from bakhsh.errors import UnknownName
from bakhsh.report import write
from bakhsh.workspace import Workspace

BIG = 'kind = "rule"\n[[segment]]\nname = "big"\ntitle = { en = "Big", fa = "بزرگ" }\nwhere = "monetary >= 300"\n' + (
    '[[segment]]\nname = "rare"\nwhere = "frequency = 2"\n'
)
CITY = 'kind = "rule"\n[[segment]]\nname = "sporty"\nwhere = "top_category = \'sport\'"\n'


def lines() -> Iterator[shops.Row]:
    """Forty customers: ten spend much on sport and fell silent, three come twice, the rest buy a little food."""
    order = 0
    for number in range(40):
        big, rare = number < 12, number >= 37
        for visit in range(6 if big else 2 if rare else 3):
            order += 1
            day = date(2024, 1, 3) + timedelta(days=10 * visit + number % 7 + (0 if big else 110))
            amount = f"{60 + number + visit if big else 5 + number % 9}.00"
            item, category = ("ball", "sport") if big and visit else ("tea", "food")
            yield shops.line(str(order), f"c{number:02}", day.isoformat(), item, category, amount=amount)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("compared") / "shop"
    texts = {"segments__value": "", "segments__rfm": "", "segments__size": BIG, "segments__taste": CITY}
    shops.make(place, lines(), **texts)
    shops.run(place)
    return place


@pytest.fixture(scope="module")
def shop(folder: Path) -> Iterator[Workspace]:
    with bakhsh.open(folder) as ws:
        yield ws


def test_what_sets_a_segment_apart_is_what_its_rows_say(shop: Workspace) -> None:
    rows, members = shop.rows().to_pylist(), shop.members("size").to_pylist()
    place = {one["customer_id"]: one["segment"] for one in members}
    found = shop.compare("size", "big")
    assert (found.customers, found.others, found.too_few, found.sample) == (12, 28, False, None)
    of = {(one.feature, one.value): one for one in found.differences}
    assert {("monetary", ""), ("recency", ""), ("top_category", "sport")} <= of.keys()
    for name in ("monetary", "recency"):
        sides: dict[bool, list[float]] = {True: [], False: []}
        for row in rows:
            sides[place[row["customer_id"]] == "big"].append(row[name])
        won = sum((x > y) - (x < y) for x in sides[True] for y in sides[False])
        assert of[name, ""].effect.estimate == pytest.approx(won / len(sides[True]) / len(sides[False]))
        assert of[name, ""].own == statistics.median_low(sides[True])
    assert (of["top_category", "sport"].own, of["top_category", "sport"].other) == (1, 0)


def test_a_profile_keeps_the_strongest(shop: Workspace) -> None:
    kept = next(one for one in shop.profile("size").segments if one.segment == "big").differences
    assert kept == shop.compare("size", "big").differences[: len(kept)]
    assert 0 < len(kept) <= 12


def test_against_another_segment_only_the_two_count(shop: Workspace) -> None:
    found = shop.compare("size", "big", "others")
    assert (found.customers, found.others, found.against) == (12, 25, "others")
    assert all(one.others <= 25 for one in found.differences)
    assert shop.compare("size", "others", "big").differences[0].effect.estimate == pytest.approx(
        -next(one for one in found.differences if one.feature == "known_for").effect.estimate, abs=0.2
    )


def test_of_too_few_customers_nothing_is_told(shop: Workspace) -> None:
    found, card = shop.compare("size", "rare"), shop.card("size", "rare")
    assert (found.too_few, found.differences) == (True, ())
    assert (card.too_few, card.parts, card.who.id) == (True, (), "cards.too_few")


def test_a_card_says_what_they_are_worth_and_what_threatens_them(shop: Workspace) -> None:
    card = shop.card("size", "بزرگ")
    assert card.segment == "big"
    profiled = next(one for one in shop.profile("size").segments if one.segment == "big")
    assert (card.customers, card.revenue, card.share) == (12, profiled.revenue, profiled.share)
    assert card.per_customer is not None
    assert card.per_customer.estimate == pytest.approx(card.revenue / 12)
    assert card.per_customer.low < card.per_customer.estimate < card.per_customer.high
    parts = {one.name: one for one in card.parts}
    assert {"needs", "satisfaction", "threats"} <= parts.keys()
    assert parts["satisfaction"].note is not None  # nobody was asked
    assert parts["satisfaction"].note.id == "cards.not_known"
    assert parts["threats"].rows[0].tone == "bad"
    assert "sport" in " ".join(str(row.said) for row in parts["needs"].rows)
    assert str(card.who).startswith("Customers who ")


def test_every_segment_with_customers_has_a_card(shop: Workspace) -> None:
    assert [one.segment for one in shop.cards("size")] == ["big", "rare", "others"]
    assert shop.cards("size")[0] == shop.card("size", "big")


def test_an_overlap_adds_up_to_everybody(shop: Workspace) -> None:
    found = shop.overlap("size", "taste")
    assert found.customers == sum(one.customers for one in found.cells) == 40
    both = next(one for one in found.cells if (one.one, one.other) == ("big", "sporty"))
    assert (both.customers, both.of_one, both.sure) == (12, 1, True)
    itself = shop.overlap("size", "size")
    assert {one.one for one in itself.cells if one.customers and one.one != one.other} == set()


@pytest.mark.parametrize(("segment", "against"), [("nobody", ""), ("big", "nobody"), ("big", "big")])
def test_a_segment_nobody_knows_is_refused_in_words(shop: Workspace, segment: str, against: str) -> None:
    with pytest.raises(UnknownName):
        shop.compare("size", segment, against)


COMMANDS = (
    ("card", "size", "big"),
    ("card", "size", "rare"),
    ("explain", "size", "--segment", "big"),
    ("explain", "size", "--segment", "big", "--against", "others"),
    ("explain", "size", "--segment", "rare"),
    ("explain", "size", "--segment", "big", "--card"),
    ("segments", "overlap", "size", "taste"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_terminal_shows_it_in_both_languages_and_as_json(folder: Path, command: tuple[str, ...]) -> None:
    for language in ("en", "fa"):
        told = CliRunner().invoke(app, [*command, "-C", str(folder), "--language", language])
        assert told.exit_code == 0, told.output
        assert re.findall(r"\[[a-z]+\.[a-z_]+\]|\{[a-z_]+\}", told.output) == []
    told = CliRunner().invoke(app, [*command, "-C", str(folder), "--json"])
    assert json.loads(told.output)


@pytest.mark.parametrize("command", [("explain", "size", "--against", "big"), ("explain", "c01", "--segment", "big")])
def test_what_goes_only_with_a_segment_is_refused_without(folder: Path, command: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, [*command, "-C", str(folder)]).exit_code == 2


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_report_has_a_card_a_segment_and_the_overlap(shop: Workspace, tmp_path: Path, language: str) -> None:
    html = write(shop, tmp_path / "report.html", language).read_text(encoding="utf-8")
    assert html.count('<article class="segment-card"') == 4  # big and others of each; three customers get none
    assert html.count('<table class="overlap">') == 1
    assert re.findall(r"\[[a-z]+\.[a-z_]+\]|\{[a-z_]+\}", html.split("</style>")[1]) == []
    assert (">Big<" in html, ">بزرگ<" in html) == (language == "en", language == "fa")
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
