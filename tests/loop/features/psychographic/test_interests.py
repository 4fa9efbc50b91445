"""Interests inferred from purchases: against everybody's, shrunk, never of anybody who has not consented."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import log
from typing import Any

import pytest
from hypothesis import given as of
from hypothesis import settings
from hypothesis import strategies as st
from tests.loop.features.psychographic import people
from tests.loop.features.psychographic.people import AS_OF, consents

from bakhsh import reference
from bakhsh.edges.engines.compile import DIALECTS, compile_sql
from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.loop.features import psychographic
from bakhsh.loop.features.psychographic.themes import vocabulary
from bakhsh.specs import Psychographic
from bakhsh.tables.features.psychographic import THEMES

ON = Psychographic(True, (), {"tea": ("drinks",), "weekday": (), "plants": ("garden", "home")})
WORDS = [{"word": "books", "theme": "books", "weight": 1.0}, {"word": "dogfood", "theme": "pets", "weight": 1.0}]
NEVER = ("customers", "load")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(tmp_path_factory.mktemp("interests"))
    yield engine
    engine.close()


def days(who: str, bought: Mapping[str, int], amount: int = 500, until: date = AS_OF) -> list[dict[str, Any]]:
    """CATEGORY_FACTS: so many days of each category."""
    return [
        {"customer_id": who, "category": name, "day": until - timedelta(days=back), "amount": amount, "units": 1.0,
         "lines": 1}
        for name, many in bought.items() for back in range(many)
    ]  # fmt: skip


def liked(engine: DuckDB, facts: people.Rows, consent: people.Rows | None = None) -> dict[str, dict[str, Any]]:
    people.bind(
        engine, category_facts=facts, themes=WORDS,
        consent=people.everybody([facts]) if consent is None else consent,
    )  # fmt: skip
    return people.readings(engine, people.given(ON))


MARKET = [row for number in range(30) for row in days(f"c{number}", {"tea": 4, "books": 4, "dog food": 2})]


def test_who_buys_as_everybody_is_as_interested_as_everybody(engine: DuckDB) -> None:
    found = liked(engine, MARKET)["c0"]
    assert [found[f"interest_{name}"] for name in ("drinks", "books", "pets")] == pytest.approx([0.5] * 3, abs=1e-9)
    assert found["interest_car"] is None
    assert found["liked_category"] is None


def test_a_theme_that_takes_more_of_his_purchases_stands_out_and_the_more_the_surer(engine: DuckDB) -> None:
    rows = [*days("few", {"dog food": 1}), *days("many", {"dog food": 12, "tea": 1})]
    for number in range(9):
        rows += days(f"d{number}", {"tea": 1 + number, "books": 10 - number, "dog food": number % 3})
    found = liked(engine, rows)
    few, many = found["few"], found["many"]
    assert few["top_interest"] == many["top_interest"] == "pets"
    assert many["liked_category"] == "dog food"
    assert 0.5 < few["interest_pets"] < many["interest_pets"] < 1
    assert 0.5 < few["interest_pets_sure"] < many["interest_pets_sure"]
    assert many["top_interest_sure"] == many["interest_pets_sure"] > 0.95
    assert many["liked_category_lift"] == pytest.approx(
        log(many["interest_pets"] / (1 - many["interest_pets"])), abs=1e-9
    )
    assert many["interest_books"] < 0.5
    assert many["interest_books_sure"] == 0


def test_the_figure_is_the_one_worked_by_hand(engine: DuckDB) -> None:
    rows = [*days("ann", {"tea": 3, "books": 1}), *days("bob", {"books": 4})]
    people.bind(engine, category_facts=rows, themes=WORDS, consent=people.everybody([rows]))
    learned = people.learned(engine, people.given(ON))
    # Two people of 4 days: within (3/4 + 3/4) / (8 - 2), between (2.25 - 0.25) / 4; with both categories alike.
    within = (4 * 0.75 * 0.25) * 2 / 6
    between = (2 * (4 * 0.375**2) * 2 - within) / (8 - 32 / 8)
    k = max(within / between, 1.0)
    assert learned.tables["market"].to_pylist()[0]["strength"] == pytest.approx(k, abs=1e-9)
    part = (3 + k * 3 / 8) / (4 + k)
    found = people.readings(engine, people.given(ON), learned)["ann"]
    assert found["interest_drinks"] == pytest.approx(part / (part + 3 / 8), abs=1e-9)


def test_the_strength_of_the_prior_is_found_again() -> None:
    import numpy as np

    from bakhsh.loop.features.psychographic.interests import _sums
    from bakhsh.loop.features.psychographic.shrinking import strength

    draw = np.random.default_rng(5)
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    counts = np.array([draw.multinomial(size, draw.dirichlet(20 * shares)) for size in draw.integers(3, 60, 4000)])
    sizes = counts.sum(axis=1)
    rows = [
        {"days": int(column.sum()), "squares": float((column**2 / sizes).sum())} for column in counts.T.astype(float)
    ]
    of_people = {"people": len(sizes), "weight": float(sizes.sum()), "weights": float((sizes.astype(float) ** 2).sum())}
    assert strength(_sums([{**row, **of_people} for row in rows])) == pytest.approx(20, rel=0.08)


def test_what_came_back_wholly_and_what_came_later_says_nothing(engine: DuckDB) -> None:
    back = [{**days("ann", {"tea": 1})[0], "amount": -500, "lines": 0, "day": AS_OF}]
    before = days("ann", {"tea": 1, "books": 2}, until=AS_OF - timedelta(days=9))
    later = days("ann", {"dog food": 3}, until=AS_OF + timedelta(days=3))
    assert liked(engine, [*before, *back, *later]) == liked(engine, days("ann", {"books": 2}))


def test_categories_without_a_theme_are_told_and_words_of_the_project_come_first(engine: DuckDB) -> None:
    rows = [*days("ann", {"tea": 1, "weekday": 1, "nuts and bolts": 2, "plants": 2})]
    people.bind(engine, category_facts=rows, themes=WORDS, consent=people.everybody([rows]))
    learned = people.learned(engine, people.given(ON))
    (note,) = learned.notes
    assert note.args["largest"] == ("nuts and bolts", "weekday")
    spoken = [
        (row["theme"], row["weight"]) for row in learned.tables["spoken"].to_pylist() if row["category"] == "plants"
    ]
    assert spoken == [("garden", 0.5), ("home", 0.5)]


def test_a_theme_of_the_projects_own_has_an_interest_too(engine: DuckDB) -> None:
    one = people.given(replace(ON, themes={"tea": ("ceremony",)}))
    assert "interest_ceremony" in one.wanted
    people.bind(engine, category_facts=MARKET, themes=WORDS, consent=people.everybody([MARKET]))
    assert people.readings(engine, one)["c0"]["interest_ceremony"] == pytest.approx(0.5)


# ---- tastes ----------------------------------------------------------------------------------------------------------
def lines(who: str, *bought: tuple[str, int, int]) -> list[dict[str, Any]]:
    """(item, day of June, price)."""
    return [
        {"order_id": f"{who}{number}", "line": 1, "customer_id": who, "item_id": item, "kind": "product",
         "at": datetime(2024, 6, on, 12), "quantity": 1.0, "amount": price}
        for number, (item, on, price) in enumerate(bought)
    ]  # fmt: skip


ITEMS = [{"item_id": f"i{number}", "category": "tea", "brand": "ab"[number % 2]} for number in range(6)]


def test_tastes_are_drawn_to_everybodys_by_the_purchases_they_rest_on(engine: DuckDB) -> None:
    rows = [*lines("ann", *((f"i{number}", 1 + number, 100 * (number + 1)) for number in range(6)))]
    rows += lines("bob", ("i5", 1, 600), ("i5", 2, 600), ("i5", 3, 600), ("i3", 3, 400))
    rows += lines("cas", ("i0", 5, 100))
    people.bind(engine, lines=rows, items=ITEMS, consent=people.everybody([rows]))
    one = people.given(ON)
    learned = people.learned(engine, one)
    tiers = {row["item_id"]: row["tier"] for row in learned.tables["tiers"].to_pylist()}
    assert tiers == {f"i{number}": pytest.approx(number / 5) for number in range(6)}
    found = people.readings(engine, one, learned)
    said = learned.tables["tastes"].to_pylist()[0]
    k, mean = said["novelty_strength"], said["novelty_mean"]
    assert mean == pytest.approx(6 / 8)
    # ann: 5 of 5 later items are new; bob: one of three; cas has one purchase day.
    assert found["ann"]["novelty"] == pytest.approx((5 + k * mean) / (5 + k))
    assert found["bob"]["novelty"] == pytest.approx((1 + k * mean) / (3 + k))
    assert found["bob"]["novelty_sure"] == pytest.approx(3 / (3 + k))
    assert "novelty" not in found["cas"] or found["cas"]["novelty"] is None
    k, mean = said["brand_loyalty_strength"], said["brand_loyalty_mean"]
    # bob: i5 and i3 are one brand; ann: two brands of three, 12 of 30 pairs; cas bought once.
    assert found["bob"]["brand_loyalty"] == pytest.approx((3 + k * mean) / (3 + k))
    assert found["ann"]["brand_loyalty"] == pytest.approx((5 * 12 / 30 + k * mean) / (5 + k))
    assert found["bob"]["price_tier"] > found["ann"]["price_tier"] > found["cas"]["price_tier"]


# ---- properties ------------------------------------------------------------------------------------------------------
NAMES = "abcde"


@pytest.mark.slow
@settings(max_examples=3)
@of(st.integers(0, 10_000), st.sets(st.sampled_from(NAMES)))
def test_without_consent_nothing_is_known_of_anybody_or_learned_from_him(
    engine: DuckDB, seed: int, willing: set[str]
) -> None:
    seen = [everything_of(engine, seed, willing, keep) for keep in (set(NAMES), willing)]
    (rows, learned), (of_willing, learned_of_willing) = seen
    assert learned == learned_of_willing
    assert rows == of_willing
    assert rows.keys() <= willing


def everything_of(
    engine: DuckDB, seed: int, willing: set[str], keep: set[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Readings and learned tables, rounded, of a shop of five people of whom some are kept."""
    draw = random.Random(seed)
    facts = [row for who in NAMES for row in days(who, {one: draw.randint(0, 4) for one in ("tea", "books", "nails")})]
    sales = [
        row
        for who in NAMES
        for row in lines(who, *((f"i{draw.randint(0, 5)}", draw.randint(1, 28), draw.randint(1, 9)) for _ in range(5)))
    ]
    people.bind(
        engine, themes=WORDS, items=ITEMS,
        consent=[*consents(*sorted(willing)), *consents(*sorted(set(NAMES[:3]) - willing), granted=False)],
        category_facts=[row for row in facts if row["customer_id"] in keep],
        lines=[row for row in sales if row["customer_id"] in keep],
    )  # fmt: skip
    one = people.given(ON)
    learned = people.learned(engine, one)
    rows = people.readings(engine, one, learned)
    return (
        {who: rounded(row) for who, row in rows.items()},
        {name: sorted(map(str, map(rounded, table.to_pylist()))) for name, table in learned.tables.items()},
    )


