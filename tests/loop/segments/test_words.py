"""What segments are like in words: shares add up, unknown is told last, the commonest come first."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.language.vocabularies import FEW, REST, UNKNOWN
from bakhsh.loop.segments.words import MOST_WORDS, words
from bakhsh.tables import CONTRACTS

CITIES = (None, "unknown", "Shiraz", "Yazd", "Qom", "Rasht", "Tabriz", "Ahvaz")
people = st.lists(st.tuples(st.sampled_from(CITIES), st.sampled_from(("a", "b"))), min_size=1, max_size=40)


def told(shop: Any, known: list[tuple[str | None, str]], fewest: int = 1) -> dict[str, Any]:
    rows = shop.rows({"city": city} for city, _ in known)
    places = pa.table({"customer_id": rows.column("customer_id"), "segment": [segment for _, segment in known]})
    unbound = CONTRACTS["MEMBERS"].unbound().select("customer_id", "segment")
    found = shop.drive(words(shop.unbound(), unbound, ["city"], {"city": fewest}), rows=rows, members=places)
    return {segment: by_feature["city"] for segment, by_feature in found.items()}


def test_unknown_and_empty_are_one_and_come_last(shop: Any) -> None:
    found = told(shop, [("Yazd", "a"), ("Yazd", "a"), (None, "a"), ("unknown", "a"), ("Qom", "b"), ("Yazd", "b")])
    assert [(one.value, one.share, one.of_all) for one in found["a"]] == [("Yazd", 0.5, 0.5), ("unknown", 0.5, 2 / 6)]
    assert [(one.value, one.share) for one in found["b"]] == [("Qom", 0.5), ("Yazd", 0.5)]


@settings(max_examples=25)
@given(people)
def test_shares_are_those_counted_by_hand(shop: Any, known: list[tuple[str | None, str]]) -> None:
    found = told(shop, known)
    everyone = Counter(city or "unknown" for city, _ in known)
    for segment in {segment for _, segment in known}:
        own = Counter(city or "unknown" for city, place in known if place == segment)
        ranked = sorted((city for city in own if city != "unknown"), key=lambda city: (-own[city], city))[:MOST_WORDS]
        rest = [REST] if len(set(own) - {UNKNOWN}) > MOST_WORDS else []
        expected = [*ranked, *rest, *([UNKNOWN] if UNKNOWN in own else [])]
        assert [one.value for one in found[segment]] == expected
        assert abs(sum(one.share for one in found[segment]) - 1) < 1e-9
        for one in (each for each in found[segment] if each.value != REST):
            assert one.share == own[one.value] / own.total()
            assert one.of_all == everyone[one.value] / len(known)


# ---- too few to say ----------------------------------------------------------------------------------------------
@settings(max_examples=60)
@given(people, st.integers(2, 7))
def test_no_part_of_fewer_than_the_smallest_number_is_told_or_left_over(
    shop: Any, known: list[tuple[str | None, str]], fewest: int
) -> None:
    for segment, shares in told(shop, known, fewest).items():
        size = sum(place == segment for _, place in known)
        sizes = {one.value: round(one.share * size, 6) for one in shares if one.value not in (UNKNOWN, FEW)}
        assert all(many >= fewest for many in sizes.values())
        assert abs(sum(one.share for one in shares) - 1) < 1e-9
        assert {FEW} >= {one.value for one in shares} - {UNKNOWN} or FEW not in {one.value for one in shares}


def test_of_three_customers_no_value_is_told(shop: Any) -> None:
    found = told(shop, [*[("Yazd", "a")] * 3, *[("Qom", "b")] * 40, (None, "a")], fewest=10)
    assert [(one.value, one.share) for one in found["a"]] == [(FEW, 0.75), (UNKNOWN, 0.25)]
    assert [(one.value, one.share) for one in found["b"]] == [("Qom", 1.0)]


def test_one_of_a_hundred_is_not_given_away_by_the_ninety_nine(shop: Any) -> None:
    found = told(shop, [*[("Yazd", "a")] * 99, ("Qom", "a")], fewest=10)["a"]
    assert [(one.value, one.share) for one in found] == [("Yazd", 0.9), (REST, 0.1)]
    assert found[0].of_all == 1.0  # in steps of ten customers


def test_where_one_value_and_the_few_are_too_few_together_nothing_is_told(shop: Any) -> None:
    found = told(shop, [*[("Yazd", "a")] * 12, *[("Qom", "a")] * 3], fewest=10)
    assert [(one.value, one.share) for one in found["a"]] == [(FEW, 1.0)]


def test_the_least_common_value_joins_the_few(shop: Any) -> None:
    found = told(shop, [*[("Yazd", "a")] * 50, *[("Qom", "a")] * 12, *[("Rasht", "a")] * 3], fewest=10)
    assert [(one.value, one.share) for one in found["a"]] == [("Yazd", 50 / 65), (REST, 15 / 65)]


def test_without_features_of_words_nothing_is_asked(shop: Any) -> None:
    assert shop.dialogue(words(shop.unbound(), shop.unbound(), [])) == ({}, [], [])
