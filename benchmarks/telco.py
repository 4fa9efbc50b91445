"""Telco's customers and who of them left, and how well they are told in five folds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv

from bakhsh.loop.predictions.activity.choosing import learn
from bakhsh.loop.predictions.activity.metrics import auc, brier

__all__ = ["Fold", "at", "folds"]


class Fold(NamedTuple):
    """What was used, and how it did with customers it had not seen."""

    used: str
    grade: str
    auc: float
    brier: float


def at(real_data: Path) -> tuple[pa.Table, np.ndarray]:
    """A row a customer, and 1 where he left."""
    options = pyarrow.csv.ConvertOptions(
        null_values=["", " "], strings_can_be_null=True, column_types={"TotalCharges": pa.float64()}
    )
    table = pyarrow.csv.read_csv(real_data / "telco_churn" / "Telco-Customer-Churn.csv", convert_options=options)
    return table.drop_columns(["Churn"]), np.array([float(one == "Yes") for one in table["Churn"].to_pylist()])


def folds(table: pa.Table, event: np.ndarray) -> Iterator[Fold]:
    """Five folds with the same part of leavers, as published numbers have them (seed 42)."""
    from sklearn.model_selection import StratifiedKFold

    for known, asked in StratifiedKFold(5, shuffle=True, random_state=42).split(event, event):
        made = learn(table.take(known), event[known])
        said = made.predict(table.take(asked))
        yield Fold(made.used, made.grade, auc(event[asked], said), brier(event[asked], said))
