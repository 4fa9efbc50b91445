"""What segments are like in words: shares add up, unknown is told last, the commonest come first."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.loop.segments.words import MOST_WORDS, words
from bakhsh.tables import CONTRACTS

CITIES = (None, "unknown", "Shiraz", "Yazd", "Qom", "Rasht", "Tabriz", "Ahvaz")
people = st.lists(st.tuples(st.sampled_from(CITIES), st.sampled_from(("a", "b"))), min_size=1, max_size=40)


def told(shop: Any, known: list[tuple[str | None, str]]) -> dict[str, Any]:
    rows = shop.rows({"city": city} for city, _ in known)
    places = pa.table({"customer_id": rows.column("customer_id"), "segment": [segment for _, segment in known]})
    unbound = CONTRACTS["MEMBERS"].unbound().select("customer_id", "segment")
    found = shop.drive(words(shop.unbound(), unbound, ["city"]), rows=rows, members=places)
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
        expected = [*ranked, *(["unknown"] if "unknown" in own else [])]
        assert [one.value for one in found[segment]] == expected
        for one in found[segment]:
            assert one.share == own[one.value] / own.total()
            assert one.of_all == everyone[one.value] / len(known)


def test_without_features_of_words_nothing_is_asked(shop: Any) -> None:
    assert shop.dialogue(words(shop.unbound(), shop.unbound(), [])) == ({}, [], [])
