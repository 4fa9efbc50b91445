"""Ugly workbooks, read as declared, say exactly what is true of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from tests.edges.sources.ugly import TWENTY, Ugly, combined, make

from bakhsh.edges.sources import files
from bakhsh.loop.data.conform import Conformed, conform


def loaded(ugly: Ugly) -> list[Conformed]:
    source = ugly.source
    batches = files.read_batches(ugly.file, source.reading, source.layout, source.asked)
    return [conform(batch, source, ugly.project, lambda text: text) for batch in batches]


def records(found: list[Conformed]) -> list[tuple[str, date, int]]:
    rows = pa.concat_tables([one.entries for one in found], promote_options="default").to_pylist()
    return sorted((row["customer_id"], row["at"].date(), row["amount"]) for row in rows)


def fates(found: list[Conformed]) -> dict[str, int]:
    reasons = [row["reason"] for one in found for row in one.rejected.to_pylist()]
    return {reason: reasons.count(reason) for reason in sorted(set(reasons))}


def assert_true(ugly: Ugly) -> None:
    found = loaded(ugly)
    assert sum(row[2] for row in records(found)) == ugly.rials, fates(found)
    assert records(found) == ugly.truth(), fates(found)
    assert set(fates(found)) <= {"total_row", "header_again", "note_row"}
    assert sum(one.rows for one in found) == sum(one.kept + one.rejected.num_rows for one in found)


@pytest.mark.parametrize("name", TWENTY)
def test_a_declared_workbook_is_read_exactly(name: str, tmp_path: Path) -> None:
    assert_true(make(name, TWENTY[name], tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_uglinesses_thrown_together_are_read_exactly(seed: int, tmp_path: Path) -> None:
    assert_true(make(f"combined-{seed}", combined(seed), tmp_path, seed))


def test_the_same_seed_makes_the_same_workbook(tmp_path: Path) -> None:
    one, again = (make("titles", TWENTY["titles"], tmp_path, 3) for _ in range(2))
    assert (one.lines, one.source) == (again.lines, again.source)
    assert max(line.day for line in one.lines) < date(2024, 3, 20) + timedelta(days=190)
