"""The demo walks the circle; the real data only where the package is installed."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pytest

from bakhsh.cli.demo import MARK, prepare
from bakhsh.cli.demo_market import PACKAGE, real, small
from bakhsh.errors import ProjectError
from bakhsh.project import check, read


def test_the_demos_files_have_no_mistakes_and_split_the_lines(tmp_path: Path) -> None:
    market = small()
    prepare(tmp_path / "demo", market)
    assert check(read(tmp_path / "demo")) == ()
    assert market.until_sent().num_rows + market.after_sent().num_rows == market.lines.num_rows
    assert market.after_sent().num_rows > 0


def test_a_demo_is_made_anew_and_nothing_else_is_touched(tmp_path: Path) -> None:
    market = small()
    prepare(tmp_path / "demo", market)
    prepare(tmp_path / "demo", market)
    assert (tmp_path / "demo" / MARK).is_file()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ProjectError):
        prepare(tmp_path / "mine", market)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.slow
def test_the_real_market_is_whole(tmp_path: Path) -> None:
    pytest.importorskip(PACKAGE)
    market = real()
    assert market.lines.num_rows == 1_469_307
    assert round(pc.sum(market.lines.column("sales_value")).as_py(), 2) == 4_596_039.58
    fuel = market.lines.filter(pc.equal(market.lines.column("department"), "FUEL"))
    assert fuel.num_rows > 0
    prepare(tmp_path / "demo", market)
    declared = read(tmp_path / "demo")
    assert check(declared) == ()
    assert "FUEL" in declared.sources[0].policy.pieces_not["department"]
