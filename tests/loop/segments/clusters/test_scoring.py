"""One expression places everybody, and places him where plain arithmetic does."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import hypothesis.strategies as st
import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from tests.loop.segments.conftest import Shop

from bakhsh.loop.segments.cluster.columns import PreparedColumn
from bakhsh.loop.segments.cluster.mixture import Mixture
from bakhsh.loop.segments.cluster.preparing import Preparation, matrix
from bakhsh.loop.segments.cluster.scoring import leads
from bakhsh.loop.segments.clusters.model import Found, Part, distances, scores
from bakhsh.loop.segments.clusters.scoring import placed

_KNOTS = ((1.0, 0.1), (3.0, 0.3), (10.0, 0.6), (50.0, 0.9))
COLUMNS = (
    PreparedColumn("recency", "recency", "behavioural", "number", 3.5, 1.25, way="log", unit=10.0, low=0.0, high=5.0),
    PreparedColumn("frequency", "frequency", "behavioural", "number", 0.4, 0.3, way="rank", knots=_KNOTS),
    PreparedColumn("monetary", "monetary", "behavioural", "number", 500.0, 900.0, low=-100.0, high=4_000.0),
    PreparedColumn("overdue", "overdue", "behavioural", "number", 0.2, 1.1, way="log", unit=0.5),
    PreparedColumn("overdue: missing", "overdue", "behavioural", "missing", 0.1, 0.3),
    PreparedColumn("city: Tehran", "city", "geographic", "level", 0.5, 0.7, word="Tehran"),
    PreparedColumn("city: unknown", "city", "geographic", "level", 0.1, 0.3, word="unknown"),
    PreparedColumn("city: other", "city", "geographic", "other", 0.2, 0.4, listed=("Tehran", "unknown")),
)


def clusters(count: int, seed: int, *, mixed: bool = False, buyers: bool = False, mixture: bool = False) -> Found:
    """Centres anywhere, over columns of every form."""
    random = np.random.default_rng(seed)
    width = 3 if mixed else len(COLUMNS)
    mix = tuple(map(tuple, random.normal(size=(len(COLUMNS), width)).tolist())) if mixed else None
    centres = random.normal(size=(count, width)).tolist()
    parts = tuple(Part(f"cluster_{at}", tuple(one), 0.0, 0.0, 0.0, {}) for at, one in enumerate(centres, 1))
    chances, variances = random.dirichlet([1.0] * count), np.exp(random.normal(size=(count, width)))
    body = Mixture(tuple(chances.tolist()), tuple(map(tuple, centres)), tuple(map(tuple, variances.tolist()))).body
    return Found(Preparation(COLUMNS, mix), parts, (), buyers, count, 0, mixture=body if mixture else None)


CUSTOMERS = st.fixed_dictionaries({
    "recency": st.none() | st.integers(0, 5_000),
    "frequency": st.integers(0, 80),
    "monetary": st.integers(-5_000, 10_000),
    "overdue": st.none() | st.floats(-5, 50, allow_nan=False),
    "city": st.none() | st.sampled_from(["Tehran", "unknown", "Qom", "Yazd"]),
})  # fmt: skip


@cache
def statement(count: int, mixed: bool, mixture: bool = False) -> str:
    found = clusters(count, 3, mixed=mixed, mixture=mixture)
    return str(ibis.to_sql(placed(Shop().unbound(), found).order_by("customer_id"), dialect="duckdb"))


@given(st.lists(CUSTOMERS, min_size=1, max_size=20), st.sampled_from([1, 2, 5]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_engine_places_everybody_where_arithmetic_does(
    shop: Shop, customers: list[dict[str, object]], count: int, mixed: bool
) -> None:
    rows, found = shop.rows(customers), clusters(count, 3, mixed=mixed)
    shop.connection.register("rows", rows)
    placed_rows = shop.connection.sql(statement(count, mixed)).to_arrow_table().to_pylist()
    squared = distances(found, matrix(found.preparation, rows))
    ordered = np.sort(squared, axis=1)
    assert len(placed_rows) == len(customers)
    for row, own, near in zip(placed_rows, squared, ordered, strict=True):
        if count > 1 and near[1] - near[0] > 1e-8:
            assert row["segment"] == f"cluster_{own.argmin() + 1}"
            lead = (near[1] - near[0]) / leads([part.centre for part in found.parts])[own.argmin()]
            assert row["strength"] == pytest.approx(min(1.0, lead), abs=1e-6)
        assert 0 <= row["strength"] <= 1


@given(st.lists(CUSTOMERS, min_size=1, max_size=20), st.sampled_from([1, 2, 5]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_of_a_mixture_the_engine_reckons_the_probabilities_that_arithmetic_does(
    shop: Shop, customers: list[dict[str, object]], count: int, mixed: bool
) -> None:
    rows, found = shop.rows(customers), clusters(count, 3, mixed=mixed, mixture=True)
    shop.connection.register("rows", rows)
    placed_rows = shop.connection.sql(statement(count, mixed, True)).to_arrow_table().to_pylist()
    prepared = matrix(found.preparation, rows)
    chances = Mixture.read(found.mixture or {}).probabilities(prepared)
    assert (scores(found, prepared).argmin(axis=1) == chances.argmax(axis=1)).all()
    for row, own in zip(placed_rows, chances, strict=True):
        assert row["strength"] == pytest.approx(own.max(), abs=1e-9)
        first, second = np.sort([0.0, *own])[:-3:-1]
        if first - second > 1e-9:
            assert row["segment"] == f"cluster_{own.argmax() + 1}"


@pytest.mark.parametrize("mixture", [False, True])
def test_words_alone_are_reckoned_in_floating_point(shop: Shop, mixture: bool) -> None:
    words = tuple(replace(column, centre=1 / 3, scale=0.4714045) for column in COLUMNS if column.feature == "city")
    made = clusters(2, 3, mixture=mixture)
    parts = tuple(replace(part, centre=part.centre[:3]) for part in made.parts)
    body = {
        name: [one if name == "weights" else one[:3] for one in value] for name, value in (made.mixture or {}).items()
    }
    mix = tuple(map(tuple, np.random.default_rng(2).normal(size=(3, 3)).tolist()))
    found = replace(made, preparation=Preparation(words, mix), parts=parts, mixture=body or None)
    rows = shop.rows([{"city": name} for name in ("Tehran", "Qom", None, "Yazd")])
    got = shop.ask(placed(shop.unbound(), found).order_by("customer_id"), rows=rows)["segment"].to_pylist()
    best = scores(found, matrix(found.preparation, rows)).argmin(axis=1)
    assert got == ["others" if at == 2 else f"cluster_{one + 1}" for at, one in enumerate(best)]


def test_a_tie_goes_to_the_lower_number_and_its_strength_is_nothing(shop: Shop) -> None:
    twins = tuple(Part(name, (1.0,) * len(COLUMNS), 0.0, 0.0, 0.0, {}) for name in ("cluster_1", "cluster_2"))
    found = Found(Preparation(COLUMNS), twins, (), False, 2, 0)
    (row,) = shop.ask(placed(shop.unbound(), found), rows=shop.rows([{"recency": 3}])).to_pylist()
    assert (row["segment"], row["strength"]) == ("cluster_1", 0.0)


def test_whoever_has_not_bought_or_of_whom_nothing_is_known_stands_apart(shop: Shop) -> None:
    customers = [{"recency": 3, "frequency": 2}, {"frequency": 0, "city": "Qom"}]
    asked = placed(shop.unbound(), clusters(3, 1, buyers=True)).order_by("customer_id")
    first, second = shop.ask(asked, rows=shop.rows(customers)).to_pylist()
    assert first["segment"].startswith("cluster_")
    assert (second["segment"], second["strength"]) == ("no_purchase", None)
    nothing = tuple(column for column in COLUMNS if column.feature in ("city", "overdue"))
    parts = (Part("cluster_1", (0.0,) * len(nothing), 0.0, 0.0, 0.0, {}),)
    known = Found(Preparation(nothing), parts, (), False, 1, 0)
    of_nobody = shop.rows([{"city": "unknown"}, {"overdue": 1.0}, {}])
    rows = shop.ask(placed(shop.unbound(), known).order_by("customer_id"), rows=of_nobody).to_pylist()
    assert [row["segment"] for row in rows] == ["others", "cluster_1", "others"]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "databricks"])
@pytest.mark.parametrize("mixture", [False, True])
def test_it_compiles_for_every_engine(shop: Shop, dialect: str, mixture: bool) -> None:
    text = ibis.to_sql(placed(shop.unbound(), clusters(8, 2, mixture=mixture)), dialect=dialect)
    assert "cluster_8" in text


def test_truths_are_words_and_numbers_alike(shop: Shop) -> None:
    columns = (
        PreparedColumn("paid: true", "paid", "behavioural", "level", 0.5, 0.7, word="true"),
        PreparedColumn("paid: unknown", "paid", "behavioural", "level", 0.5, 0.7, word="unknown"),
        PreparedColumn("paid: other", "paid", "behavioural", "other", 0.5, 0.7, listed=("true",)),
    )
    parts = tuple(Part(f"cluster_{at}", centre, 0, 0, 0, {}) for at, centre in enumerate([(1, 0, -1), (-1, 1, 1)], 1))
    found = Found(Preparation(columns), parts, (), False, 2, 0)
    rows = ibis.table({"as_of": "date", "customer_id": "string", "paid": "boolean"}, name="truths")
    table = pa.table({
        "as_of": pa.array([shop.as_of] * 3), "customer_id": ["a", "b", "c"], "paid": pa.array([True, False, None]),
    })  # fmt: skip
    got = shop.ask(placed(rows, found).order_by("customer_id"), truths=table).to_pylist()
    squared = distances(found, matrix(found.preparation, table))
    assert [row["segment"] for row in got] == [*(f"cluster_{at + 1}" for at in squared.argmin(axis=1)[:2]), "others"]
