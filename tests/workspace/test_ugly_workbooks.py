"""A stranger's ugly workbook becomes a project whose revenue is right to the rial, or a question is asked first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from tests.edges.sources.ugly import TWENTY, Style, Ugly, combined, make

import bakhsh
from bakhsh import project
from bakhsh.edges.sources import files
from bakhsh.errors import NotReady
from bakhsh.loop.data.conform import conform
from bakhsh.workspace.begin import new

RUNS_WITHOUT_A_QUESTION = 16


@dataclass(frozen=True)
class Begun:
    """A project made of a workbook, and what had to be asked for it."""

    folder: Path
    asked: tuple[str, ...]


def begun(ugly: Ugly, folder: Path) -> Begun:
    """The project, every grave question answered with the truth."""
    try:
        new(folder, ugly.file)
        return Begun(folder, ())
    except NotReady as error:
        keys = error.sentence.args["keys"]
        assert isinstance(keys, tuple)
        asked = tuple(str(getattr(key, "text", key)) for key in keys)
    new(folder, ugly.file, answers={key: ugly.answers[key] for key in asked})
    return Begun(folder, asked)


def records(folder: Path) -> list[tuple[str, date, int]]:
    """(customer, day, rials) of every record the project's files read; customers by their names."""
    declared = project.read(folder)
    (source,) = declared.sources
    found = []
    for path in source.files:
        batches = files.read_batches(folder / path, source.reading, source.layout, source.asked)
        found += [conform(batch, source, declared.project, lambda text: text).entries for batch in batches]
    rows = pa.concat_tables(found, promote_options="default").to_pylist()
    return sorted((row["customer_id"], row["at"].date(), row["amount"]) for row in rows)


@pytest.mark.parametrize("name", TWENTY)
def test_an_ugly_workbook_is_read_exactly_with_two_questions_at_most(name: str, tmp_path: Path) -> None:
    ugly = make(name, TWENTY[name], tmp_path)
    project_ = begun(ugly, tmp_path / "shop")
    assert len(project_.asked) <= 2
    assert records(project_.folder) == ugly.truth()


def exact(ugly: Ugly, folder: Path) -> bool:
    """Whether a run's reconciliation, its customers and its days say what is true."""
    with bakhsh.open(folder) as ws:
        ws.run()
        seen = ws.reconciliation()
        customers = ws.overview().customers
    assert not seen.undated or all(one.amount == 0 for one in seen.undated)
    sold = sum(month.sold for month in seen.months)
    returned = sum(month.returned for month in seen.months)
    truth = {line.customer for line in ugly.lines}
    return (sold - returned, returned, customers) == (ugly.rials, ugly.returned, len(truth))


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_sixteen_of_twenty_run_exactly_without_a_question(tmp_path: Path) -> None:
    silent, asked, wrong = [], {}, []
    for name, style in TWENTY.items():
        ugly = make(name, style, tmp_path)
        project_ = begun(ugly, tmp_path / name)
        if not exact(ugly, project_.folder):
            wrong.append(name)
        elif project_.asked:
            asked[name] = project_.asked
        else:
            silent.append(name)
    print(f"ugly workbooks: {len(silent)} exact without a question, {len(asked)} after {asked}, wrong {wrong}")
    assert wrong == []
    assert all(len(keys) <= 2 for keys in asked.values())
    assert len(silent) >= RUNS_WITHOUT_A_QUESTION


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_uglinesses_thrown_together_are_exact_or_asked_about(tmp_path: Path) -> None:
    wrong, silent, count = [], 0, 60
    for seed in range(count):
        style: Style = combined(seed)
        ugly = make(f"combined-{seed}", style, tmp_path, seed)
        project_ = begun(ugly, tmp_path / f"shop-{seed}")
        silent += not project_.asked
        if records(project_.folder) != ugly.truth() or len(project_.asked) > 2:
            wrong.append((seed, project_.asked, style))
    print(f"uglinesses together: {silent} of {count} without a question, {len(wrong)} wrong")
    assert wrong == []
