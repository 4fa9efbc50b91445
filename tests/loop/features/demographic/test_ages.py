"""Ages in completed years, and their bands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.loop.features.demographic.ages import OLDEST, age, band
from bakhsh.specs.demographic import band_names

DAY = date(2024, 3, 1)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(tmp_path_factory.mktemp("ages"))
    yield engine
    engine.close()


def aged(engine: DuckDB, born: list[date | None], as_of: date = DAY) -> list[int | None]:
    engine.bind("people", pa.table({"n": range(len(born)), "born": pa.array(born, pa.date32())}))
    people = ibis.table({"n": "int64", "born": "date"}, name="people")
    asked = people.select("n", age=age(people.born, as_of)).order_by("n")
    return engine.query(asked).column("age").to_pylist()


def test_a_year_is_complete_on_the_birthday_and_on_the_day_after_a_leap_day(engine: DuckDB) -> None:
    assert aged(engine, [date(2000, 3, 1), date(2000, 3, 2), date(2000, 2, 29)]) == [24, 23, 24]
    assert aged(engine, [date(2000, 2, 29)], date(2023, 2, 28)) == [22]


def test_ages_that_cannot_be_are_empty(engine: DuckDB) -> None:
    assert aged(engine, [None, DAY + timedelta(days=1), date(1893, 1, 1), DAY, date(DAY.year - OLDEST, 3, 1)]) == [
        None, None, None, 0, OLDEST,
    ]  # fmt: skip


def test_bands_are_named_by_their_first_and_last_year() -> None:
    assert band_names((18, 25, 65)) == ("under 18", "18-24", "25-64", "65+")


@pytest.mark.parametrize(
    ("years", "name"), [(17, "under 18"), (18, "18-24"), (24, "18-24"), (25, "25+"), (None, "unknown")]
)
def test_a_band_holds_its_first_year(engine: DuckDB, years: int | None, name: str) -> None:
    engine.bind("people", pa.table({"age": pa.array([years], pa.int64())}))
    people = ibis.table({"age": "int64"}, name="people")
    assert engine.query(people.select(band=band(people.age, (18, 25)))).column("band").to_pylist() == [name]


@given(st.lists(st.dates(date(1914, 1, 1), DAY), min_size=1, max_size=20))
def test_ages_are_those_of_the_civil_calendar(engine: DuckDB, born: list[date]) -> None:
    expected = [DAY.year - one.year - ((one.month, one.day) > (DAY.month, DAY.day)) for one in born]
    assert aged(engine, list(born)) == [years if 0 <= years <= OLDEST else None for years in expected]
