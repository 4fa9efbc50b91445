"""An experiment that ran elsewhere, read from its file."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pytest

from bakhsh.errors import DataError, MissingColumn
from bakhsh.loop.uplift import measure_outside
from bakhsh.records import as_json

FILE = pa.table(
    {
        "group": ["mail", "mail", "mail", " none ", "none", "none", "call", "call", "call", "", None],
        "spend": ["1,200", "۱۲۰۰", "1200", "7", "8", "9", "8", "", "oops", "5", "5"],
        "visit": ["yes", "no", "بله", "0", "1", "no", "1", "1", "1", "1", "1"],
    }
)


def measured(outcome: str = "spend", arm: str = "mail"):  # type: ignore[no-untyped-def]
    found = measure_outside(FILE, arm="group", control="none", outcomes=[outcome])
    return {one.arm: one for one in found}[arm]


def test_every_arm_is_measured_against_the_control_for_every_outcome() -> None:
    found = measure_outside(FILE, arm="group", control="none", outcomes=["spend", "visit"])
    assert [(one.arm, one.outcome) for one in found] == [
        ("call", "spend"), ("call", "visit"), ("mail", "spend"), ("mail", "visit"),
    ]  # fmt: skip
    json.dumps(as_json(found), allow_nan=False)


def test_numbers_may_be_text_in_either_script() -> None:
    found = measured()
    assert (found.treated, found.holdout) == (3, 3)
    assert (found.treated_mean, found.holdout_mean) == (1200, 8)
    assert found.difference.estimate == 1192
    assert found.incremental.estimate == 1192 * 3
    assert found.verdict == "works"


def test_yes_and_no_are_read_and_stay_within_one() -> None:
    found = measured("visit")
    assert found.treated_mean == pytest.approx(2 / 3)
    assert -1 <= found.difference.low <= found.difference.high <= 1


def test_what_does_not_count_is_counted_and_said() -> None:
    found = measured(arm="call")
    assert (found.treated, found.difference, found.verdict) == (1, None, "cannot_tell")
    said = {one.id: one.args.get("count") for one in found.notes}
    assert said == {
        "uplift.rows_without_arm": 2,
        "uplift.empty_outcomes": 1,
        "uplift.unreadable_outcomes": 1,
        "uplift.too_few_in_an_arm": None,
        "uplift.several_comparisons": None,
    }


def test_numbers_that_are_numbers_already_are_taken_and_infinities_are_not() -> None:
    table = pa.table({"arm": [0, 0, 0, 1, 1, 1], "value": [1.0, 2.0, float("nan"), 5.0, 6.0, float("inf")]})
    (found,) = measure_outside(table, arm="arm", control="0", outcomes=["value"])
    assert (found.arm, found.treated, found.holdout, found.difference.estimate) == ("1", 2, 2, 4.0)
    assert found.notes[0].args["count"] == 2


@pytest.mark.parametrize(("arm", "outcome", "said"), [("grp", "spend", "group"), ("group", "spent", "spend")])
def test_a_missing_column_is_answered_with_the_near_ones(arm: str, outcome: str, said: str) -> None:
    with pytest.raises(MissingColumn, match=said):
        measure_outside(FILE, arm=arm, control="none", outcomes=[outcome])


def test_an_unknown_control_is_answered_with_the_known_arms() -> None:
    with pytest.raises(DataError, match=r"call.*mail.*none"):
        measure_outside(FILE, arm="group", control="nobody", outcomes=["spend"])


def test_a_column_without_numbers_is_refused() -> None:
    with pytest.raises(DataError, match="group"):
        measure_outside(FILE, arm="group", control="none", outcomes=["group"])


def test_a_single_group_has_nothing_to_be_compared_with() -> None:
    table = pa.table({"arm": ["a", "a"], "value": [1, 2]})
    with pytest.raises(DataError, match="one group"):
        measure_outside(table, arm="arm", control="a", outcomes=["value"])


def test_a_column_of_ids_is_not_taken_for_arms() -> None:
    table = pa.table({"arm": [str(one) for one in range(60)], "value": list(range(60))})
    with pytest.raises(DataError, match="60"):
        measure_outside(table, arm="arm", control="1", outcomes=["value"])


def test_an_empty_file_is_refused_in_words() -> None:
    table = pa.table({"arm": pa.array([], pa.string()), "value": pa.array([], pa.string())})
    with pytest.raises(DataError):
        measure_outside(table, arm="arm", control="a", outcomes=["value"])


@pytest.mark.data
def test_the_hillstrom_mailing_brought_the_visits_its_author_published(real_data: Path) -> None:
    texts = pv.ConvertOptions(column_types={name: pa.string() for name in ("visit", "conversion", "spend")})
    table = pv.read_csv(real_data / "hillstrom_email" / "hillstrom.csv", convert_options=texts)
    found = measure_outside(table, arm="segment", control="No E-Mail", outcomes=["visit", "spend"])
    points = {one.arm: 100 * one.difference.estimate for one in found if one.outcome == "visit" and one.difference}
    assert points["Womens E-Mail"] == pytest.approx(4.52, abs=0.01)
    assert points["Mens E-Mail"] == pytest.approx(7.66, abs=0.01)
    assert {one.verdict for one in found} == {"works"}
