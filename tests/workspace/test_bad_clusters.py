"""Customers who cannot be divided, and snapshots that cannot be compared: a sentence in both languages that says what
happened and what to do, never a segment of everybody made in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import AS_OF

import bakhsh
from bakhsh.errors import BakhshError
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence
from bakhsh.records import RunRecord
from bakhsh.workspace import Workspace

pytestmark = pytest.mark.slow

Row = Mapping[str, str]
PEOPLE = 'table = "customers"\nfiles = ["people.csv"]\n[columns]\ncustomer_id = "id"\n'
GROUPS = 'kind = "cluster"\nk = [2, 4]\n'
RULES = 'kind = "rule"\n[[segment]]\nname = "named"\nwhere = "score > 50"\n'
GIANT = 10**18


def made(folder: Path, rows: Sequence[Row], groups: str = GROUPS) -> Path:
    """A folder of people with the columns of the rows, all of them numbers."""
    columns = "".join(f'{name} = {{ from = "{name}", type = "number" }}\n' for name in rows[0] if name != "id")
    shops.write_files(folder, {
        "bakhsh.toml": shops.PROJECT, "data/people.toml": PEOPLE + columns, "segments/groups.toml": groups,
        "segments/rules.toml": RULES,
    })  # fmt: skip
    shops.write_lines(folder / "people.csv", rows)
    return folder


def person(at: int, score: float, shade: float) -> dict[str, str]:
    return {"id": f"p{at:03}", "score": f"{score:g}", "shade": f"{shade:g}"}


def grouped(count: int = 60) -> list[dict[str, str]]:
    """Two kinds of people."""
    return [person(at, (20, 80)[at % 2] + at % 7, (900, 300)[at % 2] + 3 * (at % 11)) for at in range(count)]


def every(said: object) -> Iterator[Sentence]:
    """A sentence and those within it."""
    if isinstance(said, Sentence):
        yield said
        for one in said.args.values():
            yield from every(one)
    elif isinstance(said, tuple):
        for one in said:
            yield from every(one)


def told(sentences: Sequence[Sentence], wanted: str) -> None:
    """The sentence is among them and reads in both languages."""
    found = [one for said in sentences for one in every(said) if one.id == wanted]
    assert found, [said.id for said in sentences]
    texts = {render(found[0], locale_for(language)) for language in ("en", "fa")}
    assert len(texts) == 2


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunRecord]:
    """Two kinds of people, of whom one is rich beyond all measure; a column that is always the same, an empty one."""
    rows = [row | {"always": "7", "never": ""} for row in grouped()]
    rows[0]["shade"] = str(GIANT)
    named = 'features = ["score", "shade", "always", "never"]\n'
    folder = made(tmp_path_factory.mktemp("odd") / "shop", rows, GROUPS + named)
    return folder, shops.run(folder)


@pytest.mark.parametrize("wanted", ["clusters.left_out_constant", "clusters.left_out_missing"])
def test_a_column_that_tells_nobody_apart_is_left_out_and_named(odd: tuple[Path, RunRecord], wanted: str) -> None:
    told(odd[1].notes, wanted)


def test_one_giant_is_no_segment_of_his_own(odd: tuple[Path, RunRecord]) -> None:
    sizes = odd[1].sizes["groups"]
    clusters = [size for name, size in sizes.items() if name.startswith("cluster_")]
    assert min(clusters) >= 10
    assert sum(sizes.values()) == 60


NOBODY_APART: Mapping[str, tuple[Callable[[], Sequence[Row]], str, str]] = {
    "identical customers": (
        lambda: [person(at, 5, 5) for at in range(40)], "clusters.nothing_to_tell_apart", "clusters.add_features",
    ),
    "nothing known of anybody": (
        lambda: [person(at, 5, 5) | {"score": "", "shade": ""} for at in range(40)], "clusters.nothing_to_tell_apart",
        "clusters.add_features",
    ),
    "fewer customers than clusters": (lambda: grouped(3), "clusters.too_few_customers", "clusters.lower_the_range"),
    "fewer different customers than clusters": (
        lambda: [person(at, 10 * (at % 3), 5) for at in range(60)], "clusters.all_alike", "clusters.add_features",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOBODY_APART)
def test_customers_who_cannot_be_divided_are_not_divided_and_the_run_says_why_and_what_to_do(
    case: str, tmp_path: Path
) -> None:
    rows, wanted, to_do = NOBODY_APART[case]
    record = shops.run(made(tmp_path / "shop", rows(), GROUPS.replace("2, 4", "4, 6")))
    assert "groups" not in record.sizes
    assert sum(record.sizes["rules"].values()) == len(rows())
    told(record.notes, wanted)
    told(record.notes, to_do)


def test_a_feature_that_has_vanished_leaves_the_segmentation_out_with_the_command_that_finds_clusters_anew(
    odd: tuple[Path, RunRecord], tmp_path: Path
) -> None:
    folder = made(tmp_path / "shop", grouped())
    shops.run(folder)
    made(folder, [{name: value for name, value in row.items() if name != "shade"} for row in grouped()])
    (record,) = bakhsh.open(folder).run(as_of=AS_OF + timedelta(days=1))
    assert "groups" not in record.sizes
    told(record.notes, "clustering.feature_gone")


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots, the later one of other people."""
    rows = [shops.line(f"{at}", f"old{at:02}", "2024-05-01") for at in range(30)]
    folder = shops.make(tmp_path_factory.mktemp("strangers") / "shop", rows, segments__rfm="")
    shops.run(folder, AS_OF)
    shops.write_lines(
        folder / "in" / "orders.csv", [shops.line(f"n{at}", f"new{at:02}", "2024-07-01") for at in range(30)]
    )
    with bakhsh.open(folder) as ws:
        ws.undo(1)
        ws.run(as_of=date(2024, 7, 31))
    return folder


COMPARED: Mapping[str, tuple[Callable[[Workspace], object], str]] = {
    "watched backwards": (lambda ws: ws.watch(AS_OF, against=date(2024, 7, 31)), "verdict.wrong_order"),
    "moved backwards": (lambda ws: ws.migration("value", date(2024, 7, 31), AS_OF), "migration.wrong_order"),
    "watched strangers": (lambda ws: ws.watch(date(2024, 7, 31), against=AS_OF), "drift.nobody_in_common"),
    "moved strangers": (lambda ws: ws.migration("value", AS_OF, date(2024, 7, 31)), "migration.nobody_in_common"),
}


@pytest.mark.parametrize("case", COMPARED)
def test_snapshots_that_cannot_be_compared_are_refused_in_words(case: str, strangers: Path) -> None:
    ask, wanted = COMPARED[case]
    with bakhsh.open(strangers) as ws, pytest.raises(BakhshError) as refused:
        ask(ws)
    told([refused.value.sentence], wanted)
