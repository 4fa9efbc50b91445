"""Whoever is forgotten in a shop with an order policy: every row of his keeps its one fate, and its money."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from tests.workspace import people, shops
from tests.workspace.test_policy import STATUSES, seen, shop

import bakhsh
from bakhsh.records import Reconciliation


def test_rows_that_did_not_count_keep_their_one_fate_and_months_their_money(tmp_path: Path) -> None:
    rows = [
        {"vat": "1.00", "back": "2.00"},
        {"order": "QXV-2", "status": "cancelled", "money": "7.00"},
        {"order": "3", "status": "on-hold", "money": "5.00", "customer": "bob"},
        {"order": "4", "money": "20.00", "customer": "bob"},
    ]
    folder = shop(tmp_path, rows, STATUSES + 'counts = ["shipping"]')
    before = seen(folder)
    with bakhsh.open(folder) as ws:
        ws.forget("ann")
        (load,) = ws.loads()
        assert (load.rows, load.kept, load.duplicates, load.rejected) == (4, 1, 0, 3)
        assert sum(load.reasons.values()) == load.rejected
        told = ws.rejected()
        assert max(Counter(row.line for row in told.rows).values()) == 1
        assert told.total == 3
        after = ws.reconciliation()
    assert people.found_in([folder / ".bakhsh"], ["QXV-2"]) == {}
    assert totals(after) == totals(before)


def totals(seen: Reconciliation) -> list[tuple[int, int]]:
    return [(month.rows, month.file_amount) for month in seen.months]


def test_what_was_said_of_a_customer_by_his_id_goes_with_him(tmp_path: Path) -> None:
    folder = people.make(tmp_path / "shop")
    lines = [people.hers("ORD-QXV-9", "2024-06-11", name="Somebody Else"), people.of_others(1)[0]]
    shops.write_lines(folder / "in" / "more.csv", lines)
    with bakhsh.open(folder) as ws:
        (run,) = ws.run(as_of=date(2024, 6, 30))
        assert people.ID in str(next(note for note in run.notes if note.id == "identity.doubtful").args)
        ws.forget(people.ID)
        assert "identity.doubtful" not in {note.id for note in ws.runs()[-1].notes}
    assert people.found_in([folder / ".bakhsh"]) == {}
