"""Segmentations crossed: which cells stand, who is where, and why."""

from __future__ import annotations

import ibis
import pytest
from tests.loop.segments.conftest import Shop

from bakhsh.conditions import Possible
from bakhsh.errors import NotReady
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Argument, Titled
from bakhsh.loop.segments import Beside, assign, describe, explain, learn, needs, order, segments
from bakhsh.records import Model
from bakhsh.specs import Cross, Segment, Segmentation
from bakhsh.tables import CONTRACTS, Type

BOTH = Segmentation("both", "cross", cross=Cross(("value", "groups"), 3))
PLACES = {"segment_of_value": Type.TEXT, "segment_of_groups": Type.TEXT}
PEOPLE = [
    *({"segment_of_value": "good", "segment_of_groups": "cluster_1"},) * 5,
    *({"segment_of_value": "good", "segment_of_groups": "cluster_2"},) * 2,
    *({"segment_of_value": "bad", "segment_of_groups": "cluster_2"},) * 3,
]
BESIDE = Beside(segments={
    "value": (Segment("good", {"en": "Good", "fa": "خوب"}), Segment("bad", {"en": "Bad", "fa": "بد"})),
    "groups": (Segment("cluster_1", {"en": "Big", "fa": "بزرگ"}), Segment("cluster_2", {"en": "Small", "fa": "کوچک"})),
})  # fmt: skip


@pytest.fixture(scope="module")
def model(shop: Shop) -> Model:
    rows = shop.rows(PEOPLE, **PLACES)
    found = shop.drive(learn(BOTH, shop.unbound(**PLACES), shop.as_of, BESIDE), rows=rows)
    assert found is not None
    return found


def test_cells_with_customers_enough_stand_and_the_rest_is_others(shop: Shop, model: Model) -> None:
    asked = assign(shop.unbound(**PLACES), BOTH, model, shop.types, 100)
    members = shop.ask(asked.order_by("customer_id"), rows=shop.rows(PEOPLE, **PLACES))
    CONTRACTS["MEMBERS"].check(members)
    assert members["segment"].to_pylist() == ["good__cluster_1"] * 5 + ["others"] * 2 + ["bad__cluster_2"] * 3


def test_a_cell_that_stands_stays_however_few_are_left(shop: Shop, model: Model) -> None:
    members = shop.ask(
        assign(shop.unbound(**PLACES), BOTH, model, shop.types, 100), rows=shop.rows(PEOPLE[-1:], **PLACES)
    )
    assert members["segment"].to_pylist() == ["bad__cluster_2"]


def test_cells_are_called_by_what_they_cross(model: Model) -> None:
    told = {one.name: dict(one.title) for one in segments(BOTH, model)}
    assert told["good__cluster_1"] == {"en": "Good · Big", "fa": "خوب · بزرگ"}
    assert list(told) == ["good__cluster_1", "bad__cluster_2", "others"]
    renamed = {**BESIDE.segments, "value": (Segment("good", {"en": "Best", "fa": "بهترین"}),)}
    assert dict(segments(BOTH, model, renamed)[0].title) == {"en": "Best · Big", "fa": "بهترین · بزرگ"}


def test_an_explanation_names_both_places_and_where_a_move_would_lead(shop: Shop, model: Model) -> None:
    told = explain(PEOPLE[5], BOTH, model, shop.types, 100)
    assert told.segment == "others"
    assert [str(one) for one in told.because] == [
        "Stands in good in value.", "Stands in cluster_2 in groups.",
        "Where these meet there were fewer than 3 customers.",
    ]  # fmt: skip
    assert {str(one) for one in told.leaves_if} == {
        "Moves to Good · Big by moving to cluster_1 in groups.", "Moves to Bad · Small by moving to bad in value.",
    }  # fmt: skip


def test_what_is_crossed_is_called_by_its_title(model: Model) -> None:
    titles: dict[str, Argument] = {"value": Titled("value", {"en": "Customer value", "fa": "ارزش مشتری"})}
    said = describe(BOTH, model, titles=titles)[0]
    assert "Customer value and groups" in plain(render(said, locale_for("en")))
    assert "ارزش مشتری و groups" in plain(render(said, locale_for("fa")))


def plain(text: str) -> str:
    return "".join(sign for sign in text if not "\u2066" <= sign <= "\u2069")


def test_only_cells_that_a_change_of_one_thing_leads_to_are_named(shop: Shop, model: Model) -> None:
    leads = Possible(leads={"value": frozenset[str](), "groups": frozenset({"cluster_1"})})
    told = explain(PEOPLE[5], BOTH, model, shop.types, 100, None, leads)
    assert [str(one) for one in told.leaves_if] == ["Moves to Good · Big by moving to cluster_1 in groups."]
    assert told.leads_to == ("good__cluster_1",)


def test_no_cell_large_enough_is_said_with_the_largest(shop: Shop) -> None:
    few = Segmentation("both", "cross", cross=Cross(("value", "groups"), 50))
    with pytest.raises(NotReady, match="50 customers; the largest has 5"):
        shop.drive(learn(few, shop.unbound(**PLACES), shop.as_of, BESIDE), rows=shop.rows(PEOPLE, **PLACES))


def test_what_is_crossed_comes_first() -> None:
    value, groups = Segmentation("value", "rule"), Segmentation("groups", "cluster")
    assert [one.name for one in order([BOTH, groups, value])] == ["value", "groups", "both"]
    assert {one.name for one in needs(BOTH)} == set(PLACES)


def test_its_words_and_its_statement_are_there_for_all(shop: Shop, model: Model) -> None:
    assert "2 cells stand" in str(describe(BOTH, model)[1])
    for dialect in ("duckdb", "postgres", "databricks"):
        assert "good__cluster_1" in ibis.to_sql(
            assign(shop.unbound(**PLACES), BOTH, model, shop.types, 1), dialect=dialect
        )
