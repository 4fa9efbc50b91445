"""RFM: scores by the stored ruler, ten segments on the grid, and explanations that are true."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import date
from typing import Any

import hypothesis.strategies as st
import ibis
import pytest
from hypothesis import given, settings

from bakhsh.errors import NotReady
from bakhsh.language.locale import ENGLISH, PERSIAN
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence
from bakhsh.loop.segments import rfm_grid
from bakhsh.loop.segments.assign import assign, describe, explain, learn, segment_names, segments
from bakhsh.loop.segments.cut_points import MEASURES, read_ruler
from bakhsh.loop.segments.rfm_reasons import changes
from bakhsh.records import Model
from bakhsh.specs import RfmRuler, Segment, Segmentation
from bakhsh.tables import CONTRACTS

NAMES = (
    "champions", "loyal", "potential_loyalists", "new", "promising", "need_attention", "about_to_sleep", "at_risk",
    "cant_lose", "hibernating",
)  # fmt: skip

bought = st.fixed_dictionaries(
    {"recency": st.integers(0, 400), "frequency": st.integers(1, 12), "monetary": st.integers(-2000, 90_000)}
)
never = st.fixed_dictionaries({"recency": st.none(), "frequency": st.just(0), "monetary": st.just(0)})
customers = st.lists(st.one_of(bought, bought, bought, never), min_size=1, max_size=50)


def rulers(scores: int) -> st.SearchStrategy[RfmRuler]:
    def cuts(most: int) -> st.SearchStrategy[tuple[int, ...]]:
        return st.lists(st.integers(0, most), min_size=1, max_size=scores - 1).map(sorted).map(tuple)

    return st.builds(RfmRuler, st.just(scores), cuts(400), cuts(12), cuts(90_000))


segmentations = st.integers(2, 9).flatmap(rulers).map(lambda ruler: Segmentation("value", "rfm", rfm=ruler))


def model_of(shop: Any, segmentation: Segmentation) -> Model:
    return shop.drive(learn(segmentation, shop.unbound(), shop.as_of))


def placed(shop: Any, segmentation: Segmentation, model: Model, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    expression = assign(shop.unbound(), segmentation, model, shop.types, shop.unit)
    found = shop.ask(expression, rows=shop.rows(people)).to_pylist()
    return sorted(found, key=lambda row: row["customer_id"])


def by_hand(ruler: RfmRuler, person: dict[str, Any]) -> tuple[int | None, int | None, int | None]:
    """The scores by the sentence of the glossary, without any of the room's code."""
    if person["recency"] is None:
        return None, None, None
    below = {measure: sum(cut < person[measure] for cut in getattr(ruler, measure)) for measure in MEASURES}
    return ruler.scores - below["recency"], 1 + below["frequency"], 1 + below["monetary"]


def test_the_grid_has_every_cell_exactly_once() -> None:
    cells = Counter(rfm_grid.place(r, f) for r in range(1, 6) for f in range(1, 6))
    assert cells == {
        "champions": 2, "loyal": 4, "potential_loyalists": 4, "new": 1, "promising": 1, "need_attention": 1,
        "about_to_sleep": 2, "at_risk": 4, "cant_lose": 2, "hibernating": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("r", "f", "segment"),
    [
        (5, 4, "champions"), (5, 5, "champions"), (3, 4, "loyal"), (4, 5, "loyal"), (4, 2, "potential_loyalists"),
        (5, 3, "potential_loyalists"), (5, 1, "new"), (4, 1, "promising"), (3, 3, "need_attention"),
        (3, 1, "about_to_sleep"), (3, 2, "about_to_sleep"), (1, 3, "at_risk"), (2, 4, "at_risk"), (1, 5, "cant_lose"),
        (2, 5, "cant_lose"), (1, 1, "hibernating"), (2, 2, "hibernating"),
    ],
)  # fmt: skip
def test_cells_have_their_usual_names(r: int, f: int, segment: str) -> None:
    assert rfm_grid.place(r, f) == segment


