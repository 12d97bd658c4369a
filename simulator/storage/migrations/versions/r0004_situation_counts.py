"""Count replies by person, situation and week; put the key of the counts into the order in which they are summed up."""

import sqlalchemy as sa
from alembic import op

from simulator.storage.columns import Key

revision = "0004"
down_revision = "0003"

_SLOW_MS = 10_000
_SUMS = """
    INSERT INTO situation_counts
        (person_pk, situation, mode, week, replies, passed, scored, total, timed, ms, slow)
    SELECT person_pk, situation, mode, week, COUNT(*), COUNT(CASE WHEN verdict = 'pass' THEN 1 END), COUNT(score),
        COALESCE(SUM(score), 0), COUNT(ms), COALESCE(SUM(ms), 0), COUNT(CASE WHEN ms > :slow THEN 1 END)
    FROM replies GROUP BY person_pk, situation, mode, week
"""
_COUNTS = "person_pk, element, mode, week, met, missed, unsure"


def upgrade() -> None:
    """Make the counts from the replies, and drop the indexes that held all that was summed up."""
    op.create_table(
        "situation_counts",
        sa.Column("person_pk", Key, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("situation", "mode")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("week", "replies", "passed", "scored", "total")),
        sa.Column("timed", sa.Integer, nullable=False),
        sa.Column("ms", sa.BigInteger, nullable=False),
        sa.Column("slow", sa.Integer, nullable=False),
        *_keys("situation_counts", "person_pk", "situation", "mode", "week"),
        sqlite_with_rowid=False,
    )
    op.execute(sa.text(_SUMS).bindparams(slow=_SLOW_MS))
    _element_counts("person_pk", "element", "mode", "week")
    op.create_index("ix_replies_person", "replies", ["person_pk", "situation", "at", "mode", "score", "critical"])
    op.drop_index("ix_replies_trend", "replies")
    op.drop_index("ix_replies_report", "replies")


def downgrade() -> None:
    """Make the indexes again, and drop the counts."""
    columns = ["person_pk", "situation", "mode", "week", "score", "verdict", "ms"]
    op.create_index("ix_replies_report", "replies", columns)
    op.create_index("ix_replies_trend", "replies", ["week", "mode", "person_pk", "score"])
    op.drop_index("ix_replies_person", "replies")
    _element_counts("person_pk", "week", "mode", "element")
    op.drop_table("situation_counts")


def _element_counts(*key: str) -> None:
    """Make the table anew with another order of its key; both databases keep rows in that order."""
    op.execute(f"CREATE TEMPORARY TABLE kept AS SELECT {_COUNTS} FROM element_counts")
    op.drop_table("element_counts")
    op.create_table(
        "element_counts",
        sa.Column("person_pk", Key, nullable=False),
        sa.Column("element", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("week", "met", "missed", "unsure")),
        *_keys("element_counts", *key),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO element_counts ({_COUNTS}) SELECT {_COUNTS} FROM kept ORDER BY {', '.join(key)}")
    op.drop_table("kept")


def _keys(table: str, *columns: str) -> tuple[sa.PrimaryKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["person_pk"], ["persons.pk"], name=f"fk_{table}_person_pk", ondelete="CASCADE"),
    )
