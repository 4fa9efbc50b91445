"""Kinds of sources, ours and those other packages bring."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.edges.sources.kinds import SOURCES
from bakhsh.errors import ProjectErrors

TINY = """
import pyarrow as pa
from bakhsh.edges.sources.origins import Found
from bakhsh.edges.sources.raw import RawBatch

NAMES = ("order", "customer", "at", "item", "category", "quantity", "amount")
ROWS = [("1", "ann", "2024-06-01", "tea", "food", "1", "5.00"), ("2", "bob", "2024-06-02", "tea", "food", "2", "9.00")]


class Tiny:
    def mistakes(self, source):
        return ()

    def look(self, source, here, past):
        yield Found(f"tinyshop: {source.name}", since=past.read[-1].mark if past.read else "")

    def columns(self, source, found, here):
        return NAMES

    def batches(self, source, found, here):
        rows = pa.table([pa.array(column) for column in zip(*ROWS)], names=list(NAMES))
        yield RawBatch(rows, pa.array([1, 2]), mark="2")
"""
SHOP = '[shop]\nkind = "tinyshop"\nurl = "https://tiny.example"\nkey_env = "A"\nsecret_env = "B"'


def declared() -> str:
    return shops.ORDERS.replace('files = ["in/*.csv"]', SHOP)


def test_another_package_brings_a_kind_of_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "site"
    info = place / "tinyshop-1.0.dist-info"
    info.mkdir(parents=True)
    (place / "tinyshop.py").write_text(TINY, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tinyshop\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[bakhsh.sources]\ntinyshop = tinyshop:Tiny\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(place))
    folder = shops.make(tmp_path / "shop", None, data__orders=declared())
    (load,) = shops.run(folder).loads
    assert (load.file, load.kept, load.mark) == ("tinyshop: orders", 2, "2")
    assert shops.run(folder).changed is False


def test_a_kind_nobody_brought_is_a_mistake_that_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(ProjectErrors, match="woocommerce"):
        bakhsh.open(shops.make(tmp_path / "shop", None, data__orders=declared())).close()


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_of_ours_keeps_the_seam(kind: str) -> None:
    origin = SOURCES[kind]()
    assert all(callable(getattr(origin, name)) for name in ("mistakes", "look", "columns", "batches"))