@pytest.mark.parametrize("scores", range(2, 10))
def test_any_number_of_scores_is_read_on_the_same_grid(scores: int) -> None:
    assert rfm_grid.place(scores, scores, scores) == "champions"
    assert rfm_grid.place(1, 1, scores) == "hibernating"
    assert rfm_grid.place(scores, 1, scores) == "new"
    assert rfm_grid.place(1, scores, scores) == "cant_lose"
    possible = {rfm_grid.place(r, f, scores) for r in range(1, scores + 1) for f in range(1, scores + 1)}
    named = segment_names(Segmentation("value", "rfm", rfm=RfmRuler(scores)))
    assert named == (*(name for name in NAMES if name in possible), "no_purchase")
    if scores >= 5:
        assert named == (*NAMES, "no_purchase")


@settings(max_examples=20)
@given(segmentation=segmentations, people=customers)
def test_scores_and_segments_are_what_the_definition_says(
    shop: Any, segmentation: Segmentation, people: list[dict[str, Any]]
) -> None:
    found = placed(shop, segmentation, model_of(shop, segmentation), people)
    assert len(found) == len(people)
    for row, person in zip(found, people, strict=True):
        r, f, m = by_hand(segmentation.rfm, person)
        assert (row["r_score"], row["f_score"], row["m_score"]) == (r, f, m)
        expected = "no_purchase" if r is None or f is None else rfm_grid.place(r, f, segmentation.rfm.scores)
        assert row["segment"] == expected


@settings(max_examples=15)
@given(people=customers, seed=st.randoms(use_true_random=False))
def test_equal_values_score_alike_and_shuffling_changes_nothing(
    shop: Any, people: list[dict[str, Any]], seed: Any
) -> None:
    segmentation = Segmentation("value", "rfm", rfm=RfmRuler(recency=(30, 90, 180), frequency=(1, 2), monetary=(5000,)))
    model = model_of(shop, segmentation)
    numbered = [{**person, "customer_id": f"n{number:03}"} for number, person in enumerate(people + people)]
    shuffled = seed.sample(numbered, len(numbered))
    found = placed(shop, segmentation, model, numbered)
    assert placed(shop, segmentation, model, shuffled) == found
    half = len(people)
    for one, twin in zip(found[:half], found[half:], strict=True):
        assert {**one, "customer_id": ""} == {**twin, "customer_id": ""}


def test_members_keep_their_contract_and_name_their_model(shop: Any) -> None:
    segmentation = Segmentation("value", "rfm", rfm=RfmRuler(recency=(30,), frequency=(2,), monetary=(50,)))
    model = model_of(shop, segmentation)
    expression = assign(shop.unbound(), segmentation, model, shop.types, shop.unit)
    table = shop.ask(expression, rows=shop.rows([{"recency": 3, "frequency": 2, "monetary": 70}, {}]))
    scores = {name: CONTRACTS["FEATURES"].column("frequency").type for name in ("r_score", "f_score", "m_score")}
    CONTRACTS["MEMBERS"].check(table.cast(CONTRACTS["MEMBERS"].schema(scores)))
    assert set(table["model"].to_pylist()) == {model.fingerprint}
    assert set(table["strength"].to_pylist()) == {None}


def test_without_a_model_nothing_is_assigned(shop: Any) -> None:
    with pytest.raises(NotReady, match="not been learned"):
        assign(shop.unbound(), Segmentation("value", "rfm"), None, shop.types, shop.unit)


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_members_compile_everywhere_to_a_short_query(shop: Any, dialect: str) -> None:
    ruler = RfmRuler(9, tuple(range(8)), tuple(range(8)), tuple(range(8)))
    segmentation = Segmentation("value", "rfm", rfm=ruler)
    expression = assign(shop.unbound(), segmentation, model_of(shop, segmentation), shop.types, shop.unit)
    assert len(ibis.to_sql(expression, dialect=dialect)) < 5000


