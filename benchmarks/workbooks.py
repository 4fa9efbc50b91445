"""Reading a workbook: ours, up to the table with line numbers, against openpyxl's read-only mode in the same run.

    python -m benchmarks.workbooks [--rows 100000] [--rounds 3]

The sheet has five columns (a number, a Jalali text date, a name, a true date, an amount) and a total at its end. Both
read every cell; the peer's are counted only, ours are texts in an Arrow table, told apart from the total row. Rounds
are interleaved, medians are compared.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter

from bakhsh.edges.sources import files
from bakhsh.specs import Layout, Reading
from benchmarks.row import Row

HEADER = ("شماره فاکتور", "تاریخ", "نام مشتری", "ثبت", "مبلغ")
_TARGET = 3.0


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    for row in rows(given.rows, given.rounds):
        print(row)


def rows(count: int, rounds: int) -> list[Row]:
    """The ratio of the medians."""
    with tempfile.TemporaryDirectory() as folder:
        path = _written(Path(folder) / "book.xlsx", count)
        spent: dict[str, list[float]] = {"ours": [], "openpyxl": []}
        for _ in range(rounds):
            spent["ours"].append(_timed(lambda: _ours(path), count))
            spent["openpyxl"].append(_timed(lambda: _peer(path), count))
    ours, peer = (statistics.median(spent[name]) for name in ("ours", "openpyxl"))
    ratio = peer / ours
    return [
        Row(
            f"a workbook of {count:,} rows and 5 columns is read to a table", f"≥ {_TARGET:g} times openpyxl",
            f"{ratio:.1f} times, {ours:.2f} s", ratio >= _TARGET, f"openpyxl read-only {peer:.2f} s",
            "python -m benchmarks.workbooks",
        )
    ]  # fmt: skip


def _written(path: Path, count: int) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("فروش"), book.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_row(0, 0, HEADER)
        for n in range(1, count + 1):
            sheet.write_number(n, 0, 100_000 + n)
            sheet.write_string(n, 1, f"1403/{n % 12 + 1:02}/{n % 29 + 1:02}")
            sheet.write_string(n, 2, f"مشتری {n % 5_000}")
            sheet.write_datetime(n, 3, datetime(2024, 3, 20) + timedelta(days=n % 300), day)
            sheet.write_number(n, 4, 1_000 * n + 500)
        sheet.write_row(count + 1, 0, ("جمع کل", None, None, None, 1_000))
    return path


def _timed(read: Callable[[], int], count: int) -> float:
    started = time.perf_counter()
    found = read()
    spent = time.perf_counter() - started
    if found != count:
        raise SystemExit(f"{found} rows were read, {count} are there")
    return spent


def _ours(path: Path) -> int:
    batches = files.read_batches(path, Reading(), Layout(), HEADER)
    return sum(batch.rows.num_rows for batch in batches)


def _peer(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    found = sum(1 for row in book.worksheets[0].iter_rows(values_only=True) if row[1] is not None)
    book.close()
    return found - 1


if __name__ == "__main__":
    main()
