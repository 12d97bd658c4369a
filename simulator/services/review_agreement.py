"""How far machine and trainers agree: from every decision that a trainer took, or from blind gradings alone.

Corrections and answered disputes come from hard cases and were taken in sight of the machine's grade; only the
blind audit, which is drawn at random, is a fair figure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from simulator.domain.agreement import Agreement, agreement
from simulator.domain.base import Frozen
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.domain.review import GradeRef, Label, Mark

K = TypeVar("K", int, str)
Source = Literal["all", "blind"]
"""Every decision of a trainer · those taken without sight of the machine's grade."""

Found = tuple[GradeRef, str, Mark]


class MarkStore(Protocol):
    """Keeps marks."""

    def all_marks(self, blind: bool) -> tuple[Found, ...]:
        """Return all marks of one kind with the situation they are about, oldest first."""
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
        store: Keeps marks.
        row_of: Row of the guide of each situation.
    """

    def __init__(self, store: MarkStore, row_of: Mapping[str, int]) -> None:
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
        blind = self._marks(blind=True, since=since)
        found: dict[Source, list[Label]] = {
            "blind": decisions(blind),
            "all": decisions([*self._marks(blind=False, since=since), *blind]),
        }
        return self._report(found[source], {name: len(labels) for name, labels in found.items()})

    def trainers(self, person: Person, since: datetime | None = None) -> AgreementReport:
        """Return the agreement of the first trainer of each reply with the second; `since` as above.

        Only blind gradings count: whoever corrects a reply has seen what the first one said.
        """
        require(person, "see_agreement")
        pairs = paired(decisions(self._marks(blind=True, since=since)))
        return self._report(pairs, {"all": len(pairs), "blind": len(pairs)})

    def _marks(self, blind: bool, since: datetime | None) -> list[Found]:
        return [
            found
            for found in self._store.all_marks(blind=blind)
            if found[1] in self._row_of and (since is None or found[2].at >= since)
        ]

    def _report(self, known: Sequence[Label], count: dict[Source, int]) -> AgreementReport:
        elements = [label for label in known if label.kind == "element"]
        violations = [label for label in known if label.kind == "violation"]
        return AgreementReport(
            replies=len({label.ref for label in known}),
            decisions=count,
            elements=_over(elements),
            violations=_over(violations),
            by_row=_by(elements, lambda label: self._row_of[label.situation]),
            by_element=_by(elements, lambda label: label.key),
            by_violation=_by(violations, lambda label: label.key),
        )


def decisions(marks: Iterable[Found]) -> list[Label]:
    """Return each trainer's last word on each element and violation, as labels.

    Args:
        marks: Oldest first, blind ones last: what a trainer said without sight of the machine's grade is what
            they think, even if they corrected the reply as well.
    """
    last = {(ref, mark.author, mark.kind, mark.key): label_of(ref, situation, mark) for ref, situation, mark in marks}
    return list(last.values())


def label_of(ref: GradeRef, situation: str, mark: Mark) -> Label:
    """Return a mark as a yes/no decision beside the machine's; unsure counts as not met."""
    return Label(
        ref=ref,
        situation=situation,
        kind=mark.kind,
        key=mark.key,
        author=mark.author,
        machine=mark.machine in ("met", "present"),
        trainer=mark.value in ("met", "present"),
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


def _over(labels: Iterable[Label]) -> Agreement:
    return agreement((label.machine, label.trainer) for label in labels)


def _by(labels: Iterable[Label], key: Callable[[Label], K]) -> dict[K, Agreement]:
    groups: defaultdict[K, list[Label]] = defaultdict(list)
    for label in labels:
        groups[key(label)].append(label)
    return {k: _over(groups[k]) for k in sorted(groups)}
