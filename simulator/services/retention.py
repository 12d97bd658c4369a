"""Retention and privacy: transcripts are forgotten after a time, one person's data are handed out or erased."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import TypeAdapter

from simulator.domain.base import Clock
from simulator.domain.classroom import Certificate
from simulator.domain.errors import NotFound, Refused
from simulator.domain.events import Event
from simulator.domain.masking import mask_phones
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.domain.review import Dispute, GradeRef, Mark
from simulator.domain.summaries import CallSummary
from simulator.services.audit import Audit
from simulator.services.ports import CallStore, PersonStore

_LOG: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Event, ...])
_FREE_TEXT = frozenset(
    {"text", "gloss", "quote", "about", "contact", "room", "name", "word", "answer", "reason", "note"}
)
_ALL = 1_000_000


class RetentionStore(Protocol):
    """Forgets."""

    def delete_transcripts(self, before: datetime, now: datetime) -> int:
        """Delete the logs, quotes and words of disputes of calls that began before; return how many calls."""
        ...

    def erase(self, person_id: str) -> None:
        """Delete a person with everything of theirs, and their name wherever else it stands.

        Raises:
            NotFound: If there is nobody of that id.
        """
        ...


class PapersStore(Protocol):
    """What else is kept about a trainee."""

    def certificates(self, trainee: str | None = None) -> tuple[Certificate, ...]:
        """Return certificates, newest first."""
        ...


class WordsStore(Protocol):
    """Marks and disputes."""

    def marks(self, call_id: str) -> tuple[tuple[GradeRef, Mark], ...]:
        """Return every mark on a call's grades."""
        ...

    def disputes(self, call_id: str | None = None, open_only: bool = False) -> tuple[Dispute, ...]:
        """Return disputes, oldest first."""
        ...


class Retention:
    """Forgetting, and one person's data.

    Args:
        store: Forgets.
        calls, people, papers, words: Hold what is handed out.
        audit: Keeps the record.
        clock: Judges what is old.
        keep_days: How long transcripts are kept; 0: for ever.
    """

    def __init__(
        self,
        store: RetentionStore,
        calls: CallStore,
        people: PersonStore,
        papers: PapersStore,
        words: WordsStore,
        audit: Audit,
        clock: Clock,
        keep_days: int,
    ) -> None:
        """Use stores."""
        self._store = store
        self._calls = calls
        self._people = people
        self._papers = papers
        self._words = words
        self._audit = audit
        self._clock = clock
        self._keep_days = keep_days

    @property
    def keep_days(self) -> int:
        """How long transcripts are kept; 0: for ever."""
        return self._keep_days

    def sweep_due(self) -> int:
        """Delete the transcripts that are due, as the program does by itself; return how many calls."""
        if not self._keep_days:
            return 0
        now = self._clock()
        return self._store.delete_transcripts(now - timedelta(days=self._keep_days), now)

    def sweep(self, person: Person) -> int:
        """Delete the transcripts that are due and return of how many calls; scores and counts are kept."""
        require(person, "sweep")
        count = self.sweep_due()
        self._audit.note(person, "swept", "", str(count))
        return count

    def export(self, person: Person, whom: str) -> bytes:
        """Return everything that is kept about a person, as JSON in UTF-8; telephone numbers are masked.

        Everybody may have their own.

        Raises:
            AccessDenied: If it is another's and the person is no administrator.
            NotFound: ``person_unknown``.
        """
        require(person, "see_own_results" if person.id == whom else "export_person")
        subject = self._people.person(whom)
        summaries = self._calls.calls_of(whom, limit=_ALL)
        data = {
            "person": subject.model_dump(mode="json"),
            "certificates": [c.model_dump(mode="json") for c in self._papers.certificates(whom)],
            "calls": [self._call(summary) for summary in summaries],
        }
        self._audit.note(person, "person_exported", whom)
        return json.dumps(masked(data), ensure_ascii=False, indent=1).encode()

    def erase(self, person: Person, whom: str) -> None:
        """Delete a person with every call, score and certificate; what others did stays, without the name.

        Raises:
            Refused: ``erase_own``.
            NotFound: ``person_unknown``.
        """
        require(person, "erase_person")
        if whom == person.id:
            raise Refused("erase_own")
        self._store.erase(whom)
        self._audit.note(person, "person_erased", whom)

    def _call(self, summary: CallSummary) -> dict[str, object]:
        try:
            log: Sequence[Event] = self._calls.log(summary.call_id)
        except NotFound:  # the transcript was deleted
            log = ()
        return {
            **summary.model_dump(mode="json"),
            "events": _LOG.dump_python(tuple(log), mode="json"),
            "corrections": [mark.model_dump(mode="json") for _, mark in self._words.marks(summary.call_id)],
            "disputes": [dispute.model_dump(mode="json") for dispute in self._words.disputes(summary.call_id)],
        }


def masked(data: object, key: str = "") -> object:
    """Return JSON data with the telephone numbers in its free texts masked."""
    if isinstance(data, dict):
        return {name: masked(value, name) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [masked(value, key) for value in data]
    return mask_phones(data) if isinstance(data, str) and key in _FREE_TEXT else data
