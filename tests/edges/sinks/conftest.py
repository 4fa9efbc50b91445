"""A wave ready to be written, and a reader of what was."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import load_workbook

from bakhsh.conditions import parse
from bakhsh.specs import Campaign, Offer
from bakhsh.tables import CONTRACTS

CAMPAIGN = Campaign(
    "winback", parse("overdue >= 2"), Offer("ten", {"fa": "۱۰٪ تخفیف", "en": "10% off"}),
    title={"fa": "بازگشت زمستانی", "en": "Winter is back"}, consent="sms", rest_days=30, limit=500, holdout=0.2,
)  # fmt: skip
LOTS: dict[str, tuple[str | None, str | None]] = {
    "treated": (None, "treated"),
    "holdout": (None, "holdout"),
    "no_consent": ("no_consent", None),
    "over_limit": ("over_limit", None),
    "lot_void": ("recently_contacted", "treated"),
}
"""How a candidate may stand: (suppressed_by, arm)."""


def wave(lots: Sequence[tuple[str, str]], number: int = 1, **columns: Sequence[Any]) -> pa.Table:
    """AUDIENCE with arms for (customer, how he stands), and further columns in the same order."""
    rows = [
        {
            "campaign": "winback", "wave": number, "customer_id": who, "segment": "slipping", "offer": "ten",
            "suppressed_by": LOTS[stands][0],
        }
        for who, stands in lots
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=CONTRACTS["AUDIENCE"].schema())
    arms = [LOTS[stands][1] for _, stands in lots]
    table = table.append_column("arm", pa.array(arms, pa.string()))
    table = table.append_column("as_of", pa.array([date(2011, 11, 30) if arm else None for arm in arms], pa.date32()))
    for name, values in columns.items():
        table = table.append_column(name, values if isinstance(values, pa.Array) else pa.array(values))
    return table


class Written:
    """The files of a wave, read back."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.files = tuple(files)
        book = next((one for one in self.files if one.suffix == ".xlsx"), None)
        self.book = load_workbook(book) if book else None

    def header(self, sheet: int) -> list[Any]:
        return list(self.table(sheet)[0])

    def rows(self, sheet: int) -> list[tuple[Any, ...]]:
        return self.table(sheet)[1:]

    def table(self, sheet: int) -> list[tuple[Any, ...]]:
        """From the header on: the sheet of the control group has its explanation above."""
        assert self.book is not None
        found = list(self.book.worksheets[sheet].iter_rows(values_only=True))
        return found[2:] if sheet == 1 else found

    def customers(self, sheet: int) -> list[Any]:
        return [row[0] for row in self.rows(sheet)]

    def csv(self, which: str) -> list[list[str]]:
        path = next(one for one in self.files if one.name.endswith(f"{which}.csv"))
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return CAMPAIGN


@pytest.fixture(scope="session")
def make_wave() -> Callable[..., pa.Table]:
    return wave


@pytest.fixture(scope="session")
def read_back() -> type[Written]:
    return Written
