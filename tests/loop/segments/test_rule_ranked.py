"""Rules that rank customers: cut points are learned once, kept, and everything said of a customer is true."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings
from tests.loop.segments.test_rule import rules

from bakhsh.language.locale import ENGLISH
from bakhsh.language.render import render
from bakhsh.loop.segments.assign import assign, definition, describe, explain, learn, learned
from bakhsh.loop.segments.beside import Beside
from bakhsh.records import Model
from bakhsh.specs import Segmentation

RANKED = rules("top 20% by monetary and recency <= 30", "bottom 50% by monetary / orders", "top 10% by orders")


def model_of(shop: Any, people: list[dict[str, Any]], segmentation: Segmentation = RANKED) -> Model:
    beside = Beside(types=shop.types, minor_per_unit=shop.unit)
    found = shop.drive(learn(segmentation, shop.unbound(), shop.as_of, beside), rows=shop.rows(people))
    assert isinstance(found, Model)
    return found


def places(shop: Any, people: list[dict[str, Any]], model: Model, segmentation: Segmentation = RANKED) -> list[str]:
    found = shop.ask(assign(shop.unbound(), segmentation, model, shop.types, shop.unit), rows=shop.rows(people))
    return [row["segment"] for row in sorted(found.to_pylist(), key=lambda row: row["customer_id"])]


buyers = st.lists(
    st.fixed_dictionaries(
        {
            "monetary": st.integers(-50, 900), "orders": st.integers(1, 6), "recency": st.integers(0, 60),
        }
    ),
    min_size=1,
    max_size=15,
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(people=buyers, lead=st.booleans())
def test_everyone_has_one_segment_and_the_explained_one(shop: Any, people: list[dict[str, Any]], lead: bool) -> None:
    people = [*people, *([{"monetary": None, "orders": None, "recency": None}] if lead else [])]
    model = model_of(shop, people)
    found = places(shop, people, model)
    for segment, person in zip(found, people, strict=True):
        membership = explain(person, RANKED, model, shop.types, shop.unit)
        assert (membership.segment, membership.nearest != segment) == (segment, True)
    assert not lead or found[-1] == "others"


@settings(max_examples=8, deadline=None)
@given(people=buyers, later=buyers)
def test_a_cut_point_that_was_learned_stays_whoever_comes(
    shop: Any, people: list[dict[str, Any]], later: list[dict[str, Any]]
) -> None:
    model = model_of(shop, people)
    assert places(shop, [*people, *later], model)[: len(people)] == places(shop, people, model)


def test_only_rules_that_rank_need_a_model(shop: Any) -> None:
    assert learned(RANKED)
    assert learned(rules("recency < 3", "not (orders > 2 or bottom 1% by orders)"))
    assert not learned(rules("recency <= 30"))
    assert shop.drive(learn(rules("recency <= 30"), shop.unbound(), shop.as_of), rows=shop.rows([{}])) is None


def test_the_print_is_that_of_the_cut_points_alone(shop: Any) -> None:
    once = [{"monetary": amount, "orders": 1, "recency": 1} for amount in (100, 200, 300, 400, 500)]
    assert model_of(shop, once).fingerprint == model_of(shop, once * 2).fingerprint
    assert model_of(shop, once).fingerprint != model_of(shop, once[3:]).fingerprint
    assert definition(RANKED) != definition(rules("top 21% by monetary and recency <= 30"))


def test_who_is_in_is_told_the_cut_point_and_what_would_move_him(shop: Any) -> None:
    ranked = rules("top 20% by monetary")
    people = [{"monetary": amount * 100, "recency": 1} for amount in (100, 200, 300, 900, 1200)]
    model = model_of(shop, people, ranked)
    inside = explain({**people[4], "monetary": 130000}, ranked, model, shop.types, shop.unit)
    assert [render(one, ENGLISH) for one in inside.because] == [
        "monetary is among the highest 20% (from 1,200.00) (now 1,300.00)."
    ]
    assert [render(one, ENGLISH) for one in inside.leaves_if] == [
        "Moves to Others if monetary falls below 1,200.00 (now 1,300.00)."
    ]
    outside = explain(people[0], ranked, model, shop.types, shop.unit)
    assert (outside.segment, outside.nearest) == ("others", "a")
    assert "monetary is not among the highest 20% (from 1,200.00) (now 100.00)" in render(outside.because[1], ENGLISH)
    assert render(outside.leaves_if[0], ENGLISH) == "Moves to a if monetary rises to 1,200.00 (now 100.00)."


def test_the_definition_in_words_names_the_cut_points_once_learned(shop: Any) -> None:
    people = [{"monetary": 100, "orders": 1, "recency": 1}] * 4 + [{"monetary": 900, "orders": 2, "recency": 1}]
    told = describe(RANKED, model_of(shop, people), shop.types, shop.unit)
    assert len(told) > len(describe(RANKED, None, shop.types, shop.unit))
    assert "Highest 20% by monetary: from 9.00; 1 of 5" in " ".join(render(one, ENGLISH) for one in told)
