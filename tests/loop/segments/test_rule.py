"""Rules: the first condition that holds wins, and what is said about a customer is true."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import ibis
import pytest
from hypothesis import given, settings

from bakhsh.conditions import And, Compare, Condition, Name, Not, Number, OneOf, Or, Text, lift, parse
from bakhsh.errors import ProjectError, UnknownName, Where
from bakhsh.language.locale import ENGLISH, PERSIAN
from bakhsh.language.render import render
from bakhsh.loop.segments.assign import assign, describe, explain, learn, learned, needs
from bakhsh.loop.segments.rule_reasons import Rules
from bakhsh.specs import Segment, Segmentation
from bakhsh.tables import CONTRACTS, Type


def rules(*conditions: str) -> Segmentation:
    """A segmentation of segments a, b, c … with these conditions."""
    named = zip("abcdefgh", conditions, strict=False)
    return Segmentation("care", "rule", tuple(Segment(name, where=parse(text)) for name, text in named))


def placed(shop: Any, segmentation: Segmentation, people: list[dict[str, Any]], **further: Type) -> list[str]:
    types = {**shop.types, **further}
    expression = assign(shop.unbound(**further), segmentation, None, types, shop.unit)
    found = shop.ask(expression, rows=shop.rows(people, **further)).to_pylist()
    return [row["segment"] for row in sorted(found, key=lambda row: row["customer_id"])]


# ---- conditions and customers of every sort --------------------------------------------------------------------------
NUMBERS: Mapping[str, st.SearchStrategy[Any]] = {
    "recency": st.integers(0, 12),
    "frequency": st.integers(0, 6),
    "monetary": st.integers(-300, 900),
    "overdue": st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0, 3.25]),
}
limits = st.sampled_from(["0", "1", "2", "3", "5", "0.5", "2.5"]).map(lambda text: Number(Decimal(text)))
comparisons = st.builds(
    Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.sampled_from(list(NUMBERS)).map(Name), limits
)
cities = st.builds(OneOf, st.just(Name("city")), st.just((Text("Tehran"), Text("قم"))), st.booleans())
atoms: st.SearchStrategy[Condition] = st.one_of(comparisons, comparisons, comparisons, cities)
conditions = st.recursive(
    atoms,
    lambda part: st.one_of(
        st.lists(part, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        part.map(Not),
    ),
    max_leaves=4,
)
people = st.fixed_dictionaries(
    {
        **{name: st.one_of(values, values, st.none()) for name, values in NUMBERS.items()},
        "frequency": NUMBERS["frequency"],
        "monetary": NUMBERS["monetary"],
        "city": st.sampled_from(["Tehran", "تهران", "قم", None]),
    }
)


def segmentation_of(found: list[Condition]) -> Segmentation:
    return Segmentation("care", "rule", tuple(Segment(f"s{at}", where=one) for at, one in enumerate(found)))


several = st.lists(conditions, min_size=1, max_size=4).map(segmentation_of)


@settings(max_examples=30)
@given(segmentation=several, customers=st.lists(people, min_size=1, max_size=12))
def test_everyone_has_one_segment_and_it_is_the_explained_one(
    shop: Any, segmentation: Segmentation, customers: list[dict[str, Any]]
) -> None:
    found = placed(shop, segmentation, customers)
    assert len(found) == len(customers)
    for segment, person in zip(found, customers, strict=True):
        membership = explain(person, segmentation, None, shop.types, shop.unit)
        assert membership.segment == segment
        assert membership.because
        assert membership.nearest != segment
        for sentence in (*membership.because, *membership.leaves_if):
            for locale in (ENGLISH, PERSIAN):
                assert "{" not in render(sentence, locale)
                assert "[" not in render(sentence, locale)


@settings(max_examples=20)
@given(segmentation=several, person=people)
def test_a_change_of_one_column_that_is_told_really_moves_the_customer(
    shop: Any, segmentation: Segmentation, person: dict[str, Any]
) -> None:
    ordered = tuple((one, one.where) for one in segmentation.segments if one.where is not None)
    moves = Rules(ordered, Segment("others"), shop.types, shop.unit).moves(person)
    here = explain(person, segmentation, None, shop.types, shop.unit).segment
    changed = [move for move in moves if move.change.row]
    after = placed(shop, segmentation, [{**person, **move.change.row} for move in changed]) if changed else []
    assert after == [move.to.name for move in changed]
    assert here not in after
    sizes = [move.size for move in moves if move.size is not None]
    assert sizes == sorted(sizes)


@settings(max_examples=20)
@given(segmentation=several, person=people)
def test_no_closer_value_of_a_column_moves_the_customer(
    shop: Any, segmentation: Segmentation, person: dict[str, Any]
) -> None:
    """Of whole numbers, every value between now and the told one is tried."""
    ordered = tuple((one, one.where) for one in segmentation.segments if one.where is not None)
    applied = Rules(ordered, Segment("others"), shop.types, shop.unit)
    here = applied.place(person).name
    for move in applied.moves(person):
        for column, value in move.change.row.items():
            if column in ("recency", "frequency", "monetary") and person[column] is not None and value is not None:
                step = 1 if value > person[column] else -1
                for between in range(person[column], value, step):
                    assert applied.place({**person, column: between}).name == here


def test_the_first_condition_that_holds_wins_and_the_rest_is_others(shop: Any) -> None:
    segmentation = rules("recency <= 30 and frequency >= 5", "recency <= 30", "overdue >= 2")
    customers = [
        {"recency": 30, "frequency": 5},
        {"recency": 30, "frequency": 4, "overdue": 3.0},
        {"recency": 31, "overdue": 2.0},
        {"recency": 31, "overdue": 1.99},
        {},
    ]
    assert placed(shop, segmentation, customers) == ["a", "b", "c", "others", "others"]


def test_money_is_compared_in_the_project_s_unit(shop: Any) -> None:
    assert placed(shop, rules("monetary > 100"), [{"monetary": 10_000}, {"monetary": 10_001}]) == ["others", "a"]


def test_lifted_columns_and_places_in_other_segmentations_are_read_from_rows(shop: Any) -> None:
    segmentation = rules("spent(category = 'sport') > 10", "in_segment('value', 'champions')")
    asked = needs(segmentation)
    assert [one.name for one in asked] == [one.name for where in segmentation.segments for one in lift(where.where)[0]]
    spent, place = asked
    further = {one.name: one.call.type for one in asked}
    customers = [{spent.name: 1001}, {spent.name: 1000, place.name: "champions"}, {place.name: "others"}]
    assert placed(shop, segmentation, customers, **further) == ["a", "b", "others"]
    told = explain(customers[1], segmentation, None, shop.types, shop.unit)
    assert (told.segment, told.nearest) == ("b", "a")


def test_a_column_is_needed_once_however_often_it_is_asked(shop: Any) -> None:
    segmentation = rules("count() > 3 and count() < 9", "count() = 1", "recency < 3")
    assert len(needs(segmentation)) == 1


def test_members_keep_their_contract_and_name_no_model(shop: Any) -> None:
    expression = assign(shop.unbound(), rules("recency < 3"), None, shop.types, shop.unit)
    table = shop.ask(expression, rows=shop.rows([{"recency": 3}, {}]))
    CONTRACTS["MEMBERS"].check(table.cast(CONTRACTS["MEMBERS"].schema()))
    assert set(table["model"].to_pylist()) == {None}
    assert set(table["as_of"].to_pylist()) == {shop.as_of}


def test_nothing_is_asked_and_nothing_learned(shop: Any) -> None:
    assert not learned(rules("recency < 3"))
    model, questions, _ = shop.dialogue(learn(rules("recency < 3"), shop.unbound(), shop.as_of))
    assert model is None
    assert questions == []


def test_a_segmentation_without_segments_puts_everyone_in_others(shop: Any) -> None:
    assert placed(shop, Segmentation("care", "rule"), [{}, {"recency": 1}]) == ["others", "others"]


def test_a_segment_without_a_condition_is_refused_with_its_place(shop: Any) -> None:
    segmentation = Segmentation("care", "rule", (Segment("vip", at=Where("segments/care.toml", 7)),))
    with pytest.raises(ProjectError, match=r"segments/care\.toml:7.*vip has no condition"):
        assign(shop.unbound(), segmentation, None, shop.types, shop.unit)


def test_an_unknown_feature_is_refused_before_any_engine_sees_it(shop: Any) -> None:
    with pytest.raises(UnknownName, match="overdue"):
        assign(shop.unbound(), rules("overdu >= 2"), None, shop.types, shop.unit)


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_rules_compile_everywhere(shop: Any, dialect: str) -> None:
    segmentation = rules("recency <= 30 and monetary > 100", "city in ('Tehran', 'قم')", "not overdue is empty")
    expression = assign(shop.unbound(), segmentation, None, shop.types, shop.unit)
    assert "CASE" in ibis.to_sql(expression, dialect=dialect)


def test_an_explanation_reads_like_one(shop: Any) -> None:
    segmentation = rules("recency <= 30 and monetary > 500", "overdue >= 2")
    told = explain({"recency": 40, "monetary": 600_00, "overdue": 3.0}, segmentation, None, shop.types, shop.unit)
    assert (told.segment, told.nearest) == ("b", "a")
    assert [str(sentence) for sentence in told.because] == [
        "overdue is at least 2 times the usual gap (now 3 times the usual gap).",
        "Not in a: recency is above 30 days (now 40 days).",
    ]
    assert [str(sentence) for sentence in told.leaves_if] == [
        "Moves to a if recency falls to 30 days (now 40 days).",
        "Moves to Others if overdue falls below 2 times the usual gap (now 3 times the usual gap).",
    ]


def test_who_is_nowhere_is_told_what_keeps_him_out_of_each_segment(shop: Any) -> None:
    told = explain({"recency": 40, "city": "Qom"}, rules("recency <= 30", "city = 'Tehran'"), None, shop.types, 100)
    assert told.segment == "others"
    assert [str(sentence) for sentence in told.because] == [
        "None of the conditions holds.",
        "Not in a: recency is above 30 days (now 40 days).",
        "Not in b: city is not Tehran.",
    ]


def test_the_definition_is_said_in_words_where_amounts_can_be() -> None:
    segmentation = rules("monetary > 500", "recency <= 30")
    as_written = [str(sentence) for sentence in describe(segmentation, None)]
    in_words = [str(sentence) for sentence in describe(segmentation, None, {}, 100)]
    assert as_written[1:] == ["a: monetary > 500.", "b: recency <= 30.", "Others: everyone else."]
    assert in_words[1:] == ["a: monetary is above 500.00.", "b: recency is at most 30 days.", "Others: everyone else."]
