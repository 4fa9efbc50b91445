"""Use, engagement, satisfaction and assets against hand-worked tables, and as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.features.behavioural import readings
from tests.loop.features.ledgers import ask

from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.loop.features.behavioural import owning, satisfaction, using
from bakhsh.loop.features.behavioural.happened import SCALES
from bakhsh.specs import AssetKind, Behavioural
from bakhsh.specs.events import EVENT_KINDS, kind_of
from bakhsh.tables import ASSETS, EVENTS, ORDERS
from bakhsh.tables.features.owning import OWNING
from bakhsh.tables.features.using import SATISFACTION, USING

DAY = date(2024, 6, 30)
Row = Mapping[str, Any]
SETTINGS = Behavioural(events={"بیا": "visit"}, assets={"خودرو": AssetKind(5, 12), "lift": AssetKind(20)})


def event(customer: str, back: int, kind: str, value: float | None = None, hour: int = 12) -> dict[str, Any]:
    """An event so many days before DAY."""
    at = datetime.combine(DAY - timedelta(days=back), time(hour))
    return {"customer_id": customer, "at": at, "kind": kind, "value": value}


def tables(events: Iterable[Row] = (), orders: Iterable[Row] = (), assets: Iterable[Row] = ()) -> dict[str, pa.Table]:
    usual = {"load": 1}
    numbered = [{"event_id": str(number), **usual, **row} for number, row in enumerate(events)]
    owned = [{"asset_id": str(number), **usual, **row} for number, row in enumerate(assets)]
    found = {
        "events": (EVENTS, numbered),
        "assets": (ASSETS, owned),
        "orders": (ORDERS, [{**usual, **o} for o in orders]),
    }
    return {name: pa.Table.from_pylist(rows, contract.schema()) for name, (contract, rows) in found.items()}


def read(
    part: Any, features: Any, held: dict[str, pa.Table], as_of: date = DAY, settings: Behavioural = SETTINGS
) -> dict[str, dict[str, Any]]:
    """The features of a part by customer."""
    asked = readings.given(features, as_of, settings)
    looked, _ = readings.learned(part, asked, held)
    kinds = {pa.string(): "string", pa.float64(): "float64", pa.int64(): "int64"}
    unbound = {
        name: ibis.table({column.name: kinds[column.type] for column in table.schema}, name=name)
        for name, table in looked.items()
    }
    return readings.rows(ask(one, **held, **looked) for one in part.readings(asked, unbound))


# ---- use ---------------------------------------------------------------------------------------------------------
def test_use_of_two_customers_by_hand() -> None:
    events = [
        event("ann", 0, "visit"), event("ann", 0, "بازديد از سایت"), event("ann", 9, "click"),
        event("ann", 9, "opened"), event("ann", 100, "visit"),
        event("ann", 5, "sent"), event("ann", 6, "sent"), event("ann", 400, "points", 30.0),
        event("ann", 1, "points", -10.0), event("bob", 95, "بیا"), event("bob", 3, "cart"), event("bob", 200, "معرفی"),
    ]  # fmt: skip
    found = read(using, USING, tables(events))
    # The market: ann has 2 active days with 4 events, bob 1 with 1: 1.5 days each, 5/3 events a day.
    ann = (90 / 90 + 2 / 3.5 + 2 / (2 + 5 / 3)) / 3
    assert found["ann"] == {
        "visits": 2, "app_uses": 0, "opens": 1, "clicks": 1, "open_rate": 0.5, "click_rate": 1.0, "active_days": 2,
        "last_active": 0, "last_visit": 0, "last_cart": None, "usage_trend": 3 / 5, "referrals": 0, "points": 20.0,
        "engagement": pytest.approx(ann),
    }  # fmt: skip
    assert found["bob"]["engagement"] == pytest.approx((87 / 90 + 1 / 2.5 + 1 / (1 + 5 / 3)) / 3)
    assert (found["bob"]["last_cart"], found["bob"]["referrals"], found["bob"]["points"]) == (3, 1, None)


def test_rates_are_empty_for_whom_nothing_was_sent_and_none_where_nothing_was_opened() -> None:
    events = [
        event("ann", 1, "visit"), event("bob", 1, "sent"), event("cyd", 1, "sent"), event("cyd", 1, "open"),
        event("cyd", 1, "open", hour=13), event("cyd", 1, "click"),
    ]  # fmt: skip
    found = read(using, USING, tables(events))
    rates = {one: (row["open_rate"], row["click_rate"]) for one, row in found.items()}
    assert rates == {"ann": (None, None), "bob": (0.0, None), "cyd": (1.0, 0.5)}


def test_words_nobody_knows_and_scores_out_of_range_are_told_without_naming_anybody() -> None:
    events = [event(f"c{number}", number, "teleport") for number in range(3)]
    events += [event("ann", 1, "paid by ann"), event("ann", 1, "review", 9.0)]
    events += [event("ann", back, "review", 5.0) for back in range(19)]
    _, notes = readings.learned(using, readings.given(USING, DAY, SETTINGS), tables(events))
    said = [render(one, locale_for("en")).translate({0x2068: None, 0x2069: None}) for one in notes]
    assert len(said) == 2
    assert said[0].startswith("4 events are of kinds nobody knows (teleport)")
    assert "paid" not in said[0]
    assert said[1] == "1 answer of the kind review lies outside 1 to 5 and does not count."


def test_every_spelling_of_a_kind_means_it_alone_and_the_projects_answer_wins() -> None:
    for kind, texts in EVENT_KINDS.items():
        assert {kind_of(text, {}) for text in (kind, *texts)} == {kind}
    assert (kind_of("Visit", {"visit": "app"}), kind_of("teleport", {})) == ("app", None)


@pytest.mark.parametrize("text", ["ارسال", "ارسال شده", "Delivered", "send", "امتیاز", "call", "تماس", "ورود"])
def test_words_that_mean_two_things_are_asked_about(text: str) -> None:
    assert kind_of(text, {}) is None
    assert kind_of(text, {text: "sent"}) == "sent"


# ---- satisfaction ------------------------------------------------------------------------------------------------
def test_hours_below_zero_are_told_and_of_tickets_alone() -> None:
    events = [event("ann", 1, "ticket", -2.0), event("ann", 2, "ticket", 6.0), event("bob", 1, "visit", -1.0)]
    _, notes = readings.learned(using, readings.given(USING, DAY, SETTINGS), tables(events))
    assert [(one.id, one.args["count"]) for one in notes] == [("heard.hours_below_zero", 1)]
    assert read(satisfaction, SATISFACTION, tables(events))["ann"]["resolve_hours"] == 6.0


def test_satisfaction_of_three_customers_by_hand() -> None:
    events = [
        event("ann", 1, "review", 5.0), event("ann", 2, "review", 3.0), event("bob", 1, "complaint"),
        event("bob", 400, "review", 1.0), event("cyd", 3, "ticket", 24.0), event("cyd", 3, "nps", 9.0),
        event("cyd", 3, "nps", 6.0, hour=13), event("ann", 2, "csat", 7.0),
    ]  # fmt: skip
    found = read(satisfaction, SATISFACTION, tables(events))
    reviews, nps = 0.75, 0.75
    common = (1.0 + 0.5 + 0.9 + 0.6) / 4
    assert found["ann"]["satisfaction"] == pytest.approx((2 * 0.75 + 2 * reviews) / 4)
    assert found["bob"]["satisfaction"] == pytest.approx(2 * common / 3)
    ticket = (0.5 + 2 * 0.5) / 3
    answers = (1.5 + 2 * nps) / 4
    assert found["cyd"]["satisfaction"] == pytest.approx((ticket / 3 + answers / 2) / (1 / 3 + 1 / 2))
    assert [found[one]["satisfaction_cover"] for one in ("ann", "bob", "cyd")] == [2, 1, 3]
    assert [(found[one]["nps"], found[one]["nps_group"]) for one in ("ann", "cyd")] == [
        (None, None),
        (6.0, "detractor"),
    ]
    assert [found[one]["last_nps"] for one in ("ann", "cyd")] == [None, 3]
    assert [found[one]["review_score"] for one in ("ann", "bob", "cyd")] == [4.0, 1.0, None]
    assert (found["bob"]["complaints"], found["cyd"]["tickets"], found["cyd"]["resolve_hours"]) == (1, 1, 24.0)


def test_answers_on_another_scale_do_not_count_until_it_is_declared() -> None:
    events = [event("ann", 1, "review", 10.0), event("bob", 1, "stars", 1.0), event("cyd", 1, "review", 5.5)]
    events += [event("ann", 1, "nps", 9.0), event("bob", 1, "complaint")]
    held = tables(events)
    lost = read(satisfaction, SATISFACTION, held)
    assert [(lost[one]["review_score"], lost[one]["reviews"]) for one in ("ann", "bob", "cyd")] == [(None, 0)] * 3
    assert (lost["ann"]["nps_group"], lost["ann"]["satisfaction_cover"]) == ("promoter", 1)
    _, notes = readings.learned(using, readings.given(USING, DAY, SETTINGS), held)
    said = [render(one, locale_for("en")).translate({0x2068: None, 0x2069: None}) for one in notes]
    assert said == [
        "2 of 3 answers of the kind review lie outside 1 to 5, so they seem to be given on another scale and none of "
        "them counts. Say in behavioural.toml under [scores] which one, for example review = [1, 10]."
    ]
    declared = replace(SETTINGS, scores={"review": (1, 10)})
    found = read(satisfaction, SATISFACTION, held, settings=declared)
    assert [found[one]["review_score"] for one in ("ann", "bob", "cyd")] == [5.0, 1.0, 3.0]
    assert found["cyd"]["satisfaction"] == pytest.approx(0.5)
    assert readings.learned(using, readings.given(USING, DAY, declared), held)[1] == ()


@pytest.mark.parametrize(("inside", "cover"), [(19, 20), (18, 1)])
def test_one_answer_in_twenty_may_stray(inside: int, cover: int) -> None:
    events = [event("ann", back, "csat", 4.0) for back in range(inside)]
    events += [event("ann", 1, "csat", 9.0), event("ann", 1, "review", 4.0)]
    found = read(satisfaction, SATISFACTION, tables(events))["ann"]
    assert (found["satisfaction_cover"], found["review_score"]) == (cover, 4.0)


def answers(kind: str, counts: dict[float, int]) -> list[dict[str, Any]]:
    return [event("ann", 1, kind, value) for value, many in counts.items() for _ in range(many)]


@pytest.mark.parametrize(
    ("kind", "counts", "told"),
    [
        ("review", {1.0: 20, 2.0: 8, 5.0: 2}, ["behavioural.score_turned"]),
        ("review", {1.0: 15, 2.0: 11, 5.0: 4}, []),
        ("review", {1.0: 14, 2.0: 16}, []),
        ("review", {1.0: 29}, []),
        ("csat", {1.0: 30}, ["behavioural.score_turned"]),
        ("nps", {5.0: 20, 4.0: 8, 3.0: 2}, ["behavioural.nps_short"]),
        ("nps", {5.0: 29, 6.0: 1}, []),
        ("nps", {0.0: 25, 1.0: 5}, ["behavioural.score_turned"]),
    ],
)
def test_answers_that_may_mean_something_else_are_asked_about(kind: str, counts: Any, told: list[str]) -> None:
    asked = readings.given(USING, DAY, SETTINGS)
    notes = readings.learned(using, asked, tables(answers(kind, counts)))[1]
    assert [one.id for one in notes] == told


def test_where_the_project_says_that_one_is_the_best_scores_are_turned_round() -> None:
    held = tables([*answers("review", {1.0: 30}), event("bob", 1, "review", 4.0), event("cyd", 1, "review", 6.0)])
    declared = replace(SETTINGS, scores={"review": (5, 1)})
    found = read(satisfaction, SATISFACTION, held, settings=declared)
    assert [found[one]["review_score"] for one in ("ann", "bob", "cyd")] == [5.0, 2.0, None]
    (outside,) = readings.learned(using, readings.given(USING, DAY, declared), held)[1]
    assert (outside.id, outside.args["low"], outside.args["high"]) == ("behavioural.score_outside", 1, 5)


def test_orders_that_came_back_count_against_satisfaction_when_they_did() -> None:
    placed = {"order_id": "1", "customer_id": "ann", "ordered_at": datetime(2024, 6, 1), "products": 1, "amount": 5}
    orders = [{**placed, "back_on": DAY - timedelta(days=2)}]
    now = read(satisfaction, SATISFACTION, tables(orders=orders))["ann"]
    assert (now["satisfaction"], now["satisfaction_cover"], now["complaints"]) == (pytest.approx(1 / 3), 1, None)
    assert read(satisfaction, SATISFACTION, tables(orders=orders), DAY - timedelta(days=3)) == {}


# ---- assets ------------------------------------------------------------------------------------------------------
def test_assets_of_two_customers_by_hand() -> None:
    assets = [
        {"customer_id": "ann", "kind": "خودرو", "bought_on": date(2019, 6, 30), "last_service_on": date(2024, 1, 31),
         "warranty_until": date(2024, 6, 29), "mileage": 90000.0},
        {"customer_id": "ann", "kind": "Lift", "bought_on": date(2024, 6, 1), "warranty_until": date(2024, 7, 10),
         "lease_until": DAY},
        {"customer_id": "ann", "kind": "Lift", "bought_on": date(2024, 7, 1)},
        {"customer_id": "bob", "kind": "خودرو", "bought_on": date(2023, 6, 30), "last_service_on": date(2024, 7, 1)},
    ]  # fmt: skip
    found = read(owning, OWNING, tables(assets=assets))
    assert found["ann"] == {
        "assets": 2, "newest_asset_months": 0, "oldest_asset_months": 60, "mileage": 90000.0,
        "months_since_service": 4, "never_serviced": False, "service_due": False, "warranty_days_left": 10,
        "lease_days_left": 0, "replacement_due": True,
    }  # fmt: skip
    bob = found["bob"]
    assert (bob["months_since_service"], bob["never_serviced"], bob["service_due"]) == (None, None, None)
    assert bob["replacement_due"] is False


def test_what_happened_before_a_later_service_is_not_known() -> None:
    later = {"kind": "خودرو", "bought_on": date(2023, 6, 30), "last_service_on": date(2024, 7, 1)}
    assets = [
        {**later, "customer_id": "ann", "bought_on": date(2023, 7, 1)}, {**later, "customer_id": "bob", "kind": "lift"},
        {**later, "customer_id": "cyd"}, {**later, "customer_id": "cyd", "last_service_on": date(2023, 6, 30)},
        {**later, "customer_id": "dan", "bought_on": None}, {**later, "customer_id": "eve", "last_service_on": None},
    ]  # fmt: skip
    found = read(owning, OWNING, tables(assets=assets))
    assert {one: (row["never_serviced"], row["service_due"]) for one, row in found.items()} == {
        "ann": (None, False), "bob": (None, False), "cyd": (False, True), "dan": (None, None), "eve": (True, True),
    }  # fmt: skip


def test_service_events_are_services_of_what_was_bought_by_then() -> None:
    car = {"kind": "خودرو", "bought_on": date(2022, 6, 30)}
    assets = [
        {**car, "customer_id": "ann", "last_service_on": date(2024, 7, 1)}, {**car, "customer_id": "bob"},
        {**car, "customer_id": "cyd", "last_service_on": date(2024, 4, 30)}, {**car, "customer_id": "dan"},
    ]  # fmt: skip
    events = [
        event("ann", 0, "سرویس"), event("ann", 400, "service"), event("bob", -1, "service"),
        event("bob", 732, "service"), event("cyd", 200, "repair"),
        event("eve", 1, "service"), event("dan", 366, "service"),
    ]  # fmt: skip
    found = read(owning, OWNING, tables(events, assets=assets))
    names = ("months_since_service", "never_serviced", "service_due")
    assert {one: tuple(row[name] for name in names) for one, row in found.items()} == {
        "ann": (0, False, False), "bob": (None, True, True), "cyd": (2, False, False), "dan": (12, False, True),
    }  # fmt: skip


def test_where_no_service_of_anybody_is_on_record_nothing_is_known_of_them() -> None:
    assets = [{"customer_id": "ann", "kind": "خودرو", "bought_on": date(2022, 6, 30)}]
    held = tables([event("bob", 1, "visit"), event("bob", -1, "service")], assets=assets)
    ann = read(owning, OWNING, held)["ann"]
    assert (ann["months_since_service"], ann["never_serviced"], ann["service_due"]) == (None, None, None)
    assert (ann["assets"], ann["replacement_due"]) == (1, False)
    assert [one.id for one in readings.learned(owning, readings.given(OWNING, DAY, SETTINGS), held)[1]] == [
        "behavioural.no_service"
    ]
    held = tables([event("bob", 1, "service")], assets=assets)
    ann = read(owning, OWNING, held)["ann"]
    assert (ann["never_serviced"], ann["service_due"]) == (True, True)
    assert readings.learned(owning, readings.given(OWNING, DAY, SETTINGS), held)[1] == ()


# ---- as of a day -------------------------------------------------------------------------------------------------
_EVENTS = st.lists(
    st.builds(
        event, st.sampled_from(["ann", "bob", "~walk-in"]), st.sampled_from([-5, -1, 0, 1, 89, 90, 91, 179, 364, 366]),
        st.sampled_from(["visit", "open", "click", "sent", "cart", "review", "nps", "complaint", "ticket", "شکایت"]),
        st.sampled_from([None, -1.0, 0.0, 1.0, 4.0, 10.0, 30.0]), st.sampled_from([0, 12, 23]),
    ),
    max_size=12,
)  # fmt: skip
PARTS = [(using, USING), (satisfaction, SATISFACTION)]


@pytest.mark.parametrize(("part", "features"), PARTS, ids=["using", "satisfaction"])
@settings(max_examples=4, deadline=None, phases=readings.UNSHRUNK)
@given(events=_EVENTS, data=st.data())
def test_later_and_shuffled_events_change_nothing(part: Any, features: Any, events: list[Any], data: Any) -> None:
    whole = read(part, features, tables(events))
    known = [one for one in events if one["at"].date() <= DAY]
    again = read(part, features, tables(data.draw(st.permutations(known))))
    assert whole.keys() == again.keys()
    for customer, row in whole.items():
        assert not customer.startswith("~")
        assert row == pytest.approx(again[customer]) if _numbers(row) else row == again[customer]
        for name in ("engagement", "satisfaction", "open_rate", "click_rate"):
            assert row.get(name) is None or 0 <= row[name] <= 1
    for one in whole.values():
        assert "satisfaction" not in one or (one["satisfaction"] is None) == (one["satisfaction_cover"] is None)


def _numbers(row: Row) -> bool:
    return all(not isinstance(value, str) and value is not None for value in row.values())


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_readings_compile_everywhere(dialect: str) -> None:
    words = ibis.table({"said": "string", "event": "string", "low": "float64", "high": "float64"}, name="words")
    means = ibis.table({f"mean_{one}": "float64" for one in (*SCALES, "ticket", "common")}, name="means")
    usual = ibis.table({"usual_days": "float64", "usual_depth": "float64"}, name="usual")
    looked = {
        "kinds": words, "satisfaction_kinds": words, "service_kinds": words, "satisfied": means, "usual": usual,
        "services": ibis.table({"recorded": "int64"}, name="services"),
    }  # fmt: skip
    for part in (using, satisfaction, owning):
        for one in part.readings(readings.given(settings=SETTINGS), looked):
            assert "SELECT" in ibis.to_sql(one, dialect=dialect)
