"""A shop that has been run once, copied for every test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.workspace import real_year as year
from tests.workspace import shops


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose snapshot as of `shops.AS_OF` stands; not to be changed."""
    folder = shops.make(tmp_path_factory.mktemp("standing") / "shop", targeting__thanks=shops.CAMPAIGN)
    shops.run(folder)
    return folder


@pytest.fixture
def shop(standing: Path, tmp_path: Path) -> Path:
    """The same folder, to be changed at will."""
    return Path(shutil.copytree(standing, tmp_path / "shop"))


@pytest.fixture(scope="session")
def real_year(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the thirteen snapshots of a real year stand; not to be changed."""
    return year.make(tmp_path_factory.mktemp("real_year") / "shop", real_data)
