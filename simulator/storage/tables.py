"""The tables. Rows are an affair of this package: repositories take and give domain values.

A call's truth is its log in `events`. Everything else about calls (`calls`' summary columns, `replies`,
`violations`, `situation_counts`, `element_counts`) is kept by the write path in the same transaction as the
events it is derived from, so that pages need not read logs. The counts have a key that begins with the person and
ends with the week: SQLite sums up everybody in the order of the key, and one class reads its members only.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, MetaData, SmallInteger, Text, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from simulator.storage.columns import Instant, Key


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, str: Text}  # noqa: RUF012 - SQLAlchemy's own idiom


class PersonRow(Base):
    """Somebody who has entered.

    `name_key` is the name as compared: trimmed and case-folded. For guests, who all may bear one name,
    it is made from the id. `outsider` is the identity provider's issuer and subject, joined by a space.
    """

    __tablename__ = "persons"

    pk: Mapped[int] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    created_at: Mapped[datetime]
    password_hash: Mapped[str | None]
    must_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    disabled: Mapped[bool] = mapped_column(default=False, server_default=false())
    demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    outsider: Mapped[str | None] = mapped_column(index=True, unique=True)


class SessionRow(Base):
    """A sign-in; the token itself is not kept, only its SHA-256."""

    __tablename__ = "sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("persons.pk", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class CallRow(Base):
    """A call and the summary of its log.

    `spoke_at` and `reply_ms` belong to the turn that is open: when the owner spoke last, and how long the
    first words of the reply took.
    """

    __tablename__ = "calls"
    __table_args__ = (Index(None, "person_pk", "began_at"),)

    pk: Mapped[int] = mapped_column(Key, primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("persons.pk", ondelete="CASCADE"))
    scenario: Mapped[str]
    mode: Mapped[str]
    difficulty: Mapped[str]
    branch_of: Mapped[str | None]
    counts: Mapped[bool]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    length: Mapped[int]
    replies: Mapped[int]
    scored: Mapped[int]
    score_sum: Mapped[int]
    criticals: Mapped[int]
    rubric: Mapped[str] = mapped_column(default="", server_default="")
    rings: Mapped[int | None] = mapped_column(SmallInteger)
    spoke_at: Mapped[datetime | None]
    reply_ms: Mapped[int | None]
    transcript_deleted_at: Mapped[datetime | None]


class EventRow(Base):
    """One event of a call's log; `payload` is its JSON without the kind and without defaults."""

    __tablename__ = "events"
    __table_args__ = ({"sqlite_with_rowid": False},)

    call_pk: Mapped[int] = mapped_column(ForeignKey("calls.pk", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[str]


class ReplyRow(Base):
    """One grade of a call that counts; `part` numbers the grades of one turn from 0.

    The values are those in force, a trainer's corrections included. `ms` is the time from the owner's words
    to the first words of the reply. `week` is the ordinal (`date.toordinal`) of the Monday before, in the
    installation's time zone.
    """

    __tablename__ = "replies"
    __table_args__ = (
        Index("ix_replies_person", "person_pk", "situation", "at", "mode", "score", "critical"),
        Index(None, "situation", "at"),
        {"sqlite_with_rowid": False},
    )

    call_pk: Mapped[int] = mapped_column(ForeignKey("calls.pk", ondelete="CASCADE"), primary_key=True)
    turn: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("persons.pk", ondelete="CASCADE"))
    mode: Mapped[str]
    week: Mapped[int]
    at: Mapped[datetime]
    situation: Mapped[str]
    step: Mapped[int] = mapped_column(SmallInteger)
    verdict: Mapped[str | None]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    critical: Mapped[bool] = mapped_column(default=False, server_default=false())
    ms: Mapped[int | None]


class ViolationRow(Base):
    """One violation in a grade of a call that counts."""

    __tablename__ = "violations"
    __table_args__ = (Index(None, "week", "key"), {"sqlite_with_rowid": False})

    call_pk: Mapped[int] = mapped_column(ForeignKey("calls.pk", ondelete="CASCADE"), primary_key=True)
    turn: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    person_pk: Mapped[int] = mapped_column(ForeignKey("persons.pk", ondelete="CASCADE"), index=True)
    mode: Mapped[str]
    week: Mapped[int]
    at: Mapped[datetime]
    situation: Mapped[str]
    severity: Mapped[str]
    quote: Mapped[str | None]


class SituationCountRow(Base):
    """What the replies of one person to one situation in one week come to.

    `scored` replies have a score and `total` is its sum; `timed` ones have a time, `ms` is its sum, and `slow` ones
    took longer than `SLOW_MS`.
    """

    __tablename__ = "situation_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    person_pk: Mapped[int] = mapped_column(ForeignKey("persons.pk", ondelete="CASCADE"), primary_key=True)
    situation: Mapped[str] = mapped_column(primary_key=True)
    mode: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[int] = mapped_column(primary_key=True)
    replies: Mapped[int]
    passed: Mapped[int]
    scored: Mapped[int]
    total: Mapped[int]
    timed: Mapped[int]
    ms: Mapped[int] = mapped_column(BigInteger)
    slow: Mapped[int]


class ElementCountRow(Base):
    """How often one person was asked for one element in one week, and with what outcome."""

    __tablename__ = "element_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    person_pk: Mapped[int] = mapped_column(ForeignKey("persons.pk", ondelete="CASCADE"), primary_key=True)
    element: Mapped[str] = mapped_column(primary_key=True)
    mode: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[int] = mapped_column(primary_key=True)
    met: Mapped[int]
    missed: Mapped[int]
    unsure: Mapped[int]
