"""Lots of customers who were merged after a wave."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from bakhsh.loop.uplift import followed
from bakhsh.tables import ALIASES, ARMS


def lots(**arms: str) -> pa.Table:
    rows = [
        {"campaign": "tea", "wave": 1, "customer_id": one, "arm": arm, "chance": 0.5, "as_of": date(2024, 6, 30)}
        for one, arm in arms.items()
    ]
    return pa.Table.from_pylist(rows, schema=ARMS.schema())


def aliases(**settled: str) -> pa.Table:
    rows = [{"customer_id": one, "settled_id": to, "rule": "mobile", "evidence": 1} for one, to in settled.items()]
    return pa.Table.from_pylist(rows, schema=ALIASES.schema())


def arms_of(table: pa.Table) -> dict[str, str]:
    return dict(zip(table["customer_id"].to_pylist(), table["arm"].to_pylist(), strict=True))


def test_a_customer_who_was_merged_is_followed_under_the_id_that_stays() -> None:
    found = followed(lots(ann="holdout", cyd="treated"), aliases(cyd="bob"))
    assert (arms_of(ARMS.check(found.arms)), found.notes) == ({"ann": "holdout", "bob": "treated"}, ())


def test_two_of_one_arm_who_are_one_count_once_and_that_is_told() -> None:
    found = followed(lots(ann="treated", bob="holdout", cyd="treated"), aliases(cyd="ann"))
    assert arms_of(ARMS.check(found.arms)) == {"ann": "treated", "bob": "holdout"}
    assert [(note.id, note.args["count"]) for note in found.notes] == [("identity.arms_joined", 1)]


def test_who_was_contacted_and_left_alone_says_nothing_and_is_left_out() -> None:
    found = followed(lots(ann="treated", bob="holdout", cyd="holdout"), aliases(cyd="ann"))
    assert arms_of(ARMS.check(found.arms)) == {"bob": "holdout"}
    assert [(note.id, note.args["count"]) for note in found.notes] == [("identity.arms_crossed", 1)]


def test_lots_of_nobody_who_was_merged_stay_as_they_are() -> None:
    table = lots(ann="treated", bob="holdout")
    assert followed(table, aliases(cyd="ann")).arms is table
    assert followed(table, ALIASES.schema().empty_table()).arms is table
