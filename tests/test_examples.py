"""The example projects: made from their seed, all their files fine, each of the four bases in use."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from examples.make import car_dealer, corner_shop, small_shop

import bakhsh
from bakhsh.specs.available import available

EXAMPLES = Path(__file__).parents[1] / "examples"
MADE = {"corner_shop": corner_shop, "car_dealer": car_dealer, "small_shop": small_shop}
ALL_BASES = {"demographic", "geographic", "psychographic", "behavioural"}


def content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", MADE)
def test_the_files_are_those_that_the_seed_makes(name: str, tmp_path: Path) -> None:
    MADE[name].write(tmp_path)
    made = {path.name: content(path) for path in tmp_path.iterdir()}
    kept = {path.name: content(path) for path in (EXAMPLES / name).iterdir() if path.name in made}
    assert kept == made


@pytest.mark.parametrize("name", MADE)
def test_the_declared_files_are_fine(name: str) -> None:
    with bakhsh.open(EXAMPLES / name) as ws:
        assert ws.check() == ()


@pytest.mark.parametrize(("name", "bases"), [("corner_shop", ALL_BASES), ("car_dealer", ALL_BASES)])
def test_all_four_bases_are_there(name: str, bases: set[str]) -> None:
    with bakhsh.open(EXAMPLES / name) as ws:
        assert {one.base for one in available(ws.files)} == bases


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "customers", "segmentations"),
    [
        ("corner_shop", 320, {"value", "life", "climate", "taste", "rfm"}),
        ("car_dealer", 350, {"service", "occasions", "standing"}),
        ("small_shop", 200, {"value", "rfm"}),
    ],
)
def test_a_run_divides_everybody_and_every_segmentation_says_something(
    name: str, customers: int, segmentations: set[str], tmp_path: Path
) -> None:
    folder = shutil.copytree(EXAMPLES / name, tmp_path / name, ignore=shutil.ignore_patterns(".bakhsh"))
    with bakhsh.open(folder) as ws:
        (record,) = ws.run()
    assert record.customers == customers
    assert set(record.sizes) == segmentations
    for sizes in record.sizes.values():
        assert sum(sizes.values()) == customers
        assert sum(size > 0 for size in sizes.values()) >= 3, "one part holding everybody divides nobody"
