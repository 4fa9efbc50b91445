"""Who customers are."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.demographic.ages import age, band

__all__ = ["learn", "readings"]


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Nothing is looked up yet: ages follow from the date of birth alone."""
    yield from ()
    return Learned()


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """age and age_band of every customer whose source says a date of birth."""
    customers = given.tables["customers"]
    known = customers.select("customer_id", age=age(customers.birth_date, given.as_of))
    return (known.mutate(age_band=band(known.age, given.files.demographic.age_bands)),)