# ---- explanations ------------------------------------------------------------------------------------------------
@settings(max_examples=20)
@given(segmentation=segmentations, people=customers)
def test_the_explained_segment_is_the_assigned_one(
    shop: Any, segmentation: Segmentation, people: list[dict[str, Any]]
) -> None:
    model = model_of(shop, segmentation)
    for row, person in zip(placed(shop, segmentation, model, people), people, strict=True):
        membership = explain(person, segmentation, model, shop.types, shop.unit)
        assert membership.segment == row["segment"]
        assert membership.nearest != membership.segment
        for sentence in (*membership.because, *membership.leaves_if):
            for locale in (ENGLISH, PERSIAN):
                assert "{" not in render(sentence, locale)


@settings(max_examples=50)
@given(segmentation=segmentations, person=bought)
def test_a_stated_change_moves_the_customer_and_one_step_less_does_not(
    shop: Any, segmentation: Segmentation, person: dict[str, Any]
) -> None:
    model = model_of(shop, segmentation)
    ruler = read_ruler(segmentation, model)

    def segment(row: dict[str, Any]) -> str:
        return explain(row, segmentation, model, shop.types, shop.unit).segment

    def place(r: int, f: int) -> Segment:
        return Segment(rfm_grid.place(r, f, ruler.scores))

    found = changes(person, ruler, place)
    assert [change.size(person) for change in found] == sorted(change.size(person) for change in found)
    for change in found:
        assert segment({**person, change.measure: change.value}) == change.to.name != segment(person)
        short = change.value - 1 if change.up else change.value + 1
        assert segment({**person, change.measure: short}) == segment(person)


@given(segmentation=segmentations, person=bought)
def test_nobody_is_told_that_nothing_moves_him_when_a_value_would(
    shop: Any, segmentation: Segmentation, person: dict[str, Any]
) -> None:
    model = model_of(shop, segmentation)
    here = explain(person, segmentation, model, shop.types, shop.unit)
    elsewhere = [
        value
        for value in range(401)
        if explain({**person, "recency": value}, segmentation, model, shop.types, shop.unit).segment != here.segment
    ]
    told = [sentence.id for sentence in here.leaves_if]
    assert any(value > person["recency"] for value in elsewhere) <= ("segments.leaves_later" in told)
    assert any(value < person["recency"] for value in elsewhere) == ("segments.leaves_sooner" in told)


def test_an_explanation_reads_like_one(shop: Any) -> None:
    ruler = RfmRuler(5, (10, 31, 60, 90), (1, 2, 3, 5), (10_00, 50_00, 100_00, 300_00))
    segmentation = Segmentation("value", "rfm", rfm=ruler)
    row = {"recency": 12, "frequency": 4, "monetary": 120_50}
    told = explain(row, segmentation, model_of(shop, segmentation), shop.types, shop.unit)
    assert [str(sentence) for sentence in told.because] == [
        "Last purchase 12 days ago: recency score 4 of 5 (days: 11 to 31).",
        "Bought on 4 days: frequency score 4 of 5 (purchase days: 4 to 5).",
        "Spent 120.50: monetary score 4 of 5 (amount: 100.01 to 300.00). It does not decide the segment.",
        "Recency 4 and frequency 4 together are the segment Loyal.",
    ]
    assert [str(sentence) for sentence in told.leaves_if] == [
        "Would be in Champions if the last purchase were 2 days more recent (recency at most 10).",
        "Moves to At risk after 49 more days without a purchase (recency above 60).",
    ]
    assert told.nearest == "champions"
    assert told.strength is None


def test_who_has_not_bought_is_told_where_the_first_purchase_leads(shop: Any) -> None:
    segmentation = Segmentation("value", "rfm", rfm=RfmRuler(5, (10, 31, 60, 90), (1, 2, 3, 5), (1, 2, 3, 4)))
    row = {"recency": None, "frequency": 0, "monetary": 0}
    told = explain(row, segmentation, model_of(shop, segmentation), shop.types, shop.unit)
    assert (told.segment, told.nearest) == ("no_purchase", "new")
    assert [str(sentence) for sentence in told.leaves_if] == ["Moves to New with the first purchase."]


