"""Runs the scripts on the connection that `simulator.storage.upgrade` hands over."""

from alembic import context

from simulator.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
