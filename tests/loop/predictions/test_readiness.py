"""The ladder: what is predicted of how much, and the words for what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bakhsh.errors import NotReady
from bakhsh.loop.predictions.readiness import FEWEST_REPEAT, WHOLE_REPEAT, Seen, judged
from bakhsh.specs import Predictions

SPEC = Predictions(on=True)
ENOUGH = Seen(
    customers=1000, repeaters=400, repeats=900, history=400, quiet=0, priced=390, spent=1e6, largest=1e4,
    days=380, gap=3,
)  # fmt: skip


def test_enough_data_reach_the_top_without_a_word() -> None:
    assert judged(ENOUGH, SPEC) == judged(ENOUGH, replace(SPEC, model="bg_nbd"))
    ready = judged(ENOUGH, SPEC)
    assert (ready.rung, ready.spend, ready.said) == ("whole", True, ())


@pytest.mark.parametrize("repeaters", [FEWEST_REPEAT, WHOLE_REPEAT - 1])
def test_few_repeat_customers_get_a_plain_model_and_are_told_so(repeaters: int) -> None:
    ready = judged(replace(ENOUGH, repeaters=repeaters), SPEC)
    assert ready.rung == "thin"
    assert [one.id for one in ready.said] == ["predictions.thin"]
    assert judged(replace(ENOUGH, repeaters=WHOLE_REPEAT), SPEC).rung == "whole"


@pytest.mark.parametrize(
    ("seen", "reasons"),
    [
        (replace(ENOUGH, customers=1, repeaters=0, history=0), ["few_customers", "few_repeat", "short_history"]),
        (replace(ENOUGH, repeaters=0), ["few_repeat"]),
        (replace(ENOUGH, repeaters=FEWEST_REPEAT - 1), ["few_repeat"]),
        (replace(ENOUGH, history=89), ["short_history"]),
        (replace(ENOUGH, customers=99), ["few_customers"]),
    ],
)
def test_too_little_is_said_with_all_that_is_missing(seen: Seen, reasons: list[str]) -> None:
    with pytest.raises(NotReady) as raised:
        judged(seen, SPEC)
    said = raised.value.sentence.args["reasons"]
    assert isinstance(said, tuple)
    assert [getattr(one, "id", "") for one in said] == [f"predictions.{name}" for name in reasons]
    assert raised.value.hint is not None


@pytest.mark.parametrize(
    ("seen", "doubt"),
    [
        (replace(ENOUGH, history=179), "little_history"),
        (replace(ENOUGH, priced=FEWEST_REPEAT - 1), "no_spend"),
        (replace(ENOUGH, largest=5.1e5), "one_outlier"),
        (replace(ENOUGH, gap=28), "still_days"),
        (replace(ENOUGH, quiet=28), "quiet_end"),
        (replace(ENOUGH, undated=3, rows=1000), "undated"),
    ],
)
def test_a_doubt_is_said_beside_what_is_predicted(seen: Seen, doubt: str) -> None:
    ready = judged(seen, SPEC)
    assert [one.id for one in ready.said] == [f"predictions.{doubt}"]
    assert ready.spend == (doubt != "no_spend")


def test_a_shop_that_is_seldom_open_is_not_taken_for_one_with_missing_days() -> None:
    assert judged(replace(ENOUGH, gap=60, days=150), SPEC).said == ()
