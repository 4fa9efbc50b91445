"""How the catalogue's layout came to be: one file a change, run by Alembic when an older store is opened."""
