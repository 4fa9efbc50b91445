"""The second layout: who was forgotten, and what was done with people's data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables; what an older store remembers stays as it is."""
    op.create_table(
        "tombstones",
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("forgotten_on", sa.Date, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("entry", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("verb", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("audit_by_person", "audit", ["person"])
