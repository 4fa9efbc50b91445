"""What a watch says of a shop, and what a run makes of it."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import bakhsh
from bakhsh.cli.main import app
from bakhsh.errors import NotReady
from bakhsh.records import Watched

EXAMPLE = Path(__file__).parents[2] / "examples" / "first_shop"
OCTOBER, NOVEMBER, DECEMBER = date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31)


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, run as of three days."""
    folder = tmp_path_factory.mktemp("changes") / "shop"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".bakhsh", "sent", "report.*"))
    with bakhsh.open(folder) as ws:
        for day in (OCTOBER, NOVEMBER, DECEMBER):
            ws.run(day)
    return folder


def watched(folder: Path, day: date = DECEMBER, against: date | None = None) -> Watched:
    with bakhsh.open(folder) as ws:
        return ws.watch(day, against)


def test_every_segmentation_gets_a_verdict_and_every_source_a_line(standing: Path) -> None:
    found = watched(standing)
    with bakhsh.open(standing) as ws:
        assert {one.segmentation for one in found.verdicts} == {one.name for one in ws.files.segmentations}
        assert [one.source for one in found.feeds] == [one.name for one in ws.files.sources]
    assert found.against == NOVEMBER
    assert {one.name for one in found.drifts} >= {"recency", "frequency", "monetary"}
    assert "customer_id" not in {one.name for one in found.drifts}
    assert found.serious == any(one.serious for one in found.findings)


def test_the_day_compared_with_may_be_named(standing: Path) -> None:
    assert watched(standing, against=OCTOBER).against == OCTOBER
    with pytest.raises(NotReady, match="before"):
        watched(standing, NOVEMBER, DECEMBER)


def test_without_an_earlier_snapshot_only_the_sources_are_looked_at(standing: Path) -> None:
    found = watched(standing, OCTOBER)
    assert (found.against, found.drifts) == (None, ())
    assert [one.id for one in found.notes] == ["verdict.nothing_to_compare"]
    assert {one.said.id for one in found.verdicts if one.decision == "keep"} <= {"verdict.keep_uncompared"}
    assert found.verdicts


def test_looking_twice_says_the_same(standing: Path) -> None:
    assert watched(standing) == watched(standing)


def test_the_exit_code_says_whether_a_limit_was_passed(standing: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(standing, folder)
    runner = CliRunner()
    asked = ["watch", "--as-of", "2024-12-31", "--json", "--project", str(folder)]
    (folder / "watch.toml").write_text("noticed = 5\ndrift = 9\nshares = 1\n", encoding="utf-8")
    quiet = runner.invoke(app, asked)
    assert (quiet.exit_code, json.loads(quiet.stdout)["serious"]) == (0, False)
    (folder / "watch.toml").write_text("leaving = 0.0\n", encoding="utf-8")
    loud = runner.invoke(app, asked)
    assert (loud.exit_code, json.loads(loud.stdout)["serious"]) == (3, True)


def test_snapshots_with_nobody_in_common_are_not_compared(tmp_path: Path, standing: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(standing, folder)
    with bakhsh.open(folder) as ws:
        rows = {run.as_of: ws.store.catalogue.extra(run.run)["pieces"]["rows"] for run in ws.runs() if run.current}
        for piece in rows[NOVEMBER]:
            path = ws.store.root / piece["path"]
            table = pq.read_table(path)
            at = table.schema.get_field_index("customer_id")
            other = pc.binary_join_element_wise(table["customer_id"], "x", "")
            pq.write_table(table.set_column(at, "customer_id", other), path)
        with pytest.raises(NotReady, match="no customer in common"):
            ws.watch(DECEMBER)
