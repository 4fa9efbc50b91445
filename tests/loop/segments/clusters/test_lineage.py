"""A refit: names survive, and what is new, split, merged or gone is said."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from tests.loop.segments.clusters.planted import GROUPS, learned, people
from tests.loop.segments.conftest import Shop

from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.loop.segments import assign, news
from bakhsh.loop.segments.clusters.lineage import descent, said
from bakhsh.loop.segments.clusters.model import read
from bakhsh.records import Model
from bakhsh.specs import Cluster, Segmentation


def places(shop: Shop, segmentation: Segmentation, model: Model, customers: list[dict[str, object]]) -> dict[str, str]:
    members = shop.ask(assign(shop.unbound(), segmentation, model, shop.types, 100), rows=shop.rows(customers))
    return dict(zip(members["customer_id"].to_pylist(), members["segment"].to_pylist(), strict=True))


def five(k: int) -> Segmentation:
    return Segmentation("groups", "cluster", cluster=Cluster(("recency", "frequency", "monetary"), (k, k)))


@pytest.mark.parametrize("seed", [1, 2])
def test_names_survive_a_refit_on_most_customers_and_a_month_of_new_ones(shop: Shop, seed: int) -> None:
    everybody = people(240, seed)
    first = learned(shop, shop.rows(everybody))
    later = [*everybody[24:], *people(24, seed + 10)]
    second = learned(shop, shop.rows(later), before=first)
    before, after = (places(shop, GROUPS, model, later) for model in (first, second))
    assert sum(before[one] == after[one] for one in before) >= 0.95 * len(later)
    assert read(second.body).lineage == ()
    was, now = ({part.name: dict(part.title) for part in read(model.body).parts} for model in (first, second))
    assert was == now


def test_a_planted_new_group_is_born(shop: Shop) -> None:
    first = learned(shop, shop.rows(people(200)), five(4))
    second = learned(shop, shop.rows([*people(200), *people(250, 3, 5)[4::5]]), five(5), before=first)
    found = read(second.body)
    assert [(event["what"], event["name"]) for event in found.lineage] == [("born", "cluster_5")]
    assert any("is new" in str(one) for one in news(five(5), second))


def test_numbers_are_never_given_twice(shop: Shop) -> None:
    first = learned(shop, shop.rows(people(200)), five(4))
    second = learned(shop, shop.rows(people(200, 2, 3)), five(3), before=first)
    third = learned(shop, shop.rows(people(200)), five(4), before=second)
    gone = {part.name for part in read(first.body).parts} - {part.name for part in read(second.body).parts}
    assert len(gone) == 1
    again = {part.name for part in read(third.body).parts} - {part.name for part in read(second.body).parts}
    assert again == {"cluster_5"}


def test_the_news_begin_with_how_many_there_are_and_how_far_to_trust_them(shop: Shop) -> None:
    customers = [{**one, "overdue": None} for one in people(200)]
    asked = Segmentation("groups", "cluster", cluster=Cluster(("recency", "frequency", "overdue"), (4, 4)))
    model = learned(shop, shop.rows(customers), asked)
    reading = {"natural": "natural", "reproducible": "reproducible", "constructed": "constructed", "none": "structure"}
    for language, left_out in (("en", "left out"), ("fa", "در فاصله‌ها نیامد")):
        first, second, *more = [render(one, locale_for(language)) for one in news(asked, model)]
        assert "groups" in first
        assert "4" in first or "۴" in first
        assert language == "fa" or reading[read(model.body).story["reading"]] in second.lower()
        assert any("overdue" in one and left_out in one for one in more), more


def test_a_cluster_nobody_is_left_in_is_not_told_as_spread() -> None:
    told = descent(("cluster_1", "cluster_2"), (1.0, 1.0), 2, shared([90], [0]), np.ones((2, 1)))
    (event,) = told.events
    assert (event["what"], event["name"]) == ("emptied", "cluster_2")
    titles = {"cluster_2": {"en": "Newcomers", "fa": "تازه‌واردها"}}
    assert "nobody is left" in render(said(event, titles), locale_for("en"))
    assert "کسی در آن نمانده" in render(said(event, titles), locale_for("fa"))


WITHOUT = Segmentation("groups", "cluster", cluster=Cluster(("recency", "frequency", "monetary", "city"), (4, 4)))


def test_names_survive_by_who_was_where_when_a_feature_is_gone(shop: Shop) -> None:
    everybody = people(240)
    first = learned(shop, shop.rows(everybody))
    was = shop.ask(assign(shop.unbound(), GROUPS, first, shop.types, 100), rows=shop.rows(everybody))
    later = [*everybody, *people(24, 11)]
    members = was.select(["customer_id", "segment"])
    second = learned(shop, shop.rows(later), WITHOUT, first, lost=("overdue",), members=members)
    before, after = dict(zip(*members.to_pydict().values(), strict=True)), places(shop, WITHOUT, second, later)
    assert sum(before[one] == after[one] for one in before) >= 0.95 * len(before)
    assert read(second.body).lineage == ()
    (told,) = (one for one in read(second.body).story["notes"] if one.id == "clustering.names_by_members")
    assert "4 of 4 kept their names" in render(told, locale_for("en"))
    assert "۴ خوشه از ۴ خوشه" in _seen(render(told, locale_for("fa")))


@pytest.mark.parametrize("members", [None, pa.table({"customer_id": ["x1"], "segment": ["cluster_1"]})])
def test_names_that_cannot_be_carried_over_are_told(shop: Shop, members: pa.Table | None) -> None:
    first = learned(shop, shop.rows(people(240)))
    second = learned(shop, shop.rows(people(240)), WITHOUT, first, lost=("overdue",), members=members)
    assert read(second.body).lineage == ()
    assert {one.name for one in read(second.body).parts} == {f"cluster_{at}" for at in range(5, 9)}
    told = [one for one in news(WITHOUT, second) if "could not be carried over" in str(one)]
    assert len(told) == 1
    assert "منتقل نشد" in render(told[0], locale_for("fa"))


def _seen(text: str) -> str:
    return "".join(sign for sign in text if not "\u2066" <= sign <= "\u2069")


def shared(*rows: list[int]) -> np.ndarray:
    return np.array(rows, np.int64)


def test_halves_of_a_cluster_are_told_as_split() -> None:
    told = descent(("cluster_1", "cluster_2"), (1.0, 1.0), 2, shared([60, 40, 0], [0, 0, 100]), np.ones((2, 3)))
    assert told.names == ("cluster_1", "cluster_3", "cluster_2")
    assert [(one["what"], one["name"], one["of"]) for one in told.events] == [("split", "cluster_3", "cluster_1")]


def test_a_cluster_that_went_into_another_is_told_as_merged() -> None:
    told = descent(
        ("cluster_1", "cluster_2", "cluster_7"), (1.0,) * 3, 7, shared([90, 0], [60, 5], [0, 80]), np.ones((3, 2))
    )
    assert told.names == ("cluster_1", "cluster_7")
    assert [(one["what"], one["name"], one["of"]) for one in told.events] == [("merged", "cluster_2", "cluster_1")]


def test_a_cluster_whose_customers_are_spread_has_vanished() -> None:
    told = descent(
        ("cluster_1", "cluster_2", "cluster_3", "cluster_4"), (1.0,) * 4, 4,
        shared([90, 0, 0], [20, 21, 22], [0, 90, 0], [0, 0, 90]), np.ones((4, 3)),
    )  # fmt: skip
    assert [(one["what"], one["name"]) for one in told.events] == [("vanished", "cluster_2")]


def test_a_group_far_from_everything_is_born_though_it_was_nearest_to_one() -> None:
    away = np.array([[1.0, 4.0]])
    told = descent(("cluster_1",), (1.0,), 1, shared([100, 60]), away)
    assert [(one["what"], one["name"]) for one in told.events] == [("born", "cluster_2")]
