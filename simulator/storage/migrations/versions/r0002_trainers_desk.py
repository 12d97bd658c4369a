"""Make the tables of the trainer's desk, and what reports need of calls and replies."""

import sqlalchemy as sa
from alembic import op

from simulator.storage.columns import Instant, Key

revision = "0002"
down_revision = "0001"

_TABLES = (
    "sign_in_failures",
    "class_members",
    "assignments",
    "classes",
    "certificates",
    "review_queue",
    "marks",
    "disputes",
    "audit_log",
)


def upgrade() -> None:
    """Make the tables and columns."""
    _columns()
    _accounts()
    _classes()
    _certificates()
    _reviews()


def downgrade() -> None:
    """Drop them."""
    for table in _TABLES:
        op.drop_table(table)
    op.drop_index("ix_replies_situation_at", "replies")
    _make_report_index()
    op.drop_index("ix_persons_outsider", "persons")
    for name in ("password_hash", "must_change", "disabled", "demo", "outsider"):
        op.drop_column("persons", name)
    for name in ("rubric", "rings", "spoke_at", "reply_ms", "transcript_deleted_at"):
        op.drop_column("calls", name)
    for name in ("critical", "ms"):
        op.drop_column("replies", name)


def _columns() -> None:
    op.add_column("persons", sa.Column("password_hash", sa.Text))
    for name in ("must_change", "disabled", "demo"):
        op.add_column("persons", _flag(name))
    op.add_column("persons", sa.Column("outsider", sa.Text))
    op.create_index("ix_persons_outsider", "persons", ["outsider"], unique=True)
    op.add_column("calls", sa.Column("rubric", sa.Text, nullable=False, server_default=""))
    op.add_column("calls", sa.Column("rings", sa.SmallInteger))
    op.add_column("calls", sa.Column("spoke_at", Instant))
    op.add_column("calls", sa.Column("reply_ms", sa.Integer))
    op.add_column("calls", sa.Column("transcript_deleted_at", Instant))
    op.add_column("replies", _flag("critical"))
    op.add_column("replies", sa.Column("ms", sa.Integer))
    op.create_index("ix_replies_situation_at", "replies", ["situation", "at"])
    _make_report_index("ms")


def _make_report_index(*more: str) -> None:
    """Make the index that holds all that reports sum up."""
    op.drop_index("ix_replies_report", "replies")
    columns = ["person_pk", "situation", "mode", "week", "score", "verdict", *more]
    op.create_index("ix_replies_report", "replies", columns)


def _accounts() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("pk", Key, nullable=False),
        *_texts("name_key", "address"),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_sign_in_failures"),
    )
    for column in ("name_key", "address", "at"):
        op.create_index(f"ix_sign_in_failures_{column}", "sign_in_failures", [column])
    op.create_table(
        "audit_log",
        sa.Column("pk", Key, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.Text),
        *_texts("actor_name", "deed", "target", "detail"),
        sa.PrimaryKeyConstraint("pk", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at"])


def _classes() -> None:
    op.create_table(
        "classes",
        sa.Column("pk", Key, nullable=False),
        *_texts("id", "name", "name_key"),
        _flag("demo"),
        sa.Column("created_at", Instant, nullable=False),
        *_known_by("classes", "id", "name_key"),
    )
    op.create_table(
        "class_members",
        sa.Column("class_pk", Key, nullable=False),
        sa.Column("person_pk", Key, nullable=False),
        sa.PrimaryKeyConstraint("class_pk", "person_pk", name="pk_class_members"),
        _of("class_members", "class_pk", "classes.pk"),
        _of("class_members", "person_pk", "persons.pk"),
    )
    op.create_index("ix_class_members_person_pk", "class_members", ["person_pk"])
    op.create_table(
        "assignments",
        sa.Column("pk", Key, nullable=False),
        sa.Column("class_pk", Key, nullable=False),
        *_texts("id", "title", "items", "mode", "assigned_by"),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("attempts", sa.Integer),
        sa.Column("pass_mark", sa.Integer, nullable=False),
        sa.Column("assigned_at", Instant, nullable=False),
        *_known_by("assignments", "id"),
        _of("assignments", "class_pk", "classes.pk"),
    )
    op.create_index("ix_assignments_class_pk", "assignments", ["class_pk"])


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("pk", Key, nullable=False),
        sa.Column("person_pk", Key, nullable=False),
        *_texts("id", "rows", "rubric", "signed_by", "note"),
        sa.Column("signed_at", Instant, nullable=False),
        *_known_by("certificates", "id"),
        _of("certificates", "person_pk", "persons.pk"),
    )
    op.create_index("ix_certificates_person_pk", "certificates", ["person_pk"])


def _reviews() -> None:
    op.create_table(
        "review_queue",
        *_reply_key(),
        *_texts("reason"),
        sa.Column("at", Instant, nullable=False),
        _flag("closed"),
        sa.PrimaryKeyConstraint("call_pk", "turn", "part", "reason", name="pk_review_queue"),
        _of_reply("review_queue"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_review_queue_closed_at", "review_queue", ["closed", "at"])
    op.create_table(
        "marks",
        sa.Column("pk", Key, nullable=False),
        *_reply_key(),
        *_texts("kind", "key", "value", "before", "machine", "reason", "author", "author_name"),
        sa.Column("at", Instant, nullable=False),
        sa.Column("blind", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_marks"),
        _of_reply("marks"),
    )
    op.create_index("ix_marks_call_pk_turn_part", "marks", ["call_pk", "turn", "part"])
    op.create_index("ix_marks_author", "marks", ["author"])
    op.create_table(
        "disputes",
        *_reply_key(),
        *_texts("word", "answer", "decided_by"),
        sa.Column("at", Instant, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("decided_at", Instant),
        sa.PrimaryKeyConstraint("call_pk", "turn", "part", name="pk_disputes"),
        _of_reply("disputes"),
        sqlite_with_rowid=False,
    )


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _known_by(table: str, *columns: str) -> list[sa.Constraint]:
    unique = [sa.UniqueConstraint(column, name=f"uq_{table}_{column}") for column in columns]
    return [sa.PrimaryKeyConstraint("pk", name=f"pk_{table}"), *unique]


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}", ondelete="CASCADE")


def _reply_key() -> list[sa.Column[int]]:
    small = [sa.Column(name, sa.SmallInteger, nullable=False) for name in ("turn", "part")]
    return [sa.Column("call_pk", Key, nullable=False), *small]


def _of_reply(table: str) -> sa.ForeignKeyConstraint:
    columns = ["call_pk", "turn", "part"]
    targets = [f"replies.{name}" for name in columns]
    return sa.ForeignKeyConstraint(columns, targets, name=f"fk_{table}_call_pk_turn_part", ondelete="CASCADE")
