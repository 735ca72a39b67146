"""Runs revisions on the connection that `mmdesk.storage.migrate` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from mmdesk.storage.tables import SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SCHEMA,
    # SQLite changes a table only by building it anew.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
