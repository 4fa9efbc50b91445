"""What is learned of planted groups: places, names, words, a tree; and what cannot be learned is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tests.loop.segments.clusters.planted import COLUMNS, GROUPS, learned, people
from tests.loop.segments.conftest import Shop

from bakhsh.conditions import Name, Possible
from bakhsh.conditions.wording import Wording
from bakhsh.errors import NotReady
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Code, Money
from bakhsh.loop.segments import Described, assign, describe, explain, segments
from bakhsh.loop.segments.clusters import kept
from bakhsh.loop.segments.clusters.model import read
from bakhsh.records import Model
from bakhsh.specs import Cluster, Segment, Segmentation
from bakhsh.tables import CONTRACTS, Type

PEOPLE = [*people(240), *({"frequency": 0, "city": "Qom"},) * 5]


@pytest.fixture(scope="module")
def model(shop: Shop) -> Model:
    return learned(shop, shop.rows(PEOPLE))


def test_planted_groups_are_found_and_everybody_has_one_place(shop: Shop, model: Model) -> None:
    members = shop.ask(assign(shop.unbound(), GROUPS, model, shop.types, 100), rows=shop.rows(PEOPLE))
    CONTRACTS["MEMBERS"].check(members)
    places = dict(zip(members["customer_id"].to_pylist(), members["segment"].to_pylist(), strict=True))
    assert len(places) == len(PEOPLE)
    together = Counter((places[f"c{at:04}"], at % 4) for at in range(240))
    assert sum(sorted(together.values())[-4:]) >= 228
    assert {places[f"c{at:04}"] for at in range(240, 245)} == {"no_purchase"}


def test_every_cluster_has_a_title_of_its_own_in_both_languages(model: Model) -> None:
    parts = segments(GROUPS, model)
    assert [one.name for one in parts] == ["cluster_1", "cluster_2", "cluster_3", "cluster_4", "no_purchase", "others"]
    for language in ("en", "fa"):
        titles = [one.title[language] for one in parts]
        assert len(set(titles)) == len(titles)
        assert all(titles)
    assert any("Tehran" in one.title["en"] or "requent" in one.title["en"] for one in parts)


def test_a_file_may_rename_a_cluster(model: Model) -> None:
    named = replace(GROUPS, segments=(Segment("cluster_3", {"fa": "خوب‌ها", "en": ""}),))
    mine = {one.name: one.title for one in segments(named, model)}
    assert mine["cluster_3"]["fa"] == "خوب‌ها"
    assert mine["cluster_3"]["en"] == {one.name: one.title for one in segments(GROUPS, model)}["cluster_3"]["en"]


def test_without_a_model_only_the_rest_is_known() -> None:
    assert [one.name for one in segments(GROUPS)] == ["no_purchase", "others"]


def test_a_model_survives_being_written_down(model: Model) -> None:
    import json

    from bakhsh.edges.store.codec import from_text, to_text

    again = from_text(Model, to_text(model))
    assert again == model
    assert read(again.body).measure == read(model.body).measure
    json.dumps(read(model.body).measure)


def test_what_is_said_of_clusters_can_be_said_in_both_languages(model: Model) -> None:
    for language in ("en", "fa"):
        said = [render(one, locale_for(language)) for one in describe(GROUPS, model)]
        assert len(said) >= 8
        assert not any("[" in one or "{" in one for one in said)


def test_an_explanation_agrees_with_the_place_and_what_moves_him_moves_him(shop: Shop, model: Model) -> None:
    rows = shop.rows(PEOPLE)
    members = shop.ask(assign(shop.unbound(), GROUPS, model, shop.types, 100), rows=rows)
    places = dict(zip(members["customer_id"].to_pylist(), members["segment"].to_pylist(), strict=True))
    words = Wording(read(model.body).called, shop.types, 100)
    to: list[tuple[dict[str, object], str]] = []
    for row in rows.to_pylist()[::20]:
        told = explain(row, GROUPS, model, shop.types, 100)
        assert told.segment == places[row["customer_id"]]
        if told.segment == "no_purchase":
            continue
        assert told.because
        assert told.nearest not in ("", told.segment)
        assert told.strength is not None
        for move in told.leaves_if:
            feature = next(name for name in COLUMNS if move.args["feature"] == words.named(Name(name)))
            changed = {**row, feature: _plain(move.args["value"])}
            assert explain(changed, GROUPS, model, shop.types, 100).segment == move.args["segment"].name
            to.append((changed, move.args["segment"].name))
    assert len(to) >= 10
    table = shop.rows([{**one, "customer_id": f"m{at:04}"} for at, (one, _) in enumerate(to)])
    placed = shop.ask(assign(shop.unbound(), GROUPS, model, shop.types, 100), rows=table)
    where = dict(zip(placed["customer_id"].to_pylist(), placed["segment"].to_pylist(), strict=True))
    assert where == {f"m{at:04}": name for at, (_, name) in enumerate(to)}


def test_nothing_that_cannot_change_moves_anybody_to_another_cluster(shop: Shop, model: Model) -> None:
    words = Wording(read(model.body).called, shop.types, 100)
    named = {words.named(Name(name)): name for name in COLUMNS}
    moved = 0
    for row in shop.rows(PEOPLE).to_pylist()[:240:20]:
        free = explain(row, GROUPS, model, shop.types, 100).leaves_if
        closed = frozenset(named[move.args["feature"]] for move in free)
        told = explain(row, GROUPS, model, shop.types, 100, None, Possible(closed)).leaves_if
        assert not closed & {named[move.args["feature"]] for move in told}
        for move in free:
            if named[move.args["feature"]] == "frequency":
                assert _plain(move.args["value"]) > row["frequency"]
        moved += len(closed)
    assert moved > 0


def test_a_feature_in_which_two_clusters_hardly_differ_is_no_reason(shop: Shop, model: Model) -> None:
    found = read(model.body)
    weighed = {"recency": 1.0, "overdue": 0.001}
    apart = [weighed.get(column.feature, 0.0) for column in found.preparation.columns]
    parts = [replace(one, centre=tuple(at * each for each in apart)) for at, one in enumerate(found.parts)]
    near = kept(GROUPS, replace(found, parts=tuple(parts)), shop.as_of)
    words, reasons = Wording(found.called, shop.types, 100), set()
    for row in shop.rows(PEOPLE).to_pylist()[:240:20]:
        told = explain(row, GROUPS, near, shop.types, 100)
        reasons |= {one.args["feature"] for one in told.because if one.id == "clustering.drawn"}
    assert reasons == {words.named(Name("recency"))}


def _plain(said: object) -> object:
    return said.minor if isinstance(said, Money) else said.text if isinstance(said, Code) else said


def test_of_a_mixture_strength_is_the_probability_and_is_explained_as_one(shop: Shop) -> None:
    asked = replace(GROUPS, cluster=replace(GROUPS.cluster, method="mixture"))
    rows = shop.rows(PEOPLE)
    model = learned(shop, rows, asked)
    members = shop.ask(assign(shop.unbound(), asked, model, shop.types, 100), rows=rows)
    placed = {row["customer_id"]: row for row in members.to_pylist()}
    together = Counter((placed[f"c{at:04}"]["segment"], at % 4) for at in range(240))
    assert sum(sorted(together.values())[-4:]) >= 228
    assert "most probable" in str(describe(asked, model)[0])
    moved = 0
    for row in rows.to_pylist()[:240:20]:
        told = explain(row, asked, model, shop.types, 100)
        own = placed[row["customer_id"]]
        assert (told.segment, told.strength) == (own["segment"], pytest.approx(own["strength"], abs=1e-4))
        assert told.because[-1].id == "clustering.probable"
        moved += len(told.leaves_if)
    assert moved > 0
    assert model.fingerprint != learned(shop, rows).fingerprint


def test_the_tree_comes_near(model: Model) -> None:
    tree = read(model.body).tree
    assert tree["leaves"] <= 8
    assert tree["agrees"] >= 0.95
    assert 1.0 <= tree["cost"] <= 1.2
    assert tree["agrees"] < 1.0 or tree["cost"] == pytest.approx(1.0)


def test_the_order_of_rows_changes_nothing(shop: Shop, model: Model) -> None:
    rows = shop.rows(PEOPLE)
    assert learned(shop, rows.take(list(range(rows.num_rows))[::-1])).fingerprint == model.fingerprint


def test_without_features_a_good_set_is_taken(shop: Shop) -> None:
    plain = Segmentation("groups", "cluster", cluster=Cluster(k=(4, 4)))
    features = read(learned(shop, shop.rows(PEOPLE), plain).body).features
    assert features == ("recency", "frequency")


def test_customers_who_never_buy_are_divided_by_who_they_are(shop: Shop) -> None:
    plain = Segmentation("groups", "cluster", cluster=Cluster(k=(2, 2)))
    columns = COLUMNS | {"city": Described("city", Type.TEXT, "geographic", added=True)}
    of_nobody = shop.rows([{"city": ("Qom", "Yazd")[at % 2]} for at in range(60)])
    found = read(learned(shop, of_nobody, plain, columns=columns).body)
    assert (found.features, found.buyers) == (("city",), False)
    assert [round(part.share, 2) for part in found.parts] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("customers", "said"),
    [
        ([], "no customer"),
        (people(3), "3"),
        ([{"recency": 3, "frequency": 2, "monetary": 5}] * 50, "tell|alike|differ|apart"),
    ],
)
def test_what_cannot_be_divided_is_said(shop: Shop, customers: list[dict[str, object]], said: str) -> None:
    with pytest.raises(NotReady, match=said):
        learned(shop, shop.rows(customers))


def test_a_feature_that_is_not_there_is_named(shop: Shop) -> None:
    asked = replace(GROUPS, cluster=Cluster(("recency", "moods")))
    with pytest.raises(NotReady, match="moods"):
        learned(shop, shop.rows(PEOPLE), asked)


def test_a_feature_that_is_gone_asks_for_a_new_fit(shop: Shop, model: Model) -> None:
    with pytest.raises(NotReady, match="overdue.*bakhsh run --refit groups"):
        assign(shop.unbound().drop("overdue"), GROUPS, model, shop.types, 100)


def test_constant_and_empty_columns_and_a_giant_outlier_do_no_harm(shop: Shop) -> None:
    customers = [{**one, "overdue": None, "city": "Qom"} for one in people(200)]
    customers[7]["monetary"] = 10**15
    found = read(learned(shop, shop.rows(customers)).body)
    assert set(found.preparation.features) == {"recency", "frequency", "monetary"}
    assert min(part.share for part in found.parts) > 0.1
