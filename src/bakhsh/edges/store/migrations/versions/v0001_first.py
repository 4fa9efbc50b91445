"""The first layout: numbers, notes, loads, manifests, runs, models and waves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    _make_ledger()
    _make_runs()
    _make_waves()


def _make_ledger() -> None:
    op.create_table(
        "numbers", sa.Column("name", sa.Text, primary_key=True), sa.Column("last", sa.Integer, nullable=False)
    )
    op.create_table("notes", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
    op.create_table(
        "loads",
        sa.Column("load", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "manifests",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )


def _make_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("ledger", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("definitions", sa.Text, nullable=False),
        sa.Column("extra", sa.Text, nullable=False),
    )
    current = sa.text("current")
    op.create_index(
        "one_current_run_a_day", "runs", ["as_of"], unique=True, sqlite_where=current, postgresql_where=current
    )
    op.create_table(
        "models",
        sa.Column("model", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("segmentation", sa.Text, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("models_by_segmentation", "models", ["segmentation", "definition"])
    op.create_table(
        "run_models",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.run", ondelete="CASCADE"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("model", sa.Integer, sa.ForeignKey("models.model"), nullable=False),
    )


def _make_waves() -> None:
    op.create_table(
        "waves",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("wave", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "wave_pieces",
        sa.Column("campaign", sa.Text, primary_key=True),
        sa.Column("wave", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["campaign", "wave"], ["waves.campaign", "waves.wave"]),
    )
