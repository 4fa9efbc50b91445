"""Measuring an experiment that ran elsewhere: a file with an arm and outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from bakhsh.edges.sources import files as file_source
from bakhsh.loop.uplift import outside
from bakhsh.records import Readout
from bakhsh.specs import Reading

__all__ = ["measure_file"]


def measure_file(path: Path, arm: str, control: str, outcomes: Sequence[str]) -> tuple[Readout, ...]:
    """A readout for every arm against `control` and every outcome column, in the order of the file's arms."""
    batches = file_source.read_batches(Path(path), Reading())
    table = pa.concat_tables([batch.rows for batch in batches])
    return outside.measure_outside(table, arm=arm, control=control, outcomes=outcomes)
