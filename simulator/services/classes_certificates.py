"""The certificate of the thirty rows: what a trainee still lacks, and a trainer's signature."""

import secrets
from collections.abc import Callable, Mapping
from typing import Protocol

from simulator.domain.base import Clock
from simulator.domain.classroom import Certificate, RowReadiness
from simulator.domain.errors import Refused
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.services.audit import Audit
from simulator.services.ports import PersonStore

LAST = 3
"""A row is judged by this many of its latest scored replies."""

PASS_MARK = 80
"""Least mean of them."""

LONGEST_NOTE = 500


class CertificateStore(Protocol):
    """Keeps certificates, and knows the latest replies."""

    def latest(self, trainee: str, count: int) -> dict[str, tuple[tuple[int, bool], ...]]:
        """Return by situation the last scored replies of somebody (score, critical), newest first."""
        ...

    def sign(self, certificate: Certificate) -> None:
        """Keep a certificate."""
        ...

    def certificates(self, trainee: str | None = None) -> tuple[Certificate, ...]:
        """Return certificates, newest first."""
        ...


def _number() -> str:
    return f"{secrets.randbelow(10**8):08d}"


class Certificates:
    """Readiness and signatures.

    Args:
        store: Keeps certificates.
        people: Knows names.
        audit: Keeps the record.
        clock: Dates the signature.
        row_of: Row of the guide of each situation.
        rubric: Hash of the rubric in force.
        new_id: Numbers the paper.
    """

    def __init__(
        self,
        store: CertificateStore,
        people: PersonStore,
        audit: Audit,
        clock: Clock,
        row_of: Mapping[str, int],
        rubric: str,
        new_id: Callable[[], str] = _number,
    ) -> None:
        """Use a store."""
        self._store = store
        self._people = people
        self._audit = audit
        self._clock = clock
        self._row_of = row_of
        self._rubric = rubric
        self._new_id = new_id

    def readiness(self, person: Person, trainee: str) -> tuple[RowReadiness, ...]:
        """Return for each of the thirty rows whether a trainee masters it; a trainee may see their own.

        Raises:
            AccessDenied: If they are another's and the person is no trainer.
        """
        require(person, "see_own_results" if person.id == trainee else "sign_off")
        latest = self._store.latest(trainee, LAST)
        rows = (readiness_of(key, row, latest.get(key, ())) for key, row in self._row_of.items())
        return tuple(sorted(rows, key=lambda ready: ready.row))

    def sign_off(self, person: Person, trainee: str, note: str = "") -> Certificate:
        """Sign that a trainee masters the thirty rows.

        Raises:
            Refused: ``certificate_rows`` with the number of rows that are still missing, ``certificate_own`` if
                it is the signer's own, or ``note_long``.
            NotFound: ``person_unknown``.
        """
        require(person, "sign_off")
        if trainee == person.id:
            raise Refused("certificate_own")
        if len(note) > LONGEST_NOTE:
            raise Refused("note_long", limit=LONGEST_NOTE)
        whom = self._people.person(trainee)
        rows = self.readiness(person, trainee)
        if missing := sum(not row.ready for row in rows):
            raise Refused("certificate_rows", count=missing)
        certificate = Certificate(
            id=self._new_id(),
            trainee=trainee,
            name=whom.name,
            rows={row.situation: round(sum(row.last) / len(row.last)) for row in rows},
            rubric=self._rubric,
            signed_by=person.name,
            signed_at=self._clock(),
            note=note.strip(),
        )
        self._store.sign(certificate)
        self._audit.note(person, "signed_off", trainee, certificate.id)
        return certificate

    def certificates(self, person: Person, trainee: str | None = None) -> tuple[Certificate, ...]:
        """Return certificates, newest first; a trainee may see their own."""
        require(person, "see_own_results" if person.id == trainee else "sign_off")
        return self._store.certificates(trainee)


def readiness_of(situation: str, row: int, latest: tuple[tuple[int, bool], ...]) -> RowReadiness:
    """Return whether the latest scored replies (score, critical) show that a row is mastered."""
    scores = tuple(score for score, _ in latest)
    critical = any(flag for _, flag in latest)
    ready = len(scores) >= LAST and sum(scores) / len(scores) >= PASS_MARK and not critical
    return RowReadiness(situation=situation, row=row, last=scores, critical=critical, ready=ready)
