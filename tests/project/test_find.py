"""The project is the folder with bakhsh.toml, here or above."""

from __future__ import annotations

from pathlib import Path

import pytest

from bakhsh.errors import NotReady
from bakhsh.project import find


def test_the_nearest_folder_above_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "shop" / "segments" / "old"
    deep.mkdir(parents=True)
    (tmp_path / "shop" / "bakhsh.toml").write_text('name = "x"', encoding="utf-8")
    assert find(deep) == tmp_path / "shop"
    assert find(tmp_path / "shop") == tmp_path / "shop"


def test_without_one_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="bakhsh new"):
        find(tmp_path)
