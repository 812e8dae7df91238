"""This file is about how the migrations run: on the connection handed in, inside its transaction."""

from __future__ import annotations

from alembic import context

from fourscore.office.tables import Typed

connection = context.config.attributes["connection"]
# SQLite can take a table's changes back like any other; Alembic only has to be told.
context.configure(connection=connection, target_metadata=Typed.metadata, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
