"""The audience holds every customer the campaign is meant for, and nobody else."""

from __future__ import annotations

from typing import Any

import ibis
import pytest

from bakhsh.errors import UnknownName
from bakhsh.loop.targeting import needs
from bakhsh.tables import CONTRACTS


def test_only_customers_for_whom_the_condition_holds_are_candidates(town: Any) -> None:
    customers = [
        {"customer_id": "a", "recency": 10},
        {"customer_id": "b", "recency": 9},
        {"customer_id": "c", "recency": None},
    ]
    assert list(town.reasons(town.campaign("recency >= 10"), customers)) == ["a"]


def test_money_in_the_condition_is_in_the_projects_unit(town: Any) -> None:
    customers = [{"customer_id": "a", "monetary": 500_00}, {"customer_id": "b", "monetary": 499_99}]
    assert list(town.reasons(town.campaign("monetary >= 500"), customers)) == ["a"]


def test_the_row_says_campaign_wave_offer_and_segment(town: Any) -> None:
    members = town.members({"a": "slipping"})
    table = town.audience(
        town.campaign(segmentation="value"), [{"customer_id": "a"}, {"customer_id": "b"}], members=members, wave=3
    )
    assert table.column_names == list(CONTRACTS["AUDIENCE"].names)
    first, second = table.to_pylist()
    assert (first["campaign"], first["wave"], first["offer"], first["segment"]) == ("winback", 3, "ten", "slipping")
    assert first["expected_margin"] is None
    assert second["segment"] is None


def test_without_a_segmentation_the_segment_is_empty(town: Any) -> None:
    members = town.members({"a": "slipping"})
    assert town.audience(town.campaign(), [{"customer_id": "a"}], members=members)["segment"].to_pylist() == [None]


def test_a_place_in_a_segment_can_choose_the_audience(town: Any) -> None:
    campaign = town.campaign("in_segment('value', 'slipping')")
    customers = [{"customer_id": "a", "segment_of_value": "slipping"}, {"customer_id": "b", "segment_of_value": "best"}]
    assert [one.name for one in needs(campaign)] == ["segment_of_value"]
    assert list(town.reasons(campaign, customers)) == ["a"]


def test_an_unknown_feature_is_refused_before_any_question(town: Any) -> None:
    with pytest.raises(UnknownName):
        town.expression(town.campaign("recensy >= 10"))


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "postgres"])
@pytest.mark.parametrize("sent", ["SENT", "ARMS"])
@pytest.mark.parametrize("members", [True, False])
def test_the_audience_compiles_for_every_engine(town: Any, dialect: str, sent: str, members: bool) -> None:
    campaign = town.campaign(segmentation="value", consent="sms", rest_days=30, limit=5)
    assert "over_limit" in ibis.to_sql(town.expression(campaign, sent, members), dialect=dialect)
