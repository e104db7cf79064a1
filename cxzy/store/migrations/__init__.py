"""The schema's history: Alembic revisions, each never changed again once released."""
