"""A campaign, and an engine that answers its audience."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest

from bakhsh.conditions import parse
from bakhsh.loop.targeting import audience
from bakhsh.specs import Campaign, Offer
from bakhsh.tables import CONTRACTS, Type

AS_OF = date(2011, 12, 1)
TYPES: Mapping[str, Type] = {"monetary": Type.MONEY, "recency": Type.INTEGER, "segment_of_value": Type.TEXT}


class Town:
    """Customers, permissions and contacts as dictionaries; `audience` is asked of a real engine."""

    as_of = AS_OF

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.compiled: dict[tuple[str, str, bool, int], str] = {}

    def campaign(self, condition: str = "recency >= 10", **declared: Any) -> Campaign:
        return Campaign("winback", parse(condition), Offer("ten"), **declared)

    def rows(self, customers: Iterable[Mapping[str, Any]]) -> pa.Table:
        given = [{"as_of": AS_OF, "recency": 30, "monetary": 0, **one} for one in customers]
        columns = [("as_of", pa.date32()), ("customer_id", pa.string())]
        schema = pa.schema(columns + [(name, kind.arrow) for name, kind in TYPES.items()])
        return pa.Table.from_pylist(given, schema=schema)

    def members(self, segments: Mapping[str, str]) -> pa.Table:
        given = [
            {"as_of": AS_OF, "segmentation": name, "customer_id": who, "segment": segment if name == "value" else "x"}
            for who, segment in segments.items()
            for name in ("value", "other")
        ]
        return pa.Table.from_pylist(given, schema=CONTRACTS["MEMBERS"].schema())

    def consent(self, *given: tuple[str, str, bool]) -> pa.Table:
        rows = [{"customer_id": who, "purpose": what, "granted": yes, "load": 1} for who, what, yes in given]
        return pa.Table.from_pylist(rows, schema=CONTRACTS["CONSENT"].schema())

    def sent(self, *attempts: tuple[str, date, str], campaign: str = "spring", wave: int = 1) -> pa.Table:
        rows = [
            {
                "campaign": campaign, "wave": wave, "customer_id": who, "channel": "file", "state": state, "cost": 0,
                "at": datetime.combine(day, datetime.min.time()),
            }
            for who, day, state in attempts
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=CONTRACTS["SENT"].schema())

    def arms(self, *lots: tuple[str, date, str]) -> pa.Table:
        rows = [
            {"campaign": "spring", "wave": 1, "customer_id": who, "arm": arm, "chance": 0.5, "as_of": day}
            for who, day, arm in lots
        ]
        return pa.Table.from_pylist(rows, schema=CONTRACTS["ARMS"].schema())

    def expression(
        self, campaign: Campaign, sent: str = "SENT", members: bool = True, as_of: date = AS_OF, wave: int = 1
    ) -> ibis.Table:
        """AUDIENCE without data."""
        columns = {"as_of": "date", "customer_id": "string", **{name: kind.ibis for name, kind in TYPES.items()}}
        return audience(
            campaign,
            ibis.table(columns, name="rows"),
            CONTRACTS["MEMBERS"].unbound() if members else None,
            CONTRACTS["CONSENT"].unbound(),
            CONTRACTS[sent].unbound(),
            TYPES,
            100,
            as_of,
            wave,
        )

    def sql(self, campaign: Campaign, sent: str, members: bool, wave: int) -> str:
        """The question for DuckDB; compiling is what takes the time."""
        key = (repr(campaign), sent, members, wave)
        if key not in self.compiled:
            question = self.expression(campaign, sent, members, wave=wave).order_by("customer_id")
            self.compiled[key] = ibis.to_sql(question, dialect="duckdb")
        return self.compiled[key]

    def audience(
        self,
        campaign: Campaign,
        customers: Iterable[Mapping[str, Any]],
        *,
        consent: pa.Table | None = None,
        sent: pa.Table | None = None,
        members: pa.Table | None = None,
        wave: int = 1,
    ) -> pa.Table:
        """AUDIENCE by customer_id, checked against its contract."""
        earlier = sent if sent is not None else self.sent()
        table = "ARMS" if "arm" in earlier.column_names else "SENT"
        question = self.sql(campaign, table, members is not None, wave)
        self.connection.register("rows", self.rows(customers))
        self.connection.register("members", members if members is not None else self.members({}))
        self.connection.register("consent", consent if consent is not None else self.consent())
        self.connection.register(table.lower(), earlier)
        answer = self.connection.sql(question).to_arrow_table()
        return CONTRACTS["AUDIENCE"].check(answer)

    def reasons(self, *args: Any, **kwargs: Any) -> dict[str, str | None]:
        """Why each candidate is left out."""
        table = self.audience(*args, **kwargs)
        return dict(zip(table["customer_id"].to_pylist(), table["suppressed_by"].to_pylist(), strict=True))


@pytest.fixture(scope="session")
def town() -> Town:
    return Town()
