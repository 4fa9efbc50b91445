"""A year of a real shop, month by month: the whole watch over thirteen snapshots."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import bakhsh


@pytest.mark.slow
@pytest.mark.data
def test_months_of_a_real_year_add_up_and_every_customer_has_a_path(real_year: Path) -> None:
    with bakhsh.open(real_year) as ws:
        runs = sorted((one for one in ws.runs() if one.current), key=lambda one: one.as_of)
        assert len(runs) == 13
        for before, after in [*pairwise(runs)][::4]:
            found = ws.migration("value", before.as_of, after.as_of)
            for segment in found.segments:
                assert found.size(segment, before=True) == before.sizes["value"].get(segment, 0)
                assert found.size(segment, before=False) == after.sizes["value"].get(segment, 0)
            assert sum(found.causes.values()) == after.customers
            assert found.causes["definition"] == found.causes["market"] == found.causes["left"] == 0
        steps = [one for one in ws.explain("12347").path if one.segmentation == "value"]
        assert [step.from_segment for step in steps[1:]] == [step.segment for step in steps[:-1]]
        assert steps[-1].segment == "champions"
        survival = ws.survival()
        assert (survival.customers, survival.lost, survival.median) == (4_327, 2_690, 91)
        cohorts = ws.retention()
        assert [one.size for one in cohorts.cohorts][:3] == [883, 415, 381]
        paid = sum(sum(one.revenue) for one in cohorts.cohorts)
        revenue = ws.overview().revenue
        assert 0 <= paid - revenue < 0.01 * revenue  # who only gave back is in no cohort
