"""Run by Alembic: applies the changes on the connection it is given, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from bakhsh.edges.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
