"""Every engine goes through the same tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bakhsh.edges.engines import ENGINES, Engine, open_engine


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine over an empty store."""
    opened = open_engine(request.param, tmp_path, memory="500MB")
    yield opened
    opened.close()
