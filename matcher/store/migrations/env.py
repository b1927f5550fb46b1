"""Alembic's entry: run the versions on the connection that `matcher.store.upgrade` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="totsugo",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
