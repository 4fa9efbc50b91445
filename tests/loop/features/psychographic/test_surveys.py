"""Scores of scales against tables worked by hand, their reliability, and what is said of answers that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.features.psychographic import people
from tests.loop.features.psychographic.people import answered, consents

from bakhsh import reference
from bakhsh.edges.engines.compile import DIALECTS, compile_sql
from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.language.sentences import Code
from bakhsh.loop.features import psychographic
from bakhsh.loop.features.psychographic import surveys
from bakhsh.specs import Psychographic, Scale

MOODS = Scale("moods", 1, 5, {"calm": (1, -2), "open": (3, 4, -5)})
CENTRED = Scale("moods", 1, 5, {"calm": (1, -2), "open": (3, 4, -5)}, centre=True)
STRICT = Scale("moods", 1, 5, {"calm": (1, -2), "open": (3, 4, -5)}, at_least=1)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(tmp_path_factory.mktemp("surveys"))
    yield engine
    engine.close()


def known(key: str, **more: Any) -> Scale:
    said = reference.scales()[key]
    dimensions = {name: tuple(items) for name, items in said["dimensions"].items()}
    return Scale(key, said["low"], said["high"], dimensions, said.get("centre", False), **more)


def scored(
    engine: DuckDB, scale: Scale, answers: people.Rows, consent: people.Rows | None = None, as_of: date = people.AS_OF
) -> dict[str, dict[str, Any]]:
    people.bind(engine, answers=answers, consent=people.everybody([answers]) if consent is None else consent)
    rows = people.readings(engine, people.given(Psychographic(True, (scale,)), as_of))
    return {who: {name: row[name] for name in row if name.startswith(scale.name)} for who, row in rows.items()}


def said(engine: DuckDB, scale: Scale, answers: people.Rows, consent: people.Rows | None = None) -> dict[str, Any]:
    people.bind(engine, answers=answers, consent=people.everybody([answers]) if consent is None else consent)
    notes = people.learned(engine, people.given(Psychographic(True, (scale,)))).notes
    return {note.id.removeprefix("psychographic."): dict(note.args) for note in notes}


def test_scores_are_those_worked_by_hand(engine: DuckDB) -> None:
    # calm: 1, 6 - 2;  open: 3, 4, 6 - 5.
    rows = [*answered("ann", "moods", (5, 1, 2, 3, 3)), *answered("bob", "moods", (1, 2, 4, None, 1))]
    found = scored(engine, MOODS, rows)
    assert found == {
        "ann": {"moods_calm": 5.0, "moods_open": pytest.approx(8 / 3, abs=1e-9)},
        "bob": {"moods_calm": 2.5, "moods_open": 4.5},
    }
    # ann's mean of all: (5 + 5 + 2 + 3 + 3) / 5 = 3.6;  bob's, of four: (1 + 4 + 4 + 5) / 4 = 3.5.
    centred = scored(engine, CENTRED, rows)
    assert centred["ann"] == {
        "moods_calm": pytest.approx(1.4, abs=1e-9), "moods_open": pytest.approx(8 / 3 - 3.6, abs=1e-9),
    }  # fmt: skip
    assert centred["bob"] == {"moods_calm": pytest.approx(-1, abs=1e-9), "moods_open": pytest.approx(1, abs=1e-9)}


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        (
            "bfi10", (4, 2, 3, 5, 1, 3, 4, 2, 1, 5),
            {"extraversion": 2.5, "agreeableness": 2, "conscientiousness": 2.5, "neuroticism": 1, "openness": 5},
        ),
        (
            "tipi", (5, 4, 5, 4, 5, 4, 5, 4, 5, 4),
            {
                "extraversion": 4.5, "agreeableness": 4.5, "conscientiousness": 4.5, "emotional_stability": 4.5,
                "openness": 4.5,
            },
        ),
        (
            "lov", (9, 8, 7, 6, 5, 4, 3, 2, 1),
            {
                "belonging": 9, "excitement": 8, "warm_relationships": 7, "self_fulfilment": 6, "being_respected": 5,
                "fun": 4, "security": 3, "self_respect": 2, "accomplishment": 1, "internal": 21 / 5,
                "external": 17 / 3, "interpersonal": 7,
            },
        ),
    ],
)  # fmt: skip
def test_published_keys_are_scored_as_published(
    engine: DuckDB, key: str, values: tuple[float, ...], expected: dict[str, float]
) -> None:
    found = scored(engine, known(key), answered("ann", key, values))["ann"]
    assert found == {f"{key}_{name}": pytest.approx(value, abs=1e-9) for name, value in expected.items()}


def test_portrait_values_are_reversed_and_centred(engine: DuckDB) -> None:
    values = (1, 6, 2, 4, 3, 5, 2, 1, 6, 2, 1, 3, 4, 2, 6, 1, 5, 2, 1, 3, 4)
    turned = [7 - value for value in values]
    mean = sum(turned) / 21
    found = scored(engine, known("pvq21"), answered("ann", "PVQ21 ", values))["ann"]
    assert len(found) == 14
    assert found["pvq21_self_direction"] == pytest.approx((turned[0] + turned[10]) / 2 - mean, abs=1e-9)
    assert found["pvq21_universalism"] == pytest.approx((turned[2] + turned[7] + turned[18]) / 3 - mean, abs=1e-9)
    assert found["pvq21_conservation"] == pytest.approx(
        (turned[4] + turned[13] + turned[6] + turned[15] + turned[8] + turned[19]) / 6 - mean, abs=1e-9
    )


def test_too_few_answers_leave_a_score_empty(engine: DuckDB) -> None:
    rows = [*answered("ann", "moods", (5, None, 2, None, None)), *answered("bob", "moods", (1, 1, 1, 1, None))]
    assert scored(engine, MOODS, rows) == {
        "ann": {"moods_calm": 5, "moods_open": None},
        "bob": {"moods_calm": 3, "moods_open": 1},
    }
    assert scored(engine, STRICT, rows) == {
        "ann": {"moods_calm": None, "moods_open": None},
        "bob": {"moods_calm": 3, "moods_open": None},
    }


def test_the_latest_answer_up_to_the_day_counts(engine: DuckDB) -> None:
    rows = [
        *answered("ann", "moods", (1, 5), datetime(2024, 5, 1)),
        *answered("ann", "moods", (5, None), datetime(2024, 6, 30, 23, 59)),
        *answered("ann", "moods", (3, 3), datetime(2024, 7, 1)),
    ]
    assert scored(engine, MOODS, rows)["ann"]["moods_calm"] == 3
    assert scored(engine, MOODS, rows, as_of=date(2024, 5, 31))["ann"]["moods_calm"] == 1
    assert scored(engine, MOODS, rows, as_of=date(2024, 4, 30)) == {}


def test_an_answer_outside_the_range_is_left_out_and_told(engine: DuckDB) -> None:
    rows = [
        *answered("ann", "moods", (2, 3), datetime(2024, 5, 1)),
        *answered("ann", "moods", (99, 0), datetime(2024, 6, 1)),
        *answered("bob", "moods", (6, None)),
        *answered("cas", "moods", (4, 4, 4, 4, 4)),
    ]
    assert scored(engine, MOODS, rows).keys() == {"ann", "cas"}
    assert scored(engine, MOODS, rows)["ann"]["moods_calm"] == 2.5
    assert said(engine, MOODS, rows)["out_of_range"] | {"scale": ""} == {
        "scale": "", "low": 1, "high": 5, "count": 3, "items": (1, 2),
    }  # fmt: skip


def test_items_and_scales_nobody_answered_are_told(engine: DuckDB) -> None:
    short = answered("ann", "moods", (1, 2, 3))
    assert said(engine, MOODS, short)["item_without_answers"]["items"] == (4, 5)
    assert said(engine, MOODS, answered("ann", "habits", (1,))).keys() == {"scale_without_answers"}
    assert said(engine, MOODS, [], consents("ann")).keys() == {"no_answers"}
    assert said(engine, MOODS, answered("ann", "moods", (1, 2, 3)), []).keys() == {"nobody_consents"}


# ---- reliability -----------------------------------------------------------------------------------------------------
FIVE = (  # Five people, four items: item variances 1.3, 0.7, 1.3, 1.7; variance of the sum 15.2.
    (2, 3, 2, 1), (3, 3, 4, 4), (4, 4, 5, 4), (5, 5, 4, 4), (4, 4, 3, 3),
)  # fmt: skip


def test_alpha_is_that_worked_by_hand_with_feldts_interval(engine: DuckDB) -> None:
    from scipy.stats import f

    scale = Scale("four", 1, 5, {"all": (1, 2, 3, 4)})
    rows = [row for who, values in enumerate(FIVE) for row in answered(f"p{who}", "four", values)]
    rows += answered("half", "four", (5, 1))
    people.bind(engine, answers=rows, consent=people.everybody([rows]))
    (found,) = people.learned(engine, people.given(Psychographic(True, (scale,)))).tables["reliability"].to_pylist()
    expected = 4 / 3 * (1 - (1.3 + 0.7 + 1.3 + 1.7) / 15.2)
    assert found["coefficient"] == pytest.approx(expected, abs=1e-9)
    assert found["low"] == pytest.approx(1 - (1 - expected) * f.ppf(0.975, 4, 12), abs=1e-9)
    assert found["high"] == pytest.approx(1 - (1 - expected) * f.ppf(0.025, 4, 12), abs=1e-9)
    assert (found["items"], found["people"], found["method"]) == (4, 5, "alpha")


def test_two_items_have_spearman_and_browns_coefficient(engine: DuckDB) -> None:
    from statistics import correlation

    pairs = [(1, 4), (2, 5), (4, 3), (5, 1), (3, 2), (2, 2)]
    rows = [row for who, values in enumerate(pairs) for row in answered(f"p{who}", "moods", values)]
    people.bind(engine, answers=rows, consent=people.everybody([rows]))
    found = people.learned(engine, people.given(Psychographic(True, (MOODS,)))).tables["reliability"].to_pylist()
    r = correlation([one for one, _ in pairs], [6 - other for _, other in pairs])
    assert found[0]["method"] == "spearman_brown"
    assert found[0]["coefficient"] == pytest.approx(2 * r / (1 + r), abs=1e-9)
    assert found[0]["low"] < found[0]["coefficient"] < found[0]["high"]
    assert (found[1]["people"], found[1]["coefficient"]) == (0, None)


def test_a_dimension_that_says_little_is_told(engine: DuckDB) -> None:
    pairs = [(1, 1), (5, 5), (1, 2), (5, 4), (3, 3)]
    rows = [row for who, values in enumerate(pairs) for row in answered(f"p{who}", "moods", values)]
    told = said(engine, MOODS, rows)["low_spearman_brown"]
    assert told["people"] == 5
    assert told["found"] < 0


def test_answers_to_items_and_scales_nobody_knows_are_told(engine: DuckDB) -> None:
    rows = list(answered("ann", "moods", (5, 1, 2, 3, 3)))
    strange = [dict(rows[0], item=item) for item in (0, 6, 7)] + [dict(rows[0], scale="Joys", item=2)]
    told = said(engine, MOODS, [*rows, *strange])
    assert {name: told["heard.items_unknown"][name] for name in ("items", "count", "first", "last")} == {
        "items": (0, 6, 7), "count": 3, "first": 1, "last": 5,
    }  # fmt: skip
    assert (told["heard.scales_undeclared"]["count"], told["heard.scales_undeclared"]["scales"]) == (1, (Code("joys"),))
    assert scored(engine, MOODS, [*rows, *strange]) == scored(engine, MOODS, rows)
    assert not {one for one in said(engine, MOODS, rows) if one.startswith("heard.")}


# ---- properties ------------------------------------------------------------------------------------------------------
VALUES = st.tuples(*[st.one_of(st.none(), st.integers(1, 5))] * 5)


@settings(max_examples=8)
@given(st.dictionaries(st.sampled_from("abcdefgh"), VALUES, min_size=1), st.sets(st.sampled_from("abcdefgh")))
def test_who_has_not_consented_has_no_score_and_changes_none(
    engine: DuckDB, values: dict[str, tuple[int | None, ...]], willing: set[str]
) -> None:
    rows = [row for who, given_ in values.items() for row in answered(who, "moods", given_)]
    own = [row for row in rows if row["customer_id"] in willing]
    consent = [*consents(*sorted(willing)), *consents(*sorted(set("abcdefgh") - willing), granted=False)]
    one = people.given(Psychographic(True, (MOODS,)))
    seen = []
    for answers in (rows, own):
        people.bind(engine, answers=answers, consent=consent)
        found = people.learned(engine, one)
        seen.append((people.readings(engine, one, found), found.notes, found.tables["reliability"]))
    assert seen[0] == seen[1]
    assert seen[0][0].keys() <= willing


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_engine_has_words_for_it(dialect: str) -> None:
    one = people.given(Psychographic(True, (known("pvq21"), MOODS)))
    questions = psychographic.learn(one)
    assert compile_sql(next(questions), dialect)
    for table in surveys.readings(one):
        assert compile_sql(table, dialect)
    assert isinstance(one.tables["answers"], ibis.Table)


def test_every_dimension_of_a_published_scale_has_a_name_in_both_languages() -> None:
    dimensions = {name for scale in reference.scales().values() for name in scale["dimensions"]}
    assert dimensions == reference.dimensions().keys()
    assert all(set(title) == {"en", "fa"} for title in reference.dimensions().values())
