"""From which day a permission to profile counts, and for which days a withdrawal does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.loop.features.psychographic import people
from tests.loop.features.psychographic.people import AS_OF, consents

from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.loop.features.psychographic.consent import consenting
from bakhsh.specs import Psychographic


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    engine = DuckDB(tmp_path)
    yield engine
    engine.close()


def willing(engine: DuckDB, as_of: date, on: bool = True) -> set[str]:
    found = engine.query(consenting(people.given(Psychographic(on), as_of)))
    return set(found["customer_id"].to_pylist())


def test_a_permission_counts_from_its_day_on_and_not_before(engine: DuckDB) -> None:
    people.bind(engine, consent=[*consents("ann", since=AS_OF + timedelta(days=1)), *consents("bob", since=AS_OF)])
    assert willing(engine, AS_OF) == {"bob"}
    assert willing(engine, AS_OF + timedelta(days=1)) == {"ann", "bob"}


def test_a_withdrawal_counts_for_every_day_those_before_it_too(engine: DuckDB) -> None:
    later = AS_OF + timedelta(days=30)
    people.bind(engine, consent=[*consents("ann", granted=False, since=later), *consents("bob", granted=False)])
    assert willing(engine, AS_OF) == set()
    assert willing(engine, later) == set()


def test_a_permission_without_a_day_holds_for_every_day_unless_the_project_has_switched_it_off(engine: DuckDB) -> None:
    people.bind(engine, consent=consents("ann"))
    assert willing(engine, date(2001, 1, 1)) == {"ann"}
    assert willing(engine, AS_OF, on=False) == set()
