"""Runs the scripts on the connection that `simulator.storage.upgrade` hands over."""

from alembic import context

from simulator.storage.tables_desk import AuditRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=AuditRow.metadata,
    compare_type=True,
)
context.run_migrations()
