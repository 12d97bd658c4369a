"""The tables of the trainer's desk: accounts, classes, assignments, reviews, and the record of deeds."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, SmallInteger, false
from sqlalchemy.orm import Mapped, mapped_column

from simulator.storage.columns import Key
from simulator.storage.tables import Base


class FailureRow(Base):
    """A sign-in that failed; kept for the throttle only."""

    __tablename__ = "sign_in_failures"

    pk: Mapped[int] = mapped_column(Key, primary_key=True)
    name_key: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class ClassRow(Base):
    """A class of trainees; `name_key` is the name as compared."""

    __tablename__ = "classes"

    pk: Mapped[int] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]


class MemberRow(Base):
    """Somebody in a class."""

    __tablename__ = "class_members"

    class_pk: Mapped[int] = mapped_column(ForeignKey("classes.pk", ondelete="CASCADE"), primary_key=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("persons.pk", ondelete="CASCADE"), primary_key=True, index=True)


class AssignmentRow(Base):
    """Something a class is to do; `items` is JSON."""

    __tablename__ = "assignments"

    pk: Mapped[int] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    class_pk: Mapped[int] = mapped_column(ForeignKey("classes.pk", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    items: Mapped[str]
    mode: Mapped[str]
    due_at: Mapped[datetime]
    attempts: Mapped[int | None]
    pass_mark: Mapped[int]
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[str]


class CertificateRow(Base):
    """A trainer's signature under somebody's thirty rows; `rows` is JSON."""

    __tablename__ = "certificates"

    pk: Mapped[int] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("persons.pk", ondelete="CASCADE"), index=True)
    rows: Mapped[str]
    rubric: Mapped[str]
    signed_by: Mapped[str]
    signed_at: Mapped[datetime]
    note: Mapped[str]


def _of_reply() -> ForeignKeyConstraint:
    columns = ["call_pk", "turn", "part"]
    return ForeignKeyConstraint(columns, [f"replies.{name}" for name in columns], ondelete="CASCADE")


class QueueRow(Base):
    """A reason for which a reply waits for a trainer."""

    __tablename__ = "review_queue"
    __table_args__ = (_of_reply(), Index(None, "closed", "at"), {"sqlite_with_rowid": False})

    call_pk: Mapped[int] = mapped_column(Key, primary_key=True)
    turn: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    closed: Mapped[bool] = mapped_column(default=False, server_default=false())


class MarkRow(Base):
    """A trainer's judgement of one element or violation."""

    __tablename__ = "marks"
    __table_args__ = (_of_reply(), Index(None, "call_pk", "turn", "part"))

    pk: Mapped[int] = mapped_column(Key, primary_key=True)
    call_pk: Mapped[int] = mapped_column(Key)
    turn: Mapped[int] = mapped_column(SmallInteger)
    part: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str]
    key: Mapped[str]
    value: Mapped[str]
    before: Mapped[str]
    machine: Mapped[str]
    reason: Mapped[str]
    author: Mapped[str] = mapped_column(index=True)
    author_name: Mapped[str]
    at: Mapped[datetime]
    blind: Mapped[bool]


class DisputeRow(Base):
    """A trainee's objection to a grade, and what a trainer answered."""

    __tablename__ = "disputes"
    __table_args__ = (_of_reply(), {"sqlite_with_rowid": False})

    call_pk: Mapped[int] = mapped_column(Key, primary_key=True)
    turn: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    word: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str | None]
    answer: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime | None]


class AuditRow(Base):
    """A deed of a trainer or administrator."""

    __tablename__ = "audit_log"

    pk: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str | None]
    actor_name: Mapped[str]
    deed: Mapped[str]
    target: Mapped[str]
    detail: Mapped[str]
