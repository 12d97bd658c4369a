"""How far machine and trainers agree: from every decision that a trainer took, or from blind gradings alone.

Corrections and answered disputes come from hard cases and were taken in sight of the machine's grade; only the
blind audit, which is drawn at random, is a fair figure.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from simulator.domain.agreement import Agreement, counted_agreement
from simulator.domain.base import Frozen
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.domain.review import Decided, GradeRef, Label

K = TypeVar("K", int, str)
Source = Literal["all", "blind"]
"""Every decision of a trainer · those taken without sight of the machine's grade."""


class DecisionStore(Protocol):
    """Counts each trainer's last word on each element and violation of a reply; a blind one is the last.

    What was decided before `since` is left out.
    """

    def decided(self, since: datetime | None) -> tuple[Decided, ...]:
        """Return how often each answer was given, beside the machine's, to each question."""
        ...

    def replies(self, since: datetime | None, *, blind_only: bool) -> dict[str, int]:
        """Return in how many replies something was decided, by situation."""
        ...

    def graded_twice(self, since: datetime | None) -> tuple[Label, ...]:
        """Return the blind decisions on replies that several trainers graded, in the order in which they began."""
        ...


class AgreementReport(Frozen):
    """Agreement of two judges, overall and in parts; `Agreement.difference` > 0: the first is kinder.

    Attributes:
        replies: Number of replies that both judged.
        decisions: Number of decisions from each source, whichever the report is about.
        elements: All decisions about elements.
        violations: All decisions about violations.
        by_row, by_element, by_violation: The same by row of the guide and by key.
    """

    replies: int
    decisions: dict[Source, int]
    elements: Agreement
    violations: Agreement
    by_row: dict[int, Agreement]
    by_element: dict[str, Agreement]
    by_violation: dict[str, Agreement]


class AgreementStudy:
    """Agreement from trainers' marks.

    Args:
        store: Counts decisions.
        row_of: Row of the guide of each situation.
    """

    def __init__(self, store: DecisionStore, row_of: Mapping[str, int]) -> None:
        """Use a store."""
        self._store = store
        self._row_of = row_of

    def machine_and_trainers(
        self, person: Person, since: datetime | None = None, source: Source = "all"
    ) -> AgreementReport:
        """Return the agreement of the machine with each trainer who judged the same reply.

        Args:
            person: Anybody who is signed in: how far the grades can be trusted is no secret.
            since: Leave out decisions before this instant.
            source: Which decisions count.
        """
        require(person, "see_agreement")
        every = self._known(self._store.decided(since))
        found: dict[Source, list[Decided]] = {"all": every, "blind": [line for line in every if line.blind]}
        replies = self._store.replies(since, blind_only=source == "blind")
        return self._report(
            found[source],
            replies=sum(count for situation, count in replies.items() if situation in self._row_of),
            decisions={name: sum(line.count for line in lines) for name, lines in found.items()},
        )

    def trainers(self, person: Person, since: datetime | None = None) -> AgreementReport:
        """Return the agreement of the first trainer of each reply with the second; `since` as above.

        Only blind gradings count: whoever corrects a reply has seen what the first one said.
        """
        require(person, "see_agreement")
        pairs = paired(self._store.graded_twice(since))
        lines = self._known(_counted(pairs))
        n = sum(line.count for line in lines)
        replies = len({pair.ref for pair in pairs if pair.situation in self._row_of})
        return self._report(lines, replies, {"all": n, "blind": n})

    def _known(self, lines: Iterable[Decided]) -> list[Decided]:
        return [line for line in lines if line.situation in self._row_of]

    def _report(self, lines: Sequence[Decided], replies: int, decisions: dict[Source, int]) -> AgreementReport:
        elements = [line for line in lines if line.kind == "element"]
        violations = [line for line in lines if line.kind == "violation"]
        return AgreementReport(
            replies=replies,
            decisions=decisions,
            elements=_over(elements),
            violations=_over(violations),
            by_row=_by(elements, lambda line: self._row_of[line.situation]),
            by_element=_by(elements, lambda line: line.key),
            by_violation=_by(violations, lambda line: line.key),
        )


def paired(labels: Iterable[Label]) -> list[Label]:
    """Return a label for every decision that two trainers took, the first in the machine's place.

    A violation that only one of them names is a decision of both: the other said that it is absent.
    """
    by_reply: defaultdict[GradeRef, dict[str, list[Label]]] = defaultdict(dict)
    for label in labels:
        by_reply[label.ref].setdefault(label.author, []).append(label)
    return [label for authors in by_reply.values() if len(authors) > 1 for label in _pair(*list(authors.values())[:2])]


def _pair(first: list[Label], second: list[Label]) -> list[Label]:
    one, other = ({(label.kind, label.key): label for label in labels} for labels in (first, second))
    return [
        label.model_copy(
            update={
                "machine": key in one and one[key].trainer,
                "trainer": key in other and other[key].trainer,
            }
        )
        for key, label in {**other, **one}.items()
    ]


def _counted(labels: Iterable[Label]) -> list[Decided]:
    counts = Counter((x.situation, x.kind, x.key, x.machine, x.trainer) for x in labels)
    return [
        Decided(situation=situation, kind=kind, key=key, machine=machine, trainer=trainer, blind=True, count=count)
        for (situation, kind, key, machine, trainer), count in counts.items()
    ]


def _over(lines: Iterable[Decided]) -> Agreement:
    counts: Counter[tuple[bool, bool]] = Counter()
    for line in lines:
        counts[line.machine, line.trainer] += line.count
    return counted_agreement(counts)


def _by(lines: Iterable[Decided], key: Callable[[Decided], K]) -> dict[K, Agreement]:
    groups: defaultdict[K, list[Decided]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return {k: _over(groups[k]) for k in sorted(groups)}
