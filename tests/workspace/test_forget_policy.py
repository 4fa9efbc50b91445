"""Whoever is forgotten in a shop with an order policy: every row of his keeps its one fate, and its money."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.workspace import people
from tests.workspace.test_policy import STATUSES, seen, shop

import bakhsh


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
    assert [(one.rows, one.file_amount) for one in after.months] == [(one.rows, one.file_amount) for one in before.months]
