"""Who is left out, and the first reason for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bakhsh.loop.targeting import REASONS, reason

AB = [{"customer_id": "a"}, {"customer_id": "b"}, {"customer_id": "c"}]
DAY = date(2011, 12, 1)


def test_without_any_rule_everybody_is_kept(town: Any) -> None:
    assert town.reasons(town.campaign(), AB) == {"a": None, "b": None, "c": None}


def test_consent_must_be_on_record_for_the_purpose(town: Any) -> None:
    consent = town.consent(("a", "sms", True), ("b", "email", True), ("c", "sms", False))
    found = town.reasons(town.campaign(consent="sms"), AB, consent=consent)
    assert found == {"a": None, "b": "no_consent", "c": "consent_withdrawn"}


def test_a_withdrawal_beats_a_permission_of_the_same_customer(town: Any) -> None:
    consent = town.consent(("a", "sms", True), ("a", "sms", False))
    found = town.reasons(town.campaign(consent="sms"), [{"customer_id": "a"}], consent=consent)
    assert found == {"a": "consent_withdrawn"}


@pytest.mark.parametrize(("days", "left_out"), [(0, True), (29, True), (30, False), (-29, True), (-30, False)])
def test_rest_days_count_from_the_contact_to_as_of_and_back(town: Any, days: int, left_out: bool) -> None:
    sent = town.sent(("a", DAY - timedelta(days=days), "sent"))
    found = town.reasons(town.campaign(rest_days=30), [{"customer_id": "a"}], sent=sent)
    assert found == {"a": "recently_contacted" if left_out else None}


@pytest.mark.parametrize(
    ("state", "left_out"), [("sent", True), ("claimed", True), ("unknown", True), ("failed", False)]
)
def test_only_a_failed_attempt_does_not_tire_a_customer(town: Any, state: str, left_out: bool) -> None:
    found = town.reasons(town.campaign(rest_days=30), [{"customer_id": "a"}], sent=town.sent(("a", DAY, state)))
    assert found == {"a": "recently_contacted" if left_out else None}


def test_who_was_left_alone_by_an_earlier_lot_was_not_contacted(town: Any) -> None:
    lots = town.arms(("a", DAY, "treated"), ("b", DAY, "holdout"))
    found = town.reasons(town.campaign(rest_days=30), AB, sent=lots)
    assert found == {"a": "recently_contacted", "b": None, "c": None}


def test_a_wave_does_not_suppress_itself_but_the_one_before_does(town: Any) -> None:
    sent = town.sent(("a", DAY, "sent"), campaign="winback", wave=1)
    campaign = town.campaign(rest_days=30)
    assert town.reasons(campaign, [{"customer_id": "a"}], sent=sent, wave=1) == {"a": None}
    assert town.reasons(campaign, [{"customer_id": "a"}], sent=sent, wave=2) == {"a": "recently_contacted"}


def test_two_contacts_do_not_make_two_rows(town: Any) -> None:
    sent = town.sent(("a", DAY, "sent"), ("a", DAY - timedelta(days=1), "sent"))
    assert town.audience(town.campaign(rest_days=30), AB, sent=sent).num_rows == 3


def test_the_limit_keeps_the_best_customers_and_of_equals_the_first(town: Any) -> None:
    customers = [
        {"customer_id": "a", "monetary": 1},
        {"customer_id": "b", "monetary": 5},
        {"customer_id": "c", "monetary": 1},
        {"customer_id": "d", "monetary": None},
    ]
    found = town.reasons(town.campaign(limit=2), customers)
    assert found == {"a": None, "b": None, "c": "over_limit", "d": "over_limit"}


def test_the_limit_counts_only_who_is_kept(town: Any) -> None:
    consent = town.consent(("b", "sms", True), ("c", "sms", True))
    customers = [{"customer_id": "a", "monetary": 9}, *AB[1:]]
    found = town.reasons(town.campaign(limit=1, consent="sms"), customers, consent=consent)
    assert found == {"a": "no_consent", "b": None, "c": "over_limit"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    recencies=st.lists(st.one_of(st.none(), st.integers(0, 20)), max_size=30),
    allowed=st.sets(st.integers(0, 29)),
    refused=st.sets(st.integers(0, 29)),
    contacted=st.sets(st.integers(0, 29)),
    limit=st.sampled_from([None, 0, 3]),
)
def test_every_candidate_has_one_row_and_a_known_reason_or_none(
    town: Any, recencies: list[int | None], allowed: set[int], refused: set[int], contacted: set[int], limit: int | None
) -> None:
    customers = [{"customer_id": f"c{n:02}", "recency": one, "monetary": n % 7} for n, one in enumerate(recencies)]
    campaign = town.campaign(consent="sms", rest_days=10, limit=limit)
    consent = town.consent(
        *((f"c{n:02}", "sms", True) for n in sorted(allowed)),
        *((f"c{n:02}", "sms", False) for n in sorted(refused)),
    )
    sent = town.sent(*((f"c{n:02}", DAY, "sent") for n in sorted(contacted)))
    found = town.reasons(campaign, customers, consent=consent, sent=sent)
    assert list(found) == [f"c{n:02}" for n, one in enumerate(recencies) if one is not None and one >= 10]
    assert set(found.values()) <= {None, *REASONS}
    kept = [int(who[1:]) for who, why in found.items() if why is None]
    assert all(n in allowed and n not in refused and n not in contacted for n in kept)
    assert limit is None or len(kept) <= limit
    shuffled = town.reasons(campaign, customers[::-1], consent=consent, sent=sent)
    assert shuffled == found


def test_every_reason_has_its_words() -> None:
    assert len({str(reason(code)) for code in REASONS}) == len(REASONS)
