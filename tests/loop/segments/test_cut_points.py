"""The ruler: cut points are the discrete lower quantiles, found by small questions and kept as numbers."""

from __future__ import annotations

import json
from typing import Any

import hypothesis.strategies as st
import ibis
import pytest
from hypothesis import given, settings

from bakhsh.errors import NotReady, ProjectError, Where
from bakhsh.loop.segments import cut_points
from bakhsh.loop.segments.assign import definition, learn, learned
from bakhsh.loop.segments.cut_points import MEASURES, Ruler, read_ruler
from bakhsh.specs import RfmRuler, Segmentation

VALUE = Segmentation("value", "rfm", at=Where("segments/value.toml", 1))

purchases = st.fixed_dictionaries(
    {
        "recency": st.integers(0, 40),
        "frequency": st.integers(1, 8),
        "monetary": st.one_of(st.integers(-500, 5000), st.integers(0, 10**12)),
    }
)


def quantile(values: list[int], part: int, parts: int) -> int:
    """The smallest value that at least part/parts of all values do not exceed."""
    return next(v for v in sorted(values) if sum(one <= v for one in values) * parts >= part * len(values))


@settings(max_examples=15)
@given(customers=st.lists(purchases, min_size=1, max_size=60), scores=st.integers(2, 9))
def test_cut_points_are_the_smallest_values_that_reach_their_share(
    shop: Any, customers: list[dict[str, int]], scores: int
) -> None:
    one = Segmentation("value", "rfm", rfm=RfmRuler(scores))
    rows = shop.rows([*customers, {"recency": None}])
    ruler = read_ruler(one, shop.drive(learn(one, shop.unbound(), shop.as_of), rows=rows))
    for measure in MEASURES:
        values = [customer[measure] for customer in customers]
        assert ruler.cuts[measure] == tuple(quantile(values, part, scores) for part in range(1, scores))


@settings(max_examples=10)
@given(customers=st.lists(purchases, min_size=1, max_size=60), most=st.integers(8, 20))
def test_a_column_with_too_many_values_is_asked_about_in_small_answers_and_cut_all_the_same(
    shop: Any, customers: list[dict[str, int]], most: int
) -> None:
    rows = shop.rows(customers)
    whole = shop.drive(learn(VALUE, shop.unbound(), shop.as_of), rows=rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut_points, "MOST_ROWS", most)
        model, _, answers = shop.dialogue(learn(VALUE, shop.unbound(), shop.as_of), rows=rows)
    assert model == whole
    assert max(answer.num_rows for answer in answers) <= most


@given(
    cuts=st.fixed_dictionaries({m: st.lists(st.integers(0, 50), min_size=4, max_size=4).map(sorted) for m in MEASURES}),
    value=st.integers(-2, 60),
)
def test_a_score_s_span_holds_exactly_the_values_that_get_it(cuts: dict[str, list[int]], value: int) -> None:
    ruler = Ruler(5, {measure: tuple(found) for measure, found in cuts.items()})
    for measure in MEASURES:
        holding = []
        for score in range(1, 6):
            low, high = ruler.span(measure, score)
            if (low is None or low <= value) and (high is None or value <= high):
                holding.append(score)
        assert holding == [ruler.score(measure, value)]


def test_a_value_on_a_cut_point_belongs_below_it_and_recency_is_turned_round() -> None:
    ruler = Ruler(5, {"recency": (10, 20, 30, 40), "frequency": (1, 2, 3, 4), "monetary": (100, 200, 300, 400)})
    assert [ruler.score("monetary", value) for value in (100, 101, 400, 401)] == [1, 2, 4, 5]
    assert [ruler.score("recency", value) for value in (10, 11, 40, 41)] == [5, 4, 2, 1]


def test_coincident_cut_points_leave_a_score_unused_and_the_model_says_so(shop: Any) -> None:
    once = [{"recency": day, "frequency": 1, "monetary": day} for day in range(60)]
    often = [{"recency": day, "frequency": 2 + day % 4, "monetary": day} for day in range(60, 100)]
    model = shop.drive(learn(VALUE, shop.unbound(), shop.as_of), rows=shop.rows(once + often))
    assert read_ruler(VALUE, model).unused("frequency") == (2, 3)
    assert [note.id for note in model.notes] == ["segments.unused_frequency"]


