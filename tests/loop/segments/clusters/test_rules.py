"""Clusters written as conditions put people where the tree does, and so nearly where the clusters do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from tests.loop.segments.clusters.planted import GROUPS, learned, people
from tests.loop.segments.conftest import Shop

from bakhsh import conditions
from bakhsh.loop.segments import assign
from bakhsh.loop.segments.cluster.preparing import Preparation
from bakhsh.loop.segments.clusters import written
from bakhsh.loop.segments.clusters.model import Found, Part, read
from bakhsh.loop.segments.clusters.rules import rules
from bakhsh.loop.segments.clusters.tree import grown
from bakhsh.tables import Type


def test_frozen_clusters_are_nearly_the_clusters(shop: Shop) -> None:
    rows = shop.rows([*people(240), {"frequency": 0}])
    model = learned(shop, rows)
    parts = [(segment.name, conditions.parse(text)) for segment, text in written(GROUPS, model, 100)]
    assert parts[0][0] == "no_purchase"
    members = shop.ask(assign(shop.unbound(), GROUPS, model, shop.types, 100), rows=rows)
    places = dict(zip(members["customer_id"].to_pylist(), members["segment"].to_pylist(), strict=True))
    same = 0
    for row in rows.to_pylist():
        first = next(name for name, where in parts if conditions.evaluate(where, row, shop.types, 100))
        same += first == places[row["customer_id"]]
    assert same / len(places) >= read(model.body).tree["agrees"] - 0.005


def test_a_tree_can_be_grown_with_fewer_leaves() -> None:
    random = np.random.default_rng(1)
    squared, sample = random.random((200, 4)), pa.table({"recency": random.random(200), "overdue": random.random(200)})
    numeric = dict.fromkeys(sample.column_names, True)
    whole, short = (grown(sample, numeric, squared, leaves=leaves) for leaves in (0, 4))
    assert short["leaves"] <= 4 < whole["leaves"] <= 8
    assert short["agrees"] <= whole["agrees"]


def leaf(cluster: int) -> dict[str, Any]:
    return {"cluster": cluster, "share": 0.5}


def said(tree: dict[str, Any], **types: Type) -> dict[str, str]:
    parts = tuple(Part(f"cluster_{at}", (0.0,), 0.5, 1.0, 1.0, {}) for at in (1, 2))
    return rules(Found(Preparation(()), parts, (), False, 2, 9, tree={"tree": tree}, types=types), 100)


def test_money_is_written_in_its_unit_and_an_empty_number_goes_with_the_small_ones() -> None:
    tree = {"feature": "monetary", "at": 1250.0, "yes": leaf(1), "no": leaf(0)}
    assert said(tree, monetary=Type.MONEY) == {
        "cluster_1": "monetary > 12.5", "cluster_2": "(monetary <= 12.5 or monetary is empty)",
    }  # fmt: skip


def test_of_two_ends_on_one_side_the_narrower_is_written() -> None:
    inner = {"feature": "recency", "at": 10.0, "yes": leaf(0), "no": leaf(1)}
    tree = {"feature": "recency", "at": 30.0, "yes": inner, "no": leaf(0)}
    assert said(tree, recency=Type.INTEGER) == {
        "cluster_1": "(recency <= 10 or recency is empty) or recency > 30",
        "cluster_2": "recency <= 30 and recency > 10",
    }  # fmt: skip


def test_words_truths_and_emptiness_are_written_so_that_they_parse() -> None:
    empty = {"feature": "overdue", "at": None, "yes": leaf(0), "no": leaf(1)}
    paid = {"feature": "paid", "word": "true", "yes": leaf(0), "no": empty}
    unknown = {"feature": "city", "word": "unknown", "yes": leaf(1), "no": paid}
    tree = {"feature": "city", "word": "O'Hare", "yes": leaf(1), "no": unknown}
    for text in said(tree, city=Type.TEXT, paid=Type.BOOLEAN, overdue=Type.NUMBER).values():
        conditions.parse(text)
        assert "O''Hare" in text
