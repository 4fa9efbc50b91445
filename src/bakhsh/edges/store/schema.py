"""The catalogue's tables.

Columns hold what is searched by; `record` holds the whole value as JSON text (`codec`). Types are those PostgreSQL and
SQLite share. What changes here changes in a new file under `migrations/versions` too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)

__all__ = ["LAYOUTS", "Utc", "audit", "loads", "manifests", "metadata", "models", "notes", "numbers", "run_models",
           "runs", "tombstones", "wave_pieces", "waves"]  # fmt: skip

LAYOUTS = ("0001", "0002")
"""Every layout of the catalogue there has been, oldest first: the revisions under `migrations/versions`."""


class Utc(TypeDecorator[datetime]):
    """A moment: aware and in UTC for us, without a zone in the database, so every database keeps it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


metadata = MetaData()

numbers = Table(
    "numbers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The last number given of each kind: numbers are never given twice, whatever is removed."""

notes = Table(
    "notes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

loads = Table(
    "loads",
    metadata,
    Column("load", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("record", Text, nullable=False),
)

manifests = Table(
    "manifests",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("made_at", Utc, nullable=False),
    Column("record", Text, nullable=False),
)
"""Versions of the ledger; the highest is the current one."""

runs = Table(
    "runs",
    metadata,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("as_of", Date, nullable=False),
    Column("ledger", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("record", Text, nullable=False),
    Column("definitions", Text, nullable=False),
    Column("extra", Text, nullable=False),
)
Index(
    "one_current_run_a_day", runs.c.as_of, unique=True, sqlite_where=text("current"), postgresql_where=text("current")
)

models = Table(
    "models",
    metadata,
    Column("model", Integer, primary_key=True, autoincrement=False),
    Column("segmentation", Text, nullable=False),
    Column("definition", Text, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("record", Text, nullable=False),
)
Index("models_by_segmentation", models.c.segmentation, models.c.definition)

run_models = Table(
    "run_models",
    metadata,
    Column("run", Integer, ForeignKey("runs.run", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("model", Integer, ForeignKey("models.model"), nullable=False),
)

waves = Table(
    "waves",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("wave", Integer, primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
)

wave_pieces = Table(
    "wave_pieces",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("wave", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    ForeignKeyConstraint(["campaign", "wave"], ["waves.campaign", "waves.wave"]),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("token", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("forgotten_on", Date, nullable=False),
    Column("asked_by", Text, nullable=False),
)
"""People who were forgotten: a keyed hash of each of their ids and addresses, never these themselves."""

audit = Table(
    "audit",
    metadata,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("verb", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("record", Text, nullable=False),
)
"""What was done with people's data; `person` is the keyed hash of whose, empty where it was many people's."""
Index("audit_by_person", audit.c.person)
