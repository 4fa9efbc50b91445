"""Small project folders, written by hand, and what is compared between two of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import bakhsh
from bakhsh.workspace import Workspace

AS_OF = date(2024, 6, 30)

PROJECT = 'name = "Corner shop"\nunit = "GBP"\n'
ORDERS = """
table = "lines"
files = ["in/*.csv"]

[columns]
order_id = "order"
customer_id = "customer"
ordered_at = "at"
item_id = "item"
"items.category" = "category"
quantity = "quantity"
amount = "amount"
"""
VALUE = """
kind = "rule"

[[segment]]
name = "sporty"
where = "spent(category = 'sport', last = '90 days') > 20"

[[segment]]
name = "frequent"
where = "frequency >= 3"

[[segment]]
name = "recent"
where = "recency <= 30"
"""
RFM = 'kind = "rfm"\n'
RULED_RFM = """
kind = "rfm"

[rfm]
recency = [10, 30, 60, 120]
frequency = [1, 2, 3, 5]
monetary = [10, 20, 50, 100]
"""
CAMPAIGN = """
audience = "orders >= 1"
segmentation = "value"
holdout = 0.3
outcome = "revenue"
window_days = 10

[offer]
name = "tea"
cost = 1
"""

Row = Mapping[str, str]


def line(
    order: str, customer: str, day: str, item: str = "tea", category: str = "food", quantity: int = 1,
    amount: str = "10.00", **more: str,
) -> Row:  # fmt: skip
    """One line of a shop's file."""
    return {
        "order": order, "customer": customer, "at": day if " " in day else f"{day} 12:00:00", "item": item,
        "category": category, "quantity": str(quantity), "amount": amount, **more,
    }  # fmt: skip


FEW = (
    line("1", "ann", "2024-01-05"),
    line("2", "ann", "2024-03-01", "ball", "sport", amount="30.00"),
    line("3", "ann", "2024-06-20", "ball", "sport", amount="30.00"),
    line("4", "bob", "2024-02-01"),
    line("5", "bob", "2024-06-25", quantity=2, amount="20.00"),
    line("6", "cyd", "2024-02-10"),
    line("7", "dan", "2024-05-05", "pan", "home", amount="55.50"),
)
"""Seven orders of four customers."""


def write_lines(path: Path, rows: Iterable[Row]) -> Path:
    """A CSV file of these rows."""
    found = list(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]) if found else list(line("", "", "")))
        writer.writeheader()
        writer.writerows(found)
    return path


def write_files(folder: Path, texts: Mapping[str, str]) -> Path:
    """Declared files by their path in the folder."""
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def make(folder: Path, rows: Iterable[Row] | None = FEW, **texts: str) -> Path:
    """A project folder with two segmentations and one file of orders; `texts` are further or other declared files:
    `segments__value` is segments/value.toml, `bakhsh` is bakhsh.toml."""
    declared = {"bakhsh": PROJECT, "data__orders": ORDERS, "segments__value": VALUE, "segments__rfm": RULED_RFM}
    named = {f"{name.replace('__', '/')}.toml": text for name, text in (declared | texts).items() if text}
    write_files(folder, named)
    (folder / "in").mkdir(exist_ok=True)
    if rows is not None:
        write_lines(folder / "in" / "orders.csv", rows)
    return folder


def run(folder: Path, as_of: date = AS_OF, **more: Any) -> bakhsh.records.RunRecord:
    """One run of a folder that is opened and closed for it."""
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=as_of, **more)
        return record


def snapshot(ws: Workspace, as_of: date = AS_OF, segmentations: Sequence[str] = ("value", "rfm")) -> dict[str, Any]:
    """ROWS and MEMBERS of a day, in one order, without the print of the model."""
    parts = {"rows": ws.rows(as_of)} | {name: ws.members(name, as_of) for name in segmentations}
    kept = {
        name: part.drop_columns(["model"]) if "model" in part.column_names else part for name, part in parts.items()
    }
    return {name: part.sort_by("customer_id").to_pylist() for name, part in kept.items()}


def snapshot_of(folder: Path, as_of: date = AS_OF) -> dict[str, Any]:
    """The same, of a folder."""
    with bakhsh.open(folder) as ws:
        return snapshot(ws, as_of)


def places(folder: Path, segmentation: str = "value") -> dict[str, str]:
    """Where each customer is."""
    with bakhsh.open(folder) as ws:
        return {one["customer_id"]: one["segment"] for one in ws.members(segmentation).to_pylist()}


def store_files(folder: Path) -> dict[str, int]:
    """Every file of ledger, snapshots and waves with its size."""
    root = folder / ".bakhsh"
    kept = (path for name in ("ledger", "snapshots", "waves") for path in (root / name).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.stat().st_size for path in kept}
