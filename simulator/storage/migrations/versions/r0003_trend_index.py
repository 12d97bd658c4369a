"""Make the index from which trends are summed up in order."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_replies_trend", "replies", ["week", "mode", "person_pk", "score"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_replies_trend", "replies")
