"""Reconciliation speaks of files as they stand, however often they were read."""

from __future__ import annotations

from pathlib import Path

from tests.workspace import shops
from tests.workspace.shops import line

import bakhsh

BAD = line("9", "eve", "never", amount="7.00")
FIRST = [line("1", "ann", "2024-01-05"), line("2", "bob", "2024-01-06", amount="20.00"), BAD]


def accounted(folder: Path) -> tuple[int, int, int, dict[str, tuple[int, int]]]:
    """In files, sold, rows, and what is left out by reason; after every month has added up."""
    with bakhsh.open(folder) as ws:
        seen = ws.reconciliation()
    for month in seen.months:
        assert month.file_amount == sum(one.amount for one in month.exclusions) + month.sold - month.returned
    left_out: dict[str, tuple[int, int]] = {}
    for one in (*seen.undated, *(one for month in seen.months for one in month.exclusions)):
        rows, amount = left_out.get(one.reason, (0, 0))
        left_out[one.reason] = (rows + one.rows, amount + one.amount)
    in_files = sum(month.file_amount for month in seen.months) + sum(one.amount for one in seen.undated)
    rows = sum(month.rows for month in seen.months) + sum(one.rows for one in seen.undated)
    return in_files, sum(month.sold for month in seen.months), rows, left_out


def test_a_file_that_grows_is_counted_once_and_a_copy_of_it_is_a_duplicate(tmp_path: Path) -> None:
    folder = shops.make(tmp_path, FIRST)
    shops.run(folder)
    assert accounted(folder) == (3700, 3000, 3, {"bad_date": (1, 700)})
    grown = [line("1", "ann", "2024-01-05", amount="15.00"), *FIRST[1:], line("3", "ann", "2024-02-05")]
    shops.write_lines(folder / "in" / "orders.csv", grown)
    shops.run(folder)
    assert accounted(folder) == (5200, 4500, 4, {"bad_date": (1, 700)}), "the file no longer says 10.00 of order 1"
    shops.write_lines(folder / "in" / "copy.csv", grown)
    shops.run(folder)
    assert accounted(folder) == (10400, 4500, 8, {"bad_date": (2, 1400), "duplicate": (3, 4500)})
    shops.write_lines(folder / "in" / "z.csv", [line("3", "ann", "2024-02-05", amount="1.00"), BAD])
    shops.run(folder)
    left_out = {"bad_date": (3, 2100), "duplicate": (2, 3500), "replaced": (2, 2000)}
    assert accounted(folder) == (11200, 3600, 10, left_out)


def test_an_order_that_a_file_no_longer_holds_is_still_accounted_for(tmp_path: Path) -> None:
    folder = shops.make(tmp_path, FIRST)
    shops.run(folder)
    shops.write_lines(folder / "in" / "orders.csv", [line("2", "bob", "2024-01-06", amount="25.00")])
    shops.run(folder)
    assert accounted(folder) == (3500, 3500, 2, {}), "10.00 of the earlier reading, 25.00 of this one"