def test_titles_of_the_file_go_before_ours_and_every_language_has_one() -> None:
    own = Segment("champions", {"en": "Our best"})
    named = {one.name: one.title for one in segments(Segmentation("value", "rfm", segments=(own,)))}
    assert named["champions"] == {"en": "Our best", "fa": "بهترین مشتریان"}
    assert named["about_to_sleep"]["fa"] == "در حال سرد شدن"
    assert all(title["en"] and title["fa"] for title in named.values())


def test_the_definition_in_words_names_cut_points_and_unused_scores(shop: Any) -> None:
    segmentation = Segmentation("value", "rfm", rfm=RfmRuler(5, (10, 31, 60, 90), (1, 1, 3, 5), (1, 2, 3, 4)))
    model = model_of(shop, segmentation)
    assert [sentence.id for sentence in describe(segmentation, None)] == ["segments.rfm_meaning"]
    said = describe(segmentation, model)
    assert Sentence("segments.cuts_recency", {"cuts": (10, 31, 60, 90)}) in said
    assert [one.args["unused"] for one in said if one.id == "segments.unused_frequency"] == [(2,)]


# ---- real data ---------------------------------------------------------------------------------------------------
def purchases(connection: Any, real_data: Any, name: str) -> list[dict[str, Any]]:
    """recency, frequency (purchase days) and monetary of every customer, from the raw lines."""
    if name == "cdnow":
        text = (real_data / "cdnow" / "CDNOW_master.txt").read_text(encoding="ascii").split("\n")[1:]
        lines = [line.split() for line in text if line.strip()]
        spent: Counter[str] = Counter()
        days: dict[str, set[str]] = {}
        for customer, day, _, dollars in lines:
            spent[customer] += round(float(dollars) * 100)
            days.setdefault(customer, set()).add(f"{day[:4]}-{day[4:6]}-{day[6:]}")
        last = date(1998, 6, 30)
        return [
            {
                "recency": (last - date.fromisoformat(max(found))).days,
                "frequency": len(found),
                "monetary": spent[customer],
            }
            for customer, found in days.items()
        ]
    path = (real_data / "online_retail" / "online_retail.parquet").as_posix()
    return (
        connection.sql(
            """select date '2011-12-09' - max(InvoiceDate)::date as recency,
                      count(distinct InvoiceDate::date) as frequency,
                      sum(round(Quantity * UnitPrice * 100)::bigint)::bigint as monetary
               from read_parquet($1)
               where Quantity > 0 and UnitPrice > 0 and CustomerID is not null group by CustomerID""",
            params=[path],
        )
        .to_arrow_table()
        .to_pylist()
    )


@pytest.mark.data
@pytest.mark.parametrize(("name", "customers"), [("cdnow", 23_570), ("online_retail", 4_338)])
def test_cut_points_of_real_shops_equal_numpys_lower_quantiles(
    shop: Any, real_data: Any, name: str, customers: int
) -> None:
    import numpy as np

    people = purchases(shop.connection, real_data, name)
    assert len(people) == customers
    segmentation = Segmentation("value", "rfm")
    model = shop.drive(learn(segmentation, shop.unbound(), shop.as_of), rows=shop.rows(people))
    ruler = read_ruler(segmentation, model)
    for measure in MEASURES:
        values = np.array([person[measure] for person in people])
        cuts = np.quantile(values, [0.2, 0.4, 0.6, 0.8], method="inverted_cdf")
        assert ruler.cuts[measure] == tuple(int(cut) for cut in cuts)
        scores = [1 + bisect_left(ruler.cuts[measure], int(value)) for value in values]
        assert max(scores) == 5
    assert ("frequency" in {note.id.removeprefix("segments.unused_") for note in model.notes}) == (name == "cdnow")
    found = placed(shop, segmentation, model, people)
    assert len(found) == customers
    assert {row["segment"] for row in found} <= set(NAMES)
