"""The record of what trainers and administrators did, and who may read it."""

from typing import Protocol

from simulator.domain.audit import AuditEntry
from simulator.domain.base import Clock
from simulator.domain.permissions import require
from simulator.domain.person import Person


class AuditStore(Protocol):
    """Keeps the record. It only ever grows."""

    def add(self, entry: AuditEntry) -> None:
        """Keep one more entry."""
        ...

    def entries(self, limit: int) -> tuple[AuditEntry, ...]:
        """Return the latest entries, newest first."""
        ...


class Audit:
    """The record.

    Args:
        store: Keeps it.
        clock: Dates the entries.
    """

    def __init__(self, store: AuditStore, clock: Clock) -> None:
        """Use a store."""
        self._store = store
        self._clock = clock

    def note(self, person: Person, deed: str, target: str, detail: str = "") -> None:
        """Note what a person has done."""
        entry = AuditEntry(
            at=self._clock(), actor=person.id, actor_name=person.name, deed=deed, target=target, detail=detail
        )
        self._store.add(entry)

    def entries(self, person: Person, limit: int = 200) -> tuple[AuditEntry, ...]:
        """Return the latest entries, newest first.

        Raises:
            AccessDenied: If the person is no administrator.
        """
        require(person, "see_audit")
        return self._store.entries(limit)
