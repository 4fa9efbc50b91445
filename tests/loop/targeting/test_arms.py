"""The lot: fair, independent, and drawn once for ever."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import math
from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.conditions import parse
from bakhsh.loop.targeting import arms, lot, notes
from bakhsh.specs import Campaign, Offer
from bakhsh.tables import CONTRACTS

KEY = b"a key that nobody knows"
DAY = date(2011, 12, 1)
WINBACK = Campaign("winback", parse("recency >= 10"), Offer("ten"), holdout=0.2)
ids = st.sets(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), max_size=40)


def audience(customers: Any, suppressed: Any = (), wave: int = 1, campaign: str = "winback") -> pa.Table:
    rows = [
        {"campaign": campaign, "wave": wave, "customer_id": one, "suppressed_by": "no_consent" * (one in suppressed)}
        for one in customers
    ]
    return pa.Table.from_pylist(rows, schema=CONTRACTS["AUDIENCE"].schema())


def placed(table: pa.Table) -> dict[str, str]:
    return dict(zip(table["customer_id"].to_pylist(), table["arm"].to_pylist(), strict=True))


def test_the_lot_is_the_keyed_hash_of_campaign_and_customer() -> None:
    digest = hmac.new(KEY, b"arm|winback|17850", hashlib.sha256).hexdigest()
    assert lot(KEY, "winback", "17850") == (int(digest[:16], 16) >> 11) / 2**53


@given(ids, ids)
def test_everybody_kept_gets_one_arm_and_nobody_else(customers: set[str], suppressed: set[str]) -> None:
    table = CONTRACTS["ARMS"].check(arms(audience(customers | suppressed, suppressed), WINBACK, KEY, DAY))
    assert set(table["customer_id"].to_pylist()) == customers - suppressed
    for row in table.to_pylist():
        treated = row["arm"] == "treated"
        assert row["chance"] == (0.8 if treated else 0.2)
        assert row["offer"] == ("ten" if treated else None)
        assert (row["campaign"], row["wave"], row["as_of"]) == ("winback", 1, DAY)


@given(ids, ids)
def test_growing_an_audience_never_flips_an_arm(before: set[str], arriving: set[str]) -> None:
    first = placed(arms(audience(before), WINBACK, KEY, DAY))
    grown = placed(arms(audience(before | arriving), WINBACK, KEY, DAY))
    assert first.items() <= grown.items()


@given(ids)
def test_a_customer_keeps_his_arm_in_every_wave_and_any_order_of_rows(customers: set[str]) -> None:
    first = arms(audience(sorted(customers)), WINBACK, KEY, DAY)
    again = arms(audience(sorted(customers, reverse=True), wave=2), WINBACK, KEY, date(2012, 1, 1))
    assert placed(first) == placed(again)
    assert first["customer_id"].to_pylist() == again["customer_id"].to_pylist()


@given(ids, st.floats(0, 1), st.floats(0, 1))
def test_a_larger_holdout_only_takes_from_the_treated(customers: set[str], one: float, other: float) -> None:
    small, large = (dataclasses.replace(WINBACK, holdout=share) for share in sorted((one, other)))
    held = [
        {who for who, arm in placed(arms(audience(customers), campaign, KEY, DAY)).items() if arm == "holdout"}
        for campaign in (small, large)
    ]
    assert held[0] <= held[1]


def test_the_share_left_alone_is_what_was_declared_within_chance() -> None:
    n = 50_000
    for share in (0.05, 0.1, 0.5):
        held = sum(lot(KEY, "winback", str(one)) < share for one in range(n))
        assert abs(held - n * share) < 3.5 * math.sqrt(n * share * (1 - share))


def test_the_lots_of_two_campaigns_are_independent() -> None:
    n, share = 40_000, 0.2
    both = sum(lot(KEY, "spring", str(one)) < share and lot(KEY, "summer", str(one)) < share for one in range(n))
    assert abs(both - n * share**2) < 3.5 * math.sqrt(n * share**2 * (1 - share**2))


def test_another_key_draws_another_lot() -> None:
    assert lot(KEY, "winback", "17850") != lot(b"another", "winback", "17850")


def test_a_small_control_group_is_said_before_sending() -> None:
    table = arms(audience([str(one) for one in range(100)]), WINBACK, KEY, DAY)
    (note,) = notes(WINBACK, table)
    assert note.id == "targeting.few_control"
    held = table["arm"].to_pylist().count("holdout")
    share = held / 100
    expected = (1.6449 + 0.8416) / math.sqrt(100 * share * (1 - share))
    assert note.args["detectable"] == round(expected, 2)


def test_a_control_group_that_is_missing_altogether_is_said() -> None:
    customers = audience([str(one) for one in range(5)])
    without = dataclasses.replace(WINBACK, holdout=0.0)
    alone = dataclasses.replace(WINBACK, holdout=1.0)
    assert notes(without, arms(customers, without, KEY, DAY))[0].id == "targeting.no_control_group"
    assert notes(alone, arms(customers, alone, KEY, DAY))[0].id == "targeting.nobody_treated"
    assert notes(WINBACK, arms(audience([]), WINBACK, KEY, DAY))[0].id == "targeting.nobody"


def test_a_large_control_group_needs_no_word() -> None:
    assert notes(WINBACK, arms(audience([str(one) for one in range(1_000)]), WINBACK, KEY, DAY)) == ()
