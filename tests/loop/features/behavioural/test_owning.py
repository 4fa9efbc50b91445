"""Assets against what a person would reckon of them one by one, and as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.features.behavioural import readings
from tests.loop.features.behavioural.test_using import DAY, SETTINGS, event, read, tables

from bakhsh.loop.features.behavioural import owning
from bakhsh.tables.features.owning import OWNING

Row = dict[str, Any]
YEARS = {"خودرو": 5, "lift": 20}
EVERY = {"خودرو": 12}
PEOPLE = [f"c{number:02}" for number in range(24)]

near = st.integers(-40, 2_500).map(lambda back: DAY - timedelta(days=back))
"""Days before and after the day of looking, and often the ends of its months."""
ends = st.sampled_from([date(2024, 2, 29), date(2023, 6, 30), date(2023, 7, 1), date(2019, 6, 30), DAY])
days = st.none() | near | ends
owned = st.fixed_dictionaries({
    "customer_id": st.sampled_from(PEOPLE), "kind": st.sampled_from(["خودرو", "خودرُو", "Lift", "boat", None]),
    "bought_on": days, "last_service_on": days, "warranty_until": days, "lease_until": days,
    "mileage": st.none() | st.integers(0, 300_000).map(float),
})  # fmt: skip
services = st.builds(
    event, st.sampled_from(PEOPLE), st.integers(-30, 2_000), st.sampled_from(["service", "سرویس", "visit"])
)


def key(kind: str | None) -> str:
    return {"خودرو": "خودرو", "خودرُو": "خودرو", "Lift": "lift"}.get(kind or "", "")


def months(since: date | None) -> int | None:
    """Completed months, counted one by one."""
    if since is None:
        return None
    done = (DAY.year - since.year) * 12 + DAY.month - since.month
    return done - 1 if since.day > DAY.day else done


def reckoned(assets: Sequence[Row], events: Sequence[Row]) -> dict[str, Row]:
    """The features of everybody who owns something by DAY, in plain Python."""
    assets = [plausible(one) for one in assets]
    visits = [one for one in events if one["kind"] != "visit" and one["at"].date() <= DAY]
    recorded = bool(visits) or any((one["last_service_on"] or date.max) <= DAY for one in assets)
    found = {}
    for who in PEOPLE:
        own = [one for one in assets if one["customer_id"] == who and (one["bought_on"] or DAY) <= DAY]
        visited = max((one["at"].date() for one in visits if one["customer_id"] == who), default=None)
        if own:
            found[who] = of_one([of_asset(one, visited) for one in own], recorded)
    return found


def plausible(one: Row) -> Row:
    """Without the days that lie before the one it was bought on."""
    after = ("last_service_on", "warranty_until", "lease_until")
    early = {name for name in after if one.get(name) and one["bought_on"] and one[name] < one["bought_on"]}
    return {name: None if name in early else value for name, value in one.items()}


def of_asset(one: Row, visited: date | None) -> Row:
    said, bought = one["last_service_on"], one["bought_on"]
    known = [day for day in (said, visited) if day is not None and day <= DAY]
    if visited is not None and bought is not None and visited < bought:
        known = [day for day in (said,) if day is not None and day <= DAY]
    service = max(known, default=None)
    hidden = service is None and said is not None and said > DAY
    every, begun = EVERY.get(key(one["kind"])), months(service or bought)
    due = None if every is None or begun is None else begun >= every
    years, age = YEARS.get(key(one["kind"])), months(bought)
    return {
        "age": age, "mileage": one["mileage"], "service": service, "hidden": hidden,
        "late": not hidden and due is True, "unsure": hidden and (every is not None if due is None else due),
        "old": years is not None and age is not None and age >= 12 * years,
        "warranty": left(one["warranty_until"]), "lease": left(one["lease_until"]),
    }  # fmt: skip


def left(until: date | None) -> int | None:
    return (until - DAY).days if until is not None and until >= DAY else None


def of_one(own: Sequence[Row], recorded: bool) -> Row:
    def every(name: str) -> list[Any]:
        return [one[name] for one in own if one[name] is not None]

    service, late = max(every("service"), default=None), any(every("late"))
    never = None if service is None and any(every("hidden")) else service is None
    due = None if not late and any(every("unsure")) else late
    return {
        "assets": len(own), "newest_asset_months": min(every("age"), default=None),
        "oldest_asset_months": max(every("age"), default=None), "mileage": max(every("mileage"), default=None),
        "months_since_service": months(service), "never_serviced": never if recorded else None,
        "service_due": due if recorded else None, "warranty_days_left": min(every("warranty"), default=None),
        "lease_days_left": min(every("lease"), default=None), "replacement_due": any(every("old")),
    }  # fmt: skip


def shown(assets: Sequence[Row], events: Sequence[Row]) -> dict[str, Row]:
    return read(owning, OWNING, tables(events, assets=assets))


@settings(max_examples=6, deadline=None, phases=readings.UNSHRUNK)
@given(assets=st.lists(owned, min_size=20, max_size=60), events=st.lists(services, max_size=12))
def test_assets_are_what_a_person_would_reckon(assets: list[Row], events: list[Row]) -> None:
    assert shown(assets, events) == reckoned(assets, events)


@settings(max_examples=3, deadline=None, phases=readings.UNSHRUNK)
@given(assets=st.lists(owned, min_size=10, max_size=40), events=st.lists(services, max_size=12), data=st.data())
def test_later_and_shuffled_rows_change_nothing(assets: list[Row], events: list[Row], data: Any) -> None:
    """An asset bought later, and a service event to come, are not there yet."""
    known = [one for one in assets if (one["bought_on"] or DAY) <= DAY]
    past = [one for one in events if one["at"].date() <= DAY]
    again = shown(data.draw(st.permutations(known)), data.draw(st.permutations(past)))
    assert shown(assets, events) == again


def test_days_before_a_thing_was_bought_are_left_out_and_told() -> None:
    bought = {"kind": "خودرو", "bought_on": date(2023, 1, 1)}
    assets = [
        {**bought, "customer_id": "ann", "last_service_on": date(2022, 12, 31), "warranty_until": date(2020, 1, 1)},
        {**bought, "customer_id": "bob", "last_service_on": date(2023, 1, 1), "lease_until": date(2025, 1, 1)},
        {**bought, "customer_id": "cyd", "lease_until": date(2022, 1, 1)},
    ]
    ann = shown(assets, [])["ann"]
    assert (ann["months_since_service"], ann["never_serviced"], ann["warranty_days_left"]) == (None, True, None)
    assert (ann["assets"], shown(assets, [])["bob"]["never_serviced"]) == (1, False)
    asked = readings.given(OWNING, DAY, SETTINGS)
    (note,) = readings.learned(owning, asked, tables(assets=assets))[1]
    assert (note.id, note.args["count"]) == ("heard.assets_before_bought", 2)


@pytest.mark.parametrize("changed", ["last_service_on", "warranty_until"])
def test_a_day_that_is_written_over_is_the_latest_word(changed: str) -> None:
    """What an asset's row holds has no history: a service written over hides the one before, and says so by silence."""
    car = {"customer_id": "ann", "kind": "خودرو", "bought_on": date(2020, 1, 1), "last_service_on": date(2024, 1, 1)}
    other = {"customer_id": "bob", "kind": "boat", "bought_on": None, "last_service_on": date(2024, 1, 1)}
    found = shown([{**car, changed: DAY + timedelta(days=9)}, other], [])["ann"]
    assert found["never_serviced"] is (None if changed == "last_service_on" else False)
    assert SETTINGS.assets["خودرو"].service_months == 12
