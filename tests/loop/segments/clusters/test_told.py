"""Every number that was tried says what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from bakhsh.language.sentences import Sentence
from bakhsh.loop.segments.clusters.told import candidates

SMALL = Sentence("clusters.struck_small", {"smallest": 3, "least": 10})


def tried(k: int, agreement: float, valleys: int, **further: Any) -> dict[str, Any]:
    usual = {"smallest": 0.2, "error": 0.01, "low": agreement - 0.1, "separation": 0.5, "in_range": 4 <= k <= 8}
    return {"k": k, "agreement": agreement, "valleys": valleys, "struck": None, **usual, **further}


def why(taken: int, *each: dict[str, Any]) -> dict[int, str]:
    found = candidates({"k": taken, "range": [4, 8], "candidates": list(each)})
    assert [one.k for one in found if one.chosen] == [taken]
    return {one.k: one.why.id.removeprefix("clustering.why_") for one in found}


def test_where_valleys_decide_the_others_say_what_they_lack() -> None:
    found = why(
        5,
        tried(3, 0.99, 3),
        tried(4, 0.99, 4),
        tried(5, 0.98, 5),
        tried(6, 0.4, 6),
        tried(7, 0.9, 5),
        tried(8, 0.9, 8, struck=SMALL),
        tried(9, 0.9, 2),
    )
    assert found == {
        3: "outside_parted", 4: "fewer", 5: "parted", 6: "unreliable", 7: "not_parted", 8: "small", 9: "outside",
    }  # fmt: skip


def test_where_reliability_decides_the_nearly_as_good_are_told_from_the_worse() -> None:
    found = why(6, tried(4, 0.5, 4), tried(5, 0.805, 1, low=0.2), tried(6, 0.8, 2), tried(7, 0.7, 0))
    assert found == {4: "less_reliable", 5: "worse_at_worst", 6: "reliable", 7: "less_reliable"}


def test_clusters_that_kept_no_error_are_told_with_one_from_their_worst_twentieth() -> None:
    old = [tried(4, 0.8, 1), tried(5, 0.6, 2)]
    for one in old:
        del one["error"]
    found = candidates({"k": 4, "range": [4, 8], "candidates": old})
    assert found[0].agreement.low == pytest.approx(0.8 - 1.96 * 0.1 / 1.645 * 0.1253, abs=1e-4)
    assert found[1].why.id == "clustering.why_less_reliable"


def test_the_interval_stays_on_the_scale_and_holds_the_median() -> None:
    only = candidates({"k": 4, "range": [4, 8], "candidates": [tried(4, 0.999, 4, error=0.02)]})[0].agreement
    assert (only.estimate, only.high) == (0.999, 1.0)
    assert 0.95 < only.low < 0.97


def test_the_number_of_clusters_that_run_together_is_said() -> None:
    found = candidates({"k": 5, "range": [4, 8], "candidates": [tried(5, 0.98, 5), tried(7, 0.9, 5)]})
    assert str(found[1].why) == "2 clusters run into their neighbours."
