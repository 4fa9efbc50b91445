"""watch.toml: what is taken, and what is said of mistakes."""

from __future__ import annotations

import pytest

from bakhsh import project
from bakhsh.errors import ProjectErrors
from bakhsh.specs import FeedLimits, Watch

BEGUN = {
    "bakhsh.toml": 'name = "Shop"\n',
    "data/orders.toml": (
        'table = "lines"\nfiles = "orders.csv"\n'
        '[columns]\norder_id = "id"\ncustomer_id = "who"\nordered_at = "day"\namount = "sum"\n'
    ),
}


def read(text: str) -> Watch:
    return project.read_texts({**BEGUN, "watch.toml": text}).watch


def mistakes(text: str) -> list[str]:
    with pytest.raises(ProjectErrors) as caught:
        read(text)
    return [error.sentence.id for error in caught.value.errors]


def test_without_the_file_there_are_good_limits() -> None:
    assert project.read_texts(BEGUN).watch == Watch()
    assert (Watch().noticed, Watch().drift, Watch().refit) == (0.1, 0.25, "when_told")


def test_a_source_says_only_where_it_differs() -> None:
    found = read("drift = 0.3\n[sources]\nlate_days = 5\n[source.orders]\nshrinking = 0.8\n")
    assert found.drift == 0.3
    assert found.feed("orders") == FeedLimits(late_days=5, shrinking=0.8)
    assert found.feed("events") == FeedLimits(late_days=5)


def test_names_nobody_knows_are_told_with_the_near_ones() -> None:
    text = 'features = ["recencey", "frequency"]\n[source.order]\nlate_days = 1\n'
    found = project.check(project.read_texts({**BEGUN, "watch.toml": text}))
    assert [one.sentence.id for one in found] == ["verdict.unknown_feature", "verdict.unknown_source"]
    assert "recency" in str(found[0])


def test_what_is_serious_must_be_more_than_what_is_noticed() -> None:
    assert mistakes("noticed = 0.3\ndrift = 0.2\n") == ["verdict.limits_turned"]


def test_shares_lie_between_nothing_and_all() -> None:
    assert mistakes("leaving = 30\n") == ["project.outside"]
