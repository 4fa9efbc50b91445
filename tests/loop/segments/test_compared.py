"""What sets a segment apart: the same as plain Python finds, one scale for all, and noise left out."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from typing import Any

import hypothesis.strategies as st
import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from bakhsh.loop.segments import compared, sampled
from bakhsh.loop.segments.compared import FEWEST, Told, comparable, told_of
from bakhsh.loop.segments.sampled import Sampled
from bakhsh.records import Difference
from bakhsh.tables import Type

SEGMENTS = ("a", "b", "c")
person = st.fixed_dictionaries(
    {
        "segment": st.sampled_from(SEGMENTS),
        "recency": st.one_of(st.none(), st.integers(0, 9)),
        "monetary": st.integers(-3, 4000),
        "city": st.sampled_from([None, "Tehran", "Yazd", "unknown"]),
    }
)
people = st.lists(person, min_size=20, max_size=90)


def of(people: Iterable[dict[str, Any]]) -> Sampled:
    table = pa.Table.from_pylist(
        list(people),
        schema=pa.schema(
            [("segment", pa.string()), ("recency", pa.int64()), ("monetary", pa.int64()), ("city", pa.string())]
        ),
    )
    return Sampled(SEGMENTS, table, ("recency", "monetary"), ("city",), whole=True)


def split(people: list[dict[str, Any]], name: str, segment: str, against: str) -> tuple[list[Any], list[Any]]:
    known = [one for one in people if one[name] not in (None, "unknown")]
    own = [one[name] for one in known if one["segment"] == segment]
    other = [one[name] for one in known if (one["segment"] == against if against else one["segment"] != segment)]
    return own, other


def check(one: Difference, people: list[dict[str, Any]], segment: str, against: str) -> None:
    own, other = split(people, one.feature, segment, against)
    assert (one.customers, one.others) == (len(own), len(other))
    assert min(len(own), len(other)) >= FEWEST
    if one.value:
        shares = [sum(word == one.value for word in words) / len(words) for words in (own, other)]
        assert (one.own, one.other) == tuple(map(pytest.approx, shares))
        assert one.effect.estimate == pytest.approx(shares[0] - shares[1])
    else:
        won = sum((x > y) - (x < y) for x in own for y in other)
        assert one.effect.estimate == pytest.approx(won / len(own) / len(other))
        usual = {"median": statistics.median_low, "mean": statistics.fmean}[one.measure]
        if one.own is not None:
            assert (one.own, one.other) == (pytest.approx(usual(own)), pytest.approx(usual(other)))
    assert one.effect.excludes(0)


@settings(max_examples=40)
@given(people=people, against=st.sampled_from(["", "b"]))
def test_every_difference_is_what_plain_python_finds(people: list[dict[str, Any]], against: str) -> None:
    (told,) = told_of(of(people), [("a", against)])
    for one in told.differences:
        check(one, people, "a", against)
    sizes = [abs(one.effect.estimate) for one in told.differences]
    assert sizes == sorted(sizes, reverse=True)


def apart(shift: float, n: int = 60) -> Told:
    generator = np.random.default_rng(11)
    people = [
        {
            "segment": segment,
            "recency": int(generator.integers(0, 100) + (shift if segment == "a" else 0)),
            "monetary": int(generator.lognormal(3, 1)),
            "city": "Yazd" if generator.random() < (0.2 + shift / 100 if segment == "a" else 0.2) else "Tehran",
        }
        for segment in SEGMENTS
        for _ in range(n)
    ]
    (told,) = told_of(of(people), [("a", "")])
    return told


def test_a_planted_difference_is_found_and_nothing_else() -> None:
    told = apart(60)
    assert [(one.feature, one.value, one.sure) for one in told.differences] == [
        ("recency", "", "clear"), ("city", "Yazd", "clear"),
    ]  # fmt: skip
    assert told.tested == 4


def test_a_word_that_is_rarer_is_not_told_beside_one_that_is_commoner() -> None:
    assert "Tehran" not in {one.value for one in apart(60).differences}


def test_of_too_few_customers_nothing_is_told() -> None:
    assert apart(60, n=FEWEST - 1).differences == ()


@settings(max_examples=20)
@given(people=people)
def test_the_order_of_customers_changes_nothing(people: list[dict[str, Any]]) -> None:
    assert told_of(of(people), [("a", "")]) == told_of(of(reversed(people)), [("a", "")])


def noise(seed: int, features: int) -> bool:
    """Whether anything is told of a segment that is one by lot."""
    generator = np.random.default_rng(seed)
    names = [f"f{at}" for at in range(features)]
    columns = {name: generator.lognormal(0, 1, 300) for name in names}
    table = pa.table({"segment": generator.choice(list(SEGMENTS), 300, p=[0.2, 0.5, 0.3]), **columns})
    (told,) = told_of(Sampled(SEGMENTS, table, tuple(names), (), whole=True), [("a", "")])
    return bool(told.differences)


def test_of_segments_by_lot_hardly_anything_is_told() -> None:
    assert sum(noise(seed, 40) for seed in range(50)) <= 9  # expected 5 at the most


@pytest.mark.slow
def test_at_most_one_in_ten_segments_by_lot_is_told_anything_of() -> None:
    assert sum(noise(seed, 60) for seed in range(300)) / 300 <= 0.10


def test_how_sure_another_feature_is_says_nothing_of_customers() -> None:
    types = {"age": Type.INTEGER, "age_sure": Type.SHARE, "city": Type.TEXT, "first_on": Type.DATE, "vip": Type.BOOLEAN}
    assert comparable(types, ["city", "gender"]) == (["age", "vip"], ["city"])


@pytest.mark.parametrize("customers", [5, 10_000_000])
@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_one_question_is_asked_that_every_engine_understands(shop: Any, dialect: str, customers: int) -> None:
    places = ibis.table({"customer_id": "string", "segment": "string"}, name="places")
    asked = next(sampled.sampled(shop.unbound(), places, SEGMENTS, customers, ["recency"], ["city"], among=["a", "b"]))
    assert ("md5" in ibis.to_sql(asked, dialect=dialect).lower()) == (customers > sampled.MOST_COMPARED)


def test_of_very_many_customers_a_part_is_compared(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampled, "MOST_COMPARED", 200)
    rows = shop.rows([{"recency": at} for at in range(1000)])
    places = pa.table({"customer_id": rows["customer_id"], "segment": ["a", "b"] * 500})
    asked = sampled.sampled(
        shop.unbound(), ibis.table({"customer_id": "string", "segment": "string"}, name="places"), ("a", "b"), 1000,
        ["recency"],
    )  # fmt: skip
    found = shop.drive(asked, rows=rows, places=places)
    assert not found.whole
    assert 150 <= found.table.num_rows <= 250
    assert compared.told_of(found, [("a", "")])[0].tested == 1


def test_of_who_people_are_no_few_are_given_away() -> None:
    people = [
        {"segment": "a" if at < 40 else "b", "recency": None, "monetary": 1, "city": "Yazd" if at < 37 else "Tehran"}
        for at in range(120)
    ]
    (open_,), (kept,) = (told_of(of(people), [("a", "")], fewest) for fewest in (None, {"city": 10}))
    assert [(one.value, one.own, one.other) for one in open_.differences] == [("Yazd", 37 / 40, 0.0)]
    assert [(one.value, one.own, one.other) for one in kept.differences] == [("Yazd", 30 / 40, 0.0)]
    assert told_of(of(people[:55]), [("a", "")], {"city": 10})[0].tested == 0  # the others are fifteen


@pytest.mark.parametrize("few", [1, 2, 5])
def test_counting_few_as_more_tells_no_difference_that_is_none(few: int) -> None:
    people = [
        {
            "segment": "a" if at < 36 else "b", "recency": None, "monetary": 1,
            "city": "Yazd" if at < few or at >= 400 - 36 else "Tehran",
        }
        for at in range(400)
    ]  # fmt: skip
    (kept,) = told_of(of(people), [("a", "")], {"city": 10})
    assert kept.differences == ()


@settings(max_examples=40)
@given(
    own=st.lists(st.sampled_from(["Yazd", "Tehran", "Qom"]), min_size=20, max_size=60),
    other=st.lists(st.sampled_from(["Yazd", "Tehran", "Qom"]), min_size=20, max_size=60),
)
def test_what_is_told_of_few_goes_the_way_it_goes_and_no_further(own: list[str], other: list[str]) -> None:
    people = [
        {"segment": segment, "recency": None, "monetary": 1, "city": city}
        for segment, cities in (("a", own), ("b", other))
        for city in cities
    ]
    (kept,) = told_of(of(people), [("a", "")], {"city": 10})
    for one in kept.differences:
        real = own.count(one.value) / len(own) - other.count(one.value) / len(other)
        told = (one.own or 0) - (one.other or 0)
        assert told * real > 0
        assert abs(told) <= abs(real) + 1e-9
