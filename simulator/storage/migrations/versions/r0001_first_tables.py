"""Make the tables of people, calls and reports."""

import sqlalchemy as sa
from alembic import op

from simulator.storage.columns import Instant, Key

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _people()
    _calls()
    _replies()
    _violations()
    _element_counts()


def downgrade() -> None:
    """Drop them."""
    for table in ("element_counts", "violations", "replies", "events", "calls", "sessions", "persons"):
        op.drop_table(table)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _one(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=f"uq_{table}_{column}")


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete="CASCADE")


def _people() -> None:
    op.create_table(
        "persons",
        sa.Column("pk", Key, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        _key("persons", "pk"),
        _one("persons", "id"),
        _one("persons", "name_key"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("person_pk", Key, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        _key("sessions", "token_hash"),
        _of("sessions", "person_pk", "persons.pk"),
    )
    op.create_index("ix_sessions_person_pk", "sessions", ["person_pk"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("pk", Key, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("person_pk", Key, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("scenario", "mode", "difficulty")),
        sa.Column("branch_of", sa.Text),
        sa.Column("counts", sa.Boolean, nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
        sa.Column("end_reason", sa.Text),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("length", "replies", "scored", "score_sum", "criticals")
        ),
        _key("calls", "pk"),
        _one("calls", "id"),
        _of("calls", "person_pk", "persons.pk"),
    )
    op.create_index("ix_calls_person_pk_began_at", "calls", ["person_pk", "began_at"])
    op.create_table(
        "events",
        sa.Column("call_pk", Key, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        _key("events", "call_pk", "seq"),
        _of("events", "call_pk", "calls.pk"),
        sqlite_with_rowid=False,
    )


def _replies() -> None:
    op.create_table(
        "replies",
        sa.Column("call_pk", Key, nullable=False),
        sa.Column("turn", sa.SmallInteger, nullable=False),
        sa.Column("part", sa.SmallInteger, nullable=False),
        sa.Column("person_pk", Key, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("situation", sa.Text, nullable=False),
        sa.Column("step", sa.SmallInteger, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("score", sa.SmallInteger),
        _key("replies", "call_pk", "turn", "part"),
        _of("replies", "call_pk", "calls.pk"),
        _of("replies", "person_pk", "persons.pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_replies_report", "replies", ["person_pk", "situation", "mode", "week", "score", "verdict"])


def _violations() -> None:
    op.create_table(
        "violations",
        sa.Column("call_pk", Key, nullable=False),
        sa.Column("turn", sa.SmallInteger, nullable=False),
        sa.Column("part", sa.SmallInteger, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("person_pk", Key, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("situation", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("quote", sa.Text),
        _key("violations", "call_pk", "turn", "part", "key"),
        _of("violations", "call_pk", "calls.pk"),
        _of("violations", "person_pk", "persons.pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_violations_person_pk", "violations", ["person_pk"])
    op.create_index("ix_violations_week_key", "violations", ["week", "key"])


def _element_counts() -> None:
    op.create_table(
        "element_counts",
        sa.Column("person_pk", Key, nullable=False),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("element", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("met", "missed", "unsure")),
        _key("element_counts", "person_pk", "week", "mode", "element"),
        _of("element_counts", "person_pk", "persons.pk"),
        sqlite_with_rowid=False,
    )