def rounded(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: round(value, 9) if isinstance(value, float) else value for name, value in row.items()}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_engine_has_words_for_it(engine: DuckDB, dialect: str) -> None:
    people.bind(engine, category_facts=MARKET, themes=WORDS, consent=people.everybody([MARKET]))
    one = people.given(ON)
    learned = people.learned(engine, one)
    for table in psychographic.readings(one, people.looked(engine, learned)):
        assert compile_sql(table, dialect)


# ---- words and the arithmetic below ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("category", "themes"),
    [
        ("Clothing > Shoes", {"fashion"}), ("DOG FOODS", {"pets"}), ("BABY FOODS", {"children"}),
        ("TOYS AND GAMES", {"children"}), ("لوازم آرایشی و بهداشتی", {"beauty"}), ("لوازم آشپزخانه", {"kitchen"}),
        ("كتاب و مجله", {"books"}), ("موبایل و تبلت", {"electronics"}), ("سوپرمارکت > تنقلات", {"food"}),
        ("COUPON/MISC ITEMS", set()), ("Home & Garden > Mugs", {"kitchen"}), ("HAIR CARE PRODUCTS", {"beauty"}),
    ],
)  # fmt: skip
def test_the_words_of_the_package_say_what_categories_speak_of(category: str, themes: set[str]) -> None:
    shipped = reference.table("themes").to_pylist()
    assert set(vocabulary(shipped, {}).themes(category)) == themes