def test_a_top_score_that_nobody_reaches_is_said_to_be_unused(shop: Any) -> None:
    alike = [{"recency": day, "frequency": 1, "monetary": day} for day in range(50)]
    model = shop.drive(learn(VALUE, shop.unbound(), shop.as_of), rows=shop.rows(alike))
    assert read_ruler(VALUE, model).unused("frequency") == (2, 3, 4, 5)


def test_hand_written_cut_points_are_kept_as_they_are_and_nothing_is_asked(shop: Any) -> None:
    written = RfmRuler(3, recency=(30, 90), frequency=(1, 3), monetary=(1000, 5000.5))
    one = Segmentation("value", "rfm", rfm=written)
    with pytest.raises(StopIteration) as stop:
        next(learn(one, shop.unbound(), shop.as_of))
    model = stop.value.value
    assert learned(one)
    assert model.body["cut_points"] == {"recency": [30, 90], "frequency": [1, 3], "monetary": [1000, 5000]}
    assert model.definition == definition(one)


def test_one_measure_can_be_written_by_hand_and_the_others_learned(shop: Any) -> None:
    one = Segmentation("value", "rfm", rfm=RfmRuler(frequency=(1, 2, 4, 9)))
    rows = shop.rows({"recency": day, "frequency": 1, "monetary": 100 * day} for day in range(1, 101))
    model = shop.drive(learn(one, shop.unbound(), shop.as_of), rows=rows)
    assert model.body["cut_points"]["frequency"] == [1, 2, 4, 9]
    assert model.body["cut_points"]["recency"] == [20, 40, 60, 80]


@pytest.mark.parametrize("cuts", [(3.0, 2.0), (1.0, 2.0, 3.0, 4.0, 5.0)])
def test_cut_points_that_fall_or_are_too_many_are_refused(shop: Any, cuts: tuple[float, ...]) -> None:
    one = Segmentation("value", "rfm", rfm=RfmRuler(frequency=cuts), at=Where("segments/value.toml", 3))
    with pytest.raises(ProjectError, match=r"segments/value\.toml:3.*frequency"):
        next(learn(one, shop.unbound(), shop.as_of))


def test_without_any_purchase_there_is_nothing_to_learn_from(shop: Any) -> None:
    with pytest.raises(NotReady, match="no customer has bought"):
        shop.drive(learn(VALUE, shop.unbound(), shop.as_of), rows=shop.rows([{}, {}]))


def test_a_model_survives_json(shop: Any) -> None:
    rows = shop.rows({"recency": day, "frequency": 1 + day % 5, "monetary": 7 * day} for day in range(80))
    model = shop.drive(learn(VALUE, shop.unbound(), shop.as_of), rows=rows)
    again = json.loads(json.dumps(model.body))
    assert again == model.body
    assert Ruler(5, {m: tuple(again["cut_points"][m]) for m in MEASURES}, again["largest"]) == read_ruler(VALUE, model)


def test_shuffled_rows_give_the_same_model(shop: Any) -> None:
    customers = [{"recency": day * 7 % 50, "frequency": 1 + day % 5, "monetary": day * 31 % 97} for day in range(80)]
    one = shop.drive(learn(VALUE, shop.unbound(), shop.as_of), rows=shop.rows(customers))
    other = shop.drive(learn(VALUE, shop.unbound(), shop.as_of), rows=shop.rows(customers[::-1]))
    assert one == other


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_every_question_compiles_everywhere(shop: Any, dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut_points, "MOST_ROWS", 8)
    rows = shop.rows({"recency": day, "frequency": 1 + day % 5, "monetary": day * 31} for day in range(80))
    _, questions, _ = shop.dialogue(learn(VALUE, shop.unbound(), shop.as_of), rows=rows)
    assert len(questions) > 4
    for question in questions:
        assert "SELECT" in ibis.to_sql(question, dialect=dialect)
