"""Alembic's scripts, run by `simulator.storage.upgrade`."""