def test_the_packages_table_knows_the_themes_that_have_features() -> None:
    assert set(reference.table("themes").column("theme").to_pylist()) == set(THEMES)


def test_the_table_is_the_one_its_words_build() -> None:
    import runpy
    from pathlib import Path

    build = runpy.run_path(str(Path(__file__).parents[4] / "reference" / "build" / "themes.py"))
    assert build["table"]() == reference.table("themes")


def test_the_probability_is_that_of_the_beta_distribution(engine: DuckDB) -> None:
    import ibis
    import numpy as np
    import pyarrow as pa
    from scipy.stats import beta

    from bakhsh.loop.features.psychographic.shrinking import above

    draw = np.random.default_rng(3)
    n, market, k = (
        draw.integers(1, 300, 20_000),
        10 ** draw.uniform(-3, -0.15, 20_000),
        10 ** draw.uniform(0, 2.5, 20_000),
    )
    own = draw.binomial(n, draw.beta(np.maximum(k * market, 1e-3), k * (1 - market)))
    kept = own > 0
    a, b, x = (own + k * market)[kept], (n - own + k * (1 - market))[kept], market[kept]
    engine.bind("betas", pa.table({"n": range(len(a)), "a": a, "b": b, "x": x}))
    rows = ibis.table({"n": "int64", "a": "float64", "b": "float64", "x": "float64"}, name="betas")
    found = engine.query(rows.select("n", p=above(rows.a, rows.b, rows.x)).order_by("n")).column("p").to_numpy()
    assert np.abs(found - beta.sf(x, a, b)).max() < 0.013
