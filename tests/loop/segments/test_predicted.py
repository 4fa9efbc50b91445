"""Bands of a value and stages of life: one place for everybody, boundaries that stay, and reasons that are true."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import ibis
import pytest
from hypothesis import given, settings

from bakhsh import conditions
from bakhsh.conditions import parse_value
from bakhsh.errors import NotReady
from bakhsh.language.locale import ENGLISH, PERSIAN
from bakhsh.language.render import render
from bakhsh.loop.segments.assign import KINDS, assign, definition, describe, explain, learn, learned, needs, segments
from bakhsh.loop.segments.beside import Beside
from bakhsh.records import Model
from bakhsh.specs import Predicted, Segmentation, Stages
from bakhsh.tables import Type

CALLS = {
    one.name: Type.INTEGER for one in needs(Segmentation("life", "predicted", predicted=Predicted(stage=Stages())))
}
FURTHER = {"known_for": Type.INTEGER, "p_alive": Type.SHARE, **CALLS}


def banded(by: str = "monetary", **ways: Any) -> Segmentation:
    exact = {way: tuple(Decimal(str(bound)) for bound in bounds) for way, bounds in ways.items()}
    return Segmentation("worth", "predicted", predicted=Predicted(parse_value(by), **exact))


def staged(**limits: Any) -> Segmentation:
    return Segmentation("life", "predicted", predicted=Predicted(stage=Stages(**limits)))


def model_of(shop: Any, one: Segmentation, people: list[dict[str, Any]]) -> Model | None:
    beside = Beside(types={**shop.types, **FURTHER}, minor_per_unit=shop.unit)
    found = learn(one, shop.unbound(**FURTHER), shop.as_of, beside)
    model: Model | None = shop.drive(found, rows=shop.rows(people, **FURTHER))
    return model


def places(shop: Any, one: Segmentation, people: list[dict[str, Any]], model: Model | None) -> list[str]:
    types = {**shop.types, **FURTHER}
    found = shop.ask(assign(shop.unbound(**FURTHER), one, model, types, shop.unit), rows=shop.rows(people, **FURTHER))
    return [row["segment"] for row in sorted(found.to_pylist(), key=lambda row: row["customer_id"])]


WAYS = [
    banded(percentile=[50, 80, 95]),
    banded(share=[80, 95]),
    banded(cut=[1, 2.5]),
    banded("monetary / orders", cut=[0]),
]
worth = st.one_of(st.none(), st.integers(-50, 900), st.integers(0, 3))
buyers = st.lists(
    st.fixed_dictionaries({"monetary": worth, "orders": st.integers(1, 5), "frequency": st.just(1)}),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=24, deadline=None)
@given(one=st.sampled_from(WAYS), people=buyers)
def test_everyone_is_in_one_band_and_it_is_the_explained_one(
    shop: Any, one: Segmentation, people: list[dict[str, Any]]
) -> None:
    people = [{"monetary": 100, "orders": 1, "frequency": 1}, *people]
    model = model_of(shop, one, people)
    found, types = places(shop, one, people, model), {**shop.types, **FURTHER}
    titles = {part.name for part in segments(one)}
    for segment, person in zip(found, people, strict=True):
        told = explain(person, one, model, types, shop.unit)
        assert told.segment == segment in titles
        assert (segment == "others") is (person["monetary"] is None)
        assert told.because
        assert told.nearest != segment
        for said in (*told.because, *told.leaves_if):
            assert all("{" not in render(said, locale) for locale in (ENGLISH, PERSIAN))


@settings(max_examples=10, deadline=None)
@given(people=buyers, data=st.data())
def test_shuffling_changes_no_boundary_and_later_customers_none(
    shop: Any, people: list[dict[str, Any]], data: st.DataObject
) -> None:
    people = [{"monetary": 100, "orders": 1, "frequency": 1}, *people]
    one = data.draw(st.sampled_from(WAYS[:2]))
    model = model_of(shop, one, people)
    assert model is not None
    shuffled = model_of(shop, one, data.draw(st.permutations(people)))
    assert (model.body, model.fingerprint) == (getattr(shuffled, "body", None), getattr(shuffled, "fingerprint", ""))
    assert places(shop, one, [*people, *people[::-1]], model)[: len(people)] == places(shop, one, people, model)


@settings(max_examples=12, deadline=None)
@given(values=st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_the_first_share_is_the_fewest_of_the_highest_who_make_it(shop: Any, values: list[int]) -> None:
    one = banded(share=[80, 95])
    people = [{"monetary": value} for value in values]
    found = places(shop, one, people, model_of(shop, one, people))
    first = [value for value, band in zip(values, found, strict=True) if band == "a"]
    assert sum(first) >= 0.8 * sum(values) - 1e-6
    assert sum(value for value in first if value > min(first)) < 0.8 * sum(values)
    assert all(value <= min(first) for value, band in zip(values, found, strict=True) if band != "a")
    assert all(band == "c" for value, band in zip(values, found, strict=True) if value == 0)


def test_a_percentile_is_cut_where_the_top_is(shop: Any) -> None:
    people = [{"monetary": value} for value in range(1, 101)]
    one = banded(percentile=[50, 80, 95])
    found = places(shop, one, people, model_of(shop, one, people))
    assert [found.count(name) for name in ("band_4", "band_3", "band_2", "band_1")] == [5, 15, 30, 50]
    (cut,) = shop.drive(
        conditions.learn_cuts([conditions.parse("top 5% by monetary")], shop.unbound(), shop.types, shop.unit),
        rows=shop.rows(people),
    ).values()
    assert cut.at == 96
    assert found[95] == "band_4"


def test_who_stands_at_a_boundary_is_above_it(shop: Any) -> None:
    one = banded(cut=[1, 2.5])
    people = [{"monetary": value} for value in (None, -5, 99, 100, 249, 250, 10**9)]
    assert places(shop, one, people, None) == [
        "others", "band_1", "band_1", "band_2", "band_2", "band_3", "band_3",
    ]  # fmt: skip


def test_only_what_is_learned_needs_a_model(shop: Any) -> None:
    assert [learned(one) for one in WAYS] == [True, True, False, False]
    assert not learned(staged())
    assert model_of(shop, staged(), [{}]) is None
    with pytest.raises(NotReady):
        places(shop, WAYS[0], [{"monetary": 3}], None)
    with pytest.raises(NotReady):
        model_of(shop, WAYS[1], [{"monetary": 0}, {"monetary": -3}])
    with pytest.raises(NotReady):
        model_of(shop, WAYS[0], [{"monetary": None}])


def life(**person: Any) -> dict[str, Any]:
    """A customer who buys steadily: more in the long window than in the short one."""
    return {**dict(zip(CALLS, (1, 4), strict=True)), **person}


STAGED = [
    ("new", life(recency=3, known_for=59, overdue=None)),
    ("active", life(recency=10, known_for=400, overdue=1.0)),
    ("active", life(recency=29, known_for=400, overdue=9.0)),
    ("slipping", life(recency=30, known_for=400, overdue=2.0)),
    ("slipping", life(recency=60, known_for=60, overdue=None)),
    ("slipping", life(recency=59, known_for=400, overdue=9.0)),
    ("lost", life(recency=60, known_for=400, overdue=4.0)),
    ("lost", life(recency=180, known_for=180, overdue=None)),
    ("no_purchase", life(recency=None, known_for=None, overdue=None)),
]


def test_stages_of_life_are_what_is_written(shop: Any) -> None:
    back = {**life(recency=3, known_for=240, overdue=0.1), **dict.fromkeys(CALLS, 1)}
    cases = [*STAGED, ("back", back), ("active", {**back, "known_for": 239})]
    people = [person for _, person in cases]
    assert places(shop, staged(), people, None) == [stage for stage, _ in cases]
    types = {**shop.types, **FURTHER}
    for stage, person in cases:
        told = explain(person, staged(), None, types, shop.unit)
        assert (told.segment, bool(told.because)) == (stage, True)


def test_where_it_is_predicted_the_chance_of_being_one_decides(shop: Any) -> None:
    one = staged(p_alive=(Decimal("0.1"), Decimal("0.5")))
    person = life(recency=100, known_for=400, overdue=1.0)
    chances = [0.05, 0.1, 0.49, 0.5, None]
    found = places(shop, one, [{**person, "p_alive": chance} for chance in chances], None)
    assert found == ["lost", "slipping", "slipping", "active", "active"]
    assert definition(one) != definition(staged())


def test_bands_are_called_what_they_are_in_both_languages(shop: Any) -> None:
    assert [part.title["en"] for part in segments(WAYS[0])] == [
        "Highest 5%", "Next 15%", "Next 30%", "Lowest 50%", "Value unknown",
    ]  # fmt: skip
    assert [part.title["en"] for part in segments(WAYS[1])] == [
        "A: make the first 80%", "B: the next 15%", "C: the last 5%", "Value unknown",
    ]  # fmt: skip
    assert [part.title["en"] for part in segments(WAYS[2])] == [
        "2.5 and more", "1 to under 2.5", "Under 1", "Value unknown",
    ]  # fmt: skip
    alive = segments(banded("p_alive", cut=[0.3]))
    assert [part.title["en"] for part in alive][:2] == ["30% and more", "Under 30%"]
    assert [part.title["fa"] for part in segments(staged())][:2] == ["تازه‌وارد", "فعال"]
    assert all(part.title["fa"] for one in WAYS for part in segments(one))


def test_the_reason_is_the_value_and_the_boundary(shop: Any) -> None:
    one, types = banded(percentile=[50, 80]), {**shop.types, **FURTHER}
    people = [{"monetary": value * 100} for value in range(1, 11)]
    model = model_of(shop, one, people)
    told = explain({"monetary": 750}, one, model, types, shop.unit)
    assert [render(said, ENGLISH) for said in told.because] == [
        "monetary is among the highest 50% (from 6.00) (now 7.50).",
        "Not in Highest 20%: monetary is not among the highest 20% (from 9.00) (now 7.50).",
    ]
    assert told.nearest == "band_3"
    lowest = explain({"monetary": 250}, one, model, types, shop.unit)
    assert [render(said, ENGLISH) for said in lowest.because] == ["monetary is below 6.00 (now 2.50)."]
    words = [render(said, ENGLISH) for said in describe(one, model, types, shop.unit)]
    assert words[1] == (
        "Highest 20%: from 9.00; 2 of 10 customers with a value stood there or above when it was learned, 1 of them at "
        "9.00 itself."
    )


def test_equal_boundaries_leave_a_band_empty_and_it_is_said(shop: Any) -> None:
    one = banded(percentile=[50, 80])
    model = model_of(shop, one, [{"monetary": 5}] * 9)
    assert "banded.nobody_between" in [said.id for said in describe(one, model, shop.types, shop.unit)]


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("one", [*WAYS, staged()], ids=lambda one: one.predicted.way)
def test_places_and_questions_compile_for_every_engine(shop: Any, one: Segmentation, dialect: str) -> None:
    types, rows = {**shop.types, **FURTHER}, shop.unbound(**FURTHER)
    model = model_of(shop, one, [{"monetary": 700, "orders": 3}, {"monetary": 100, "orders": 1}])
    assert str(ibis.to_sql(assign(rows, one, model, types, shop.unit), dialect=dialect))
    questions = KINDS["predicted"].learn(one, rows, shop.as_of, Beside(types=types, minor_per_unit=shop.unit))
    asked = next(questions, None)
    assert (asked is not None) is learned(one)
    assert asked is None or str(ibis.to_sql(asked, dialect=dialect))


def test_its_meaning_is_the_way_the_bounds_the_names_and_the_value() -> None:
    all_of = [*WAYS, banded("orders", cut=[1, 2.5]), banded(cut=[1, 3]), staged(), staged(new_days=90)]
    assert len({definition(one) for one in all_of}) == len(all_of)
    assert math.isfinite(len(definition(WAYS[0])))
