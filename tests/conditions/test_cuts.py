"""`top 20% by value`: who is in, what equal values do, and that a cut point is the same on the engine and in Python."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import duckdb
import hypothesis.strategies as st
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings

from bakhsh.conditions import (
    Cut,
    cuts_in_words,
    evaluate,
    fingerprint,
    learn_cuts,
    parse,
    parse_value,
    show,
    to_ibis,
    to_sentence,
    tops,
    with_cuts,
)
from bakhsh.conditions.cuts import cut_name
from bakhsh.conditions.wording import Wording
from bakhsh.errors import BadCondition, NotReady
from bakhsh.language.locale import ENGLISH, PERSIAN
from bakhsh.language.render import render
from bakhsh.tables import Type

TYPES = {"monetary": Type.MONEY, "orders": Type.INTEGER, "rhythm": Type.NUMBER}
ROWS = ibis.table({name: kind.ibis for name, kind in TYPES.items()}, name="rows")
PENCE = 100
CONNECTION = duckdb.connect()

amounts = st.lists(st.one_of(st.none(), st.integers(-5, 40)), min_size=1, max_size=40)
shares = st.sampled_from(["1%", "10%", "20%", "33.333%", "50%", "99%"])
ranks = st.sampled_from(["top", "bottom"])


def customers(**columns: list[Any]) -> pa.Table:
    height = len(next(iter(columns.values())))
    filled = {name: columns.get(name, [None] * height) for name in TYPES}
    return pa.table({name: pa.array(filled[name], kind.arrow) for name, kind in TYPES.items()})


def ask(question: ibis.Table, rows: pa.Table) -> pa.Table:
    CONNECTION.register("rows", rows)
    return CONNECTION.sql(ibis.to_sql(question, dialect="duckdb")).to_arrow_table()


def learned(text: str, rows: pa.Table) -> dict[str, Cut]:
    questions = learn_cuts([parse(text)], ROWS, TYPES, PENCE)
    try:
        question = next(questions)
        while True:
            question = questions.send(ask(question, rows))
    except StopIteration as done:
        found: dict[str, Cut] = done.value
        return found


def inside(text: str, rows: pa.Table) -> list[bool]:
    placed = with_cuts(parse(text), learned(text, rows), PENCE)
    found: list[bool] = ask(ROWS.select(held=to_ibis(placed, ROWS, TYPES, PENCE)), rows)["held"].to_pylist()
    assert [evaluate(placed, row, TYPES, PENCE) for row in rows.to_pylist()] == found
    return found


@settings(max_examples=15, deadline=None)
@given(values=amounts, share=shares, rank=ranks)
def test_as_many_as_asked_for_are_in_and_only_equal_values_bring_in_more(
    values: list[int | None], share: str, rank: str
) -> None:
    known = [value for value in values if value is not None]
    text = f"{rank} {share} by monetary"
    if not known:
        with pytest.raises(NotReady):
            learned(text, customers(monetary=values))
        return
    held = inside(text, customers(monetary=values))
    taken = [value for value, is_in in zip(values, held, strict=True) if is_in and value is not None]
    wanted = math.ceil(Fraction(share.rstrip("%")) / 100 * len(known))
    best = sorted(known, reverse=rank == "top")
    assert sum(held) == len(taken) >= wanted
    assert sorted(taken, reverse=rank == "top") == best[: len(taken)]
    assert len(set(taken[:0] + best[wanted - 1 : len(taken)])) == 1, "only those level with the last one wanted"
    (cut,) = learned(text, customers(monetary=values)).values()
    assert (cut.at, cut.known, cut.inside) == (best[wanted - 1], len(known), len(taken))
    assert cut.tied == taken.count(int(cut.at))


@settings(max_examples=15, deadline=None)
@given(values=st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=1, max_size=12), share=shares)
def test_whoever_stands_at_the_cut_point_is_in_to_the_last_bit(values: list[float], share: str) -> None:
    text = f"top {share} by rhythm"
    rows = customers(rhythm=values)
    (cut,) = learned(text, rows).values()
    assert sum(inside(text, rows)) == cut.inside == sum(value >= cut.at for value in values)


@settings(max_examples=10, deadline=None)
@given(pairs=st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 7)), min_size=1, max_size=15), share=shares)
def test_what_is_reckoned_is_ranked_as_it_is_compared(pairs: list[tuple[int, int]], share: str) -> None:
    rows = customers(monetary=[one for one, _ in pairs], orders=[other for _, other in pairs])
    text = f"top {share} by monetary / orders - 3"
    (cut,) = learned(text, rows).values()
    assert cut.money
    assert sum(inside(text, rows)) == cut.inside


@settings(max_examples=10, deadline=None)
@given(values=st.lists(st.integers(0, 9), min_size=1, max_size=20), data=st.data())
def test_shuffling_customers_changes_nothing(values: list[int], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(values))
    text = "top 30% by orders and not bottom 10% by orders"
    assert learned(text, customers(orders=values)) == learned(text, customers(orders=shuffled))


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
def test_questions_and_places_compile_for_every_engine(dialect: str) -> None:
    condition = parse("top 20% by monetary / orders or bottom 5% by rhythm")
    questions = learn_cuts([condition], ROWS, TYPES, PENCE)
    first = next(questions)
    second = questions.send(pa.table({"value": [20000000.1 / 3], "known": [9], "inside": [2], "tied": [1]}))
    assert all(str(ibis.to_sql(one, dialect=dialect)) for one in (first, second))
    cuts = {cut_name(top): Cut(1 / 3, 9, 2, 1) for top in tops(condition)}
    placed = with_cuts(condition, cuts, PENCE)
    assert "'0.3333333333333333'" in str(
        ibis.to_sql(ROWS.select(held=to_ibis(placed, ROWS, TYPES, PENCE)), dialect=dialect)
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("top 20% by monetary", "top 20% by monetary"),
        ("TOP ۲۰٪ By (monetary)", "top 20% by monetary"),
        ("not (bottom 2.50% by monetary / orders)", "not bottom 2.5% by monetary / orders"),
        ("recency < 3 and top 1% by spent(last = '۳۰ روز')", "recency < 3 and top 1% by spent(last = '۳۰ روز')"),
    ],
)
def test_it_is_written_as_it_was_and_shown_in_one_way(text: str, written: str) -> None:
    assert parse(text).text == text
    assert show(parse(text)) == written
    assert parse(written) == parse(text)
    assert fingerprint(parse(written)) == fingerprint(parse(text))


def test_the_meaning_is_the_share_the_side_and_the_value() -> None:
    texts = ["top 20% by orders", "bottom 20% by orders", "top 21% by orders", "top 20% by monetary"]
    assert len({fingerprint(parse(text)) for text in texts}) == len(texts)


def test_features_may_be_called_top_and_bottom() -> None:
    assert show(parse("top > 3 and top 5% by top and bottom = by")) == "top > 3 and top 5% by top and bottom = by"


@pytest.mark.parametrize("share", ["20", "0.2", "0%", "100%", "120%", "0.0001%"])
def test_a_share_is_written_as_one(share: str) -> None:
    with pytest.raises(BadCondition) as caught:
        parse(f"recency < 9 and top {share} by orders")
    assert caught.value.sentence.id == "banded.share_wanted"
    assert caught.value.column == 21


def test_a_feature_of_ones_own_is_a_value_and_ranks_nobody() -> None:
    with pytest.raises(BadCondition) as caught:
        parse_value("top 20% by monetary")
    assert caught.value.sentence.id == "banded.no_value"


def test_without_its_cut_point_nobody_is_placed() -> None:
    with pytest.raises(NotReady):
        evaluate(parse("top 20% by orders"), {"orders": 3}, TYPES, PENCE)


def test_it_is_said_with_its_cut_point_once_that_is_known() -> None:
    text = "top 20% by monetary and not bottom 50% by orders"
    rows = customers(monetary=[100, 90000, 300, 400, 500], orders=[1, 1, 1, 1, 5])
    assert render(to_sentence(parse(text), unit=PENCE, types=TYPES), ENGLISH) == (
        "monetary is among the highest 20% and number of orders is not among the lowest 50%"
    )
    cuts = learned(text, rows)
    placed = with_cuts(parse(text), cuts, PENCE)
    said = render(to_sentence(placed, unit=PENCE, types=TYPES), ENGLISH)
    assert "highest 20% (from 900.00)" in said
    assert "lowest 50% (up to 1)" in said
    told = cuts_in_words([placed], cuts, Wording({}, TYPES, PENCE))
    assert [one.id for one in told] == ["banded.cut_highest", "banded.cut_lowest", "banded.ties_are_in"]
    assert render(told[0], ENGLISH).endswith("from 900.00; 1 of 5 customers with a value when it was learned.")
    assert render(told[2], ENGLISH) == "4 customers stand at exactly 1 and are all in: 1 more than 50% come to."
    assert all("{" not in render(one, PERSIAN) for one in told)
