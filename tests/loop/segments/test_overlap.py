"""Two segmentations laid over each other: counts add up, and what is no chance is told as sure."""

from __future__ import annotations

from datetime import date
from typing import Any

import hypothesis.strategies as st
import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from bakhsh.loop.segments.overlap import overlap, overlap_said
from bakhsh.records import Overlap

ONE, OTHER = ("one", ("a", "b", "c")), ("other", ("x", "y"))
places = st.lists(st.tuples(st.sampled_from(ONE[1]), st.sampled_from(OTHER[1])), min_size=1, max_size=120)


def members(name: str) -> ibis.Table:
    return ibis.table({"customer_id": "string", "segment": "string"}, name=name)


def laid(shop: Any, people: list[tuple[str, str]]) -> Overlap:
    ids = [f"c{at}" for at in range(len(people))]
    tables = {
        side: pa.table({"customer_id": ids, "segment": [one[at] for one in people]})
        for at, side in enumerate(("left", "right"))
    }
    asked = overlap(ONE, OTHER, (members("left"), members("right")), date(2024, 1, 1), {})
    found: Overlap = shop.drive(asked, **tables)
    return found


@settings(max_examples=30)
@given(people=places)
def test_cells_are_what_plain_python_counts_and_add_up(shop: Any, people: list[tuple[str, str]]) -> None:
    found = laid(shop, people)
    assert found.customers == len(people) == sum(cell.customers for cell in found.cells)
    assert [(cell.one, cell.other) for cell in found.cells] == [(a, x) for a in ONE[1] for x in OTHER[1]]
    for cell in found.cells:
        assert cell.customers == people.count((cell.one, cell.other))
        row, column = (sum(one[at] == name for one in people) for at, name in ((0, cell.one), (1, cell.other)))
        assert cell.of_one == (pytest.approx(cell.customers / row) if row else None)
        assert cell.of_other == (pytest.approx(cell.customers / column) if column else None)
        if cell.lift is not None:
            assert cell.lift.estimate == pytest.approx(cell.customers * len(people) / row / column)
            assert 0 <= cell.lift.low <= cell.lift.estimate <= cell.lift.high
        assert not cell.sure or (cell.lift is not None and cell.lift.excludes(1))


def by_lot(seed: int, n: int, tied: float) -> list[tuple[str, str]]:
    """People of whom a share `tied` is in x where they are in a."""
    generator = np.random.default_rng(seed)
    first = generator.choice(list(ONE[1]), n, p=[0.2, 0.5, 0.3])
    second = np.where(generator.random(n) < 0.4, "x", "y")
    second = np.where((first == "a") & (generator.random(n) < tied), "x", second)
    return [(str(a), str(b)) for a, b in zip(first, second, strict=True)]


def test_what_is_tied_is_sure_and_what_is_not_is_not(shop: Any) -> None:
    tied, loose = laid(shop, by_lot(1, 600, 0.6)), laid(shop, by_lot(2, 600, 0.0))
    sure = [(cell.one, cell.other) for cell in tied.cells if cell.sure]
    assert ("a", "x") in sure
    assert [cell for cell in loose.cells if cell.sure] == []
    assert (loose.shared or 0) < 0.1 < (tied.shared or 0)
    assert (overlap_said(loose).id, overlap_said(tied).id) == ("cards.overlap_nothing", "cards.overlap_little")


def test_a_segmentation_laid_over_itself_has_everything_in_common(shop: Any) -> None:
    people = [(name, {"a": "x", "b": "y", "c": "y"}[name]) for name in "aabbbccc" for _ in range(20)]
    found = laid(shop, people)
    cells = {(cell.one, cell.other): cell for cell in found.cells}
    assert (cells["a", "y"].customers, cells["a", "x"].of_one, cells["a", "x"].of_other) == (0, 1, 1)
    assert found.shared == pytest.approx(1, abs=0.01)


def test_of_one_segment_alone_nothing_is_said(shop: Any) -> None:
    found = laid(shop, [("a", "x"), ("a", "y"), ("a", "y")])
    assert found.shared is None
    assert {cell.lift for cell in found.cells} == {None}
    assert overlap_said(found).id == "cards.overlap_one_segment"


def test_intervals_of_lift_cover_the_truth(shop: Any) -> None:
    held = 0
    share = 0.4 + 0.6 * 0.3
    truth = share / (0.2 * share + 0.8 * 0.4)
    for seed in range(50):
        cell = laid(shop, by_lot(seed, 400, 0.3)).cells[0]
        held += cell.lift is not None and cell.lift.low <= truth <= cell.lift.high
    assert 0.83 <= held / 50 <= 0.98


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_the_question_compiles_everywhere(dialect: str) -> None:
    asked = next(overlap(ONE, OTHER, (members("left"), members("left").view()), date(2024, 1, 1), {}))
    assert "GROUP BY" in ibis.to_sql(asked, dialect=dialect)
