"""What Alembic runs: the migrations, inside the transaction that it was handed."""

from alembic import context

from cxzy.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
