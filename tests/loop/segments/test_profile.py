"""Profiles: sizes add up, means are plain means, the grid counts everyone who bought."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings

from bakhsh.conditions import parse
from bakhsh.errors import BrokenContract
from bakhsh.loop.segments import assign, learn, profile, segment_names
from bakhsh.records import Model, SegmentationProfile
from bakhsh.specs import RfmRuler, Segment, Segmentation
from bakhsh.tables import CONTRACTS

NUMERIC = ("recency", "frequency", "monetary", "overdue")
CARE = Segmentation(
    "care",
    "rule",
    (
        Segment("near", {"en": "Near", "fa": "نزدیک"}, parse("recency <= 10")),
        Segment("rich", where=parse("monetary >= 20")),
        Segment("nobody", where=parse("frequency < 0")),
    ),
)
VALUE = Segmentation("value", "rfm", rfm=RfmRuler(5, (5, 10, 15, 20), (1, 2, 3, 4), (500, 1000, 1500, 2000)))

bought = st.fixed_dictionaries(
    {
        "recency": st.integers(0, 30),
        "frequency": st.integers(1, 6),
        "monetary": st.integers(-500, 4000),
        "overdue": st.one_of(st.none(), st.sampled_from([0.5, 1.25, 4.0])),
    }
)
customers = st.lists(st.one_of(bought, bought, bought, st.just({})), max_size=40)


def profiled(
    shop: Any, segmentation: Segmentation, people: list[dict[str, Any]], model: Model | None = None
) -> tuple[SegmentationProfile, list[dict[str, Any]]]:
    """The profile of these people, and each of them with his segment."""
    rows = shop.rows(people)
    assigned = shop.ask(assign(shop.unbound(), segmentation, model, shop.types, shop.unit), rows=rows)
    members = assigned.select(CONTRACTS["MEMBERS"].names).cast(CONTRACTS["MEMBERS"].schema())
    questions = profile(segmentation, shop.unbound(), CONTRACTS["MEMBERS"].unbound(), shop.as_of, model, NUMERIC)
    found = shop.drive(questions, rows=rows, members=members)
    places = {row["customer_id"]: row["segment"] for row in members.to_pylist()}
    return found, [{**row, "segment": places[row["customer_id"]]} for row in rows.to_pylist()]


def test_a_mean_of_fewer_than_the_smallest_number_is_told_nowhere(shop: Any) -> None:
    people = [{"recency": 1, "overdue": float(at)} for at in range(12)] + [{"recency": 90, "overdue": 500.0}] * 3
    rows = shop.rows(people)
    near = Segmentation("near", "rule", (Segment("now", where=parse("recency <= 30")),))
    members = shop.ask(assign(shop.unbound(), near, None, shop.types, shop.unit), rows=rows)
    members = members.select(CONTRACTS["MEMBERS"].names).cast(CONTRACTS["MEMBERS"].schema())
    unbound, names = CONTRACTS["MEMBERS"].unbound(), ["recency", "overdue"]
    asked = profile(near, shop.unbound(), unbound, shop.as_of, None, names, fewest={"overdue": 10})
    now, others = shop.drive(asked, rows=rows, members=members).segments
    assert (now.means, others.means) == ({"recency": 1.0, "overdue": 5.5}, {"recency": 90.0, "overdue": None})
    assert (now.ratios["overdue"], others.ratios["overdue"]) == (1.0, None), "everyone's mean knows nothing of the few"


def value_model(shop: Any) -> Model:
    return shop.drive(learn(VALUE, shop.unbound(), shop.as_of))


@settings(max_examples=15)
@given(people=customers, kind=st.sampled_from([CARE, VALUE]))
def test_sizes_and_money_add_up_and_means_are_plain_means(
    shop: Any, people: list[dict[str, Any]], kind: Segmentation
) -> None:
    model = value_model(shop) if kind is VALUE else None
    found, everyone = profiled(shop, kind, people, model)
    assert tuple(one.segment for one in found.segments) == segment_names(kind)
    assert found.customers == len(people) == sum(one.customers for one in found.segments)
    assert found.revenue == sum(row["monetary"] for row in everyone) == sum(one.revenue for one in found.segments)
    assert sum(one.share for one in found.segments) == pytest.approx(1.0 if people else 0.0)
    for one in found.segments:
        mine = [row for row in everyone if row["segment"] == one.segment]
        assert one.customers == len(mine)
        for name in NUMERIC:
            values = [row[name] for row in mine if row[name] is not None]
            of_all = [row[name] for row in everyone if row[name] is not None]
            mean = sum(values) / len(values) if values else None
            assert one.means[name] == (None if mean is None else pytest.approx(mean))
            overall = sum(of_all) / len(of_all) if of_all else 0
            expected = mean / overall if mean is not None and overall else None
            assert one.ratios[name] == (None if expected is None else pytest.approx(expected))


@settings(max_examples=15)
@given(people=customers)
def test_the_grid_counts_everyone_who_bought_once(shop: Any, people: list[dict[str, Any]]) -> None:
    found, everyone = profiled(shop, VALUE, people, value_model(shop))
    assert found.rfm is not None
    assert sum(cell[0] for cell in found.rfm.grid.values()) == sum(row["recency"] is not None for row in everyone)
    by_segment = {one.segment: one for one in found.segments}
    champions = [found.rfm.grid.get(cell, (0, 0)) for cell in ("5-4", "5-5")]
    assert sum(cell[0] for cell in champions) == by_segment["champions"].customers
    assert sum(cell[1] for cell in champions) == by_segment["champions"].revenue


def test_an_rfm_profile_carries_its_ruler_its_notes_and_where_segments_stand(shop: Any) -> None:
    model = value_model(shop)
    found, _ = profiled(shop, VALUE, [{"recency": 3, "frequency": 5, "monetary": 900}, {}], model)
    assert found.rfm is not None
    assert (found.rfm.recency, found.rfm.scores) == ((5, 10, 15, 20), 5)
    assert found.rfm.grid == {"5-5": (1, 900)}
    assert (found.model, found.learned_as_of) == (model.fingerprint, shop.as_of)
    assert [note.id for note in found.notes][:2] == ["segments.rfm_meaning", "segments.cuts_recency"]
    rules = {one.segment: one.rule for one in found.segments}
    assert (rules["champions"], rules["no_purchase"]) == ("R 5, F 4-5", "")


def test_a_rule_profile_shows_the_conditions_as_written_and_titles(shop: Any) -> None:
    found, _ = profiled(shop, CARE, [{"recency": 3}])
    assert [one.rule for one in found.segments] == ["recency <= 10", "monetary >= 20", "frequency < 0", ""]
    assert found.segments[0].title == {"en": "Near", "fa": "نزدیک"}
    assert found.segments[-1].title["fa"] == "سایر مشتریان"
    assert (found.rfm, found.model, found.learned_as_of) == (None, "", None)


def test_members_of_another_day_or_segmentation_do_not_count(shop: Any) -> None:
    rows = shop.rows([{"recency": 3}, {"recency": 30}])
    today = shop.ask(assign(shop.unbound(), CARE, None, shop.types, shop.unit), rows=rows)
    later = shop.rows(
        [{"recency": 3, "as_of": shop.as_of.replace(day=2)}, {"recency": 3, "as_of": shop.as_of.replace(day=2)}]
    )
    other = shop.ask(assign(shop.unbound(), CARE, None, shop.types, shop.unit), rows=later)
    members = pa.concat_tables([today, other])
    questions = profile(CARE, shop.unbound(), CONTRACTS["MEMBERS"].unbound(), shop.as_of, None, NUMERIC)
    found = shop.drive(questions, rows=rows, members=members)
    assert [one.customers for one in found.segments] == [1, 0, 0, 1]


def test_a_customer_without_a_place_is_refused_and_not_lost(shop: Any) -> None:
    rows = shop.rows([{"recency": 3}, {"recency": 30}])
    members = shop.ask(assign(shop.unbound(), CARE, None, shop.types, shop.unit), rows=rows).slice(0, 1)
    questions = profile(CARE, shop.unbound(), CONTRACTS["MEMBERS"].unbound(), shop.as_of, None, NUMERIC)
    with pytest.raises(BrokenContract, match="1 customer is in a segment that care does not know"):
        shop.drive(questions, rows=rows, members=members)


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("segmentation", [CARE, VALUE])
def test_both_questions_compile_everywhere(shop: Any, dialect: str, segmentation: Segmentation) -> None:
    model = value_model(shop)
    rows = shop.rows([{"recency": 3, "frequency": 1}])
    members = shop.ask(assign(shop.unbound(), segmentation, model, shop.types, shop.unit), rows=rows)
    members = members.select(CONTRACTS["MEMBERS"].names)
    asked = profile(segmentation, shop.unbound(), CONTRACTS["MEMBERS"].unbound(), shop.as_of, model, NUMERIC)
    _, questions, _ = shop.dialogue(asked, rows=rows, members=members)
    assert len(questions) == (2 if segmentation is VALUE else 1)
    assert all("GROUP BY" in ibis.to_sql(question, dialect=dialect) for question in questions)
