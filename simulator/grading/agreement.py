"""How far the grader and the labels agree: per element, per row, for violations and verdicts."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from simulator.domain.agreement import wilson
from simulator.domain.base import Frozen
from simulator.domain.grade import ElementGrade, Grade, State, Verdict, ViolationGrade
from simulator.domain.rubric import Rubric
from simulator.grading.records import Record
from simulator.grading.score import best_alternative, verdict


@dataclass(slots=True)
class Counts:
    """A table of two by two, and how many of the machine's decisions were left open."""

    both: int = 0
    neither: int = 0
    missed: int = 0
    wrong: int = 0
    open: int = 0

    def add(self, labelled: bool, found: State) -> None:
        """Count one decision; unsure counts as not met."""
        self.open += found is State.UNSURE
        met = found is State.MET
        if labelled:
            self.both += met
            self.missed += not met
        else:
            self.wrong += met
            self.neither += not met

    def merge(self, other: "Counts") -> None:
        """Add the counts of another table."""
        self.both += other.both
        self.neither += other.neither
        self.missed += other.missed
        self.wrong += other.wrong
        self.open += other.open

    @property
    def total(self) -> int:
        """Number of decisions."""
        return self.both + self.neither + self.missed + self.wrong


class Agreement(Frozen):
    """Agreement on yes/no decisions.

    Attributes:
        n: Number of decisions.
        kappa: Cohen's κ; None where one side never varies.
        agree: Share of equal decisions; `low` and `high` bound it with 95 % (Wilson).
        missed: Labelled met, not found (unsure included).
        wrong: Found, labelled not met.
        decided: Share that was not left unsure.
        decided_errors: Share of errors among the decided.
    """

    n: int
    kappa: float | None
    agree: float
    low: float
    high: float
    missed: int
    wrong: int
    decided: float
    decided_errors: float


class Detected(Frozen):
    """How well violations are found."""

    labelled: int
    found: int
    hits: int
    precision: float | None
    recall: float | None


class Report(Frozen):
    """Everything that `simulator agreement` prints."""

    replies: int
    elements: dict[str, Agreement]
    rows: dict[int, Agreement]
    overall: Agreement
    violations: dict[str, Detected]
    violations_overall: Detected
    critical_accuracy: float
    verdict_kappa: float | None
    verdict_agree: float
    verdicts_open: int


@dataclass(slots=True)
class _Tally:
    elements: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    rows: defaultdict[int, Counts] = field(default_factory=lambda: defaultdict(Counts))
    open_wrong: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    critical: int = 0
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    open_missed: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


def report(pairs: Iterable[tuple[Record, Grade]], rubric: Rubric) -> Report:
    """Compare grades with the labels of the same replies; replies without labels are passed over."""
    tally = _Tally()
    replies = 0
    for record, grade in pairs:
        if record.elements is None or record.violations is None:
            continue
        replies += 1
        _count(tally, record, grade, rubric)
    overall = Counts()
    for counts in tally.elements.values():
        overall.merge(counts)
    return Report(
        replies=replies,
        elements={key: _agreement(c, tally.open_missed[key]) for key, c in sorted(tally.elements.items())},
        rows={row: _agreement(c, tally.open_missed[f"row {row}"]) for row, c in sorted(tally.rows.items())},
        overall=_agreement(overall, sum(tally.open_missed[key] for key in tally.elements)),
        violations={key: _detection(tally, (key,)) for key in sorted({*tally.labelled, *tally.found})},
        violations_overall=_detection(tally, tuple({*tally.labelled, *tally.found})),
        critical_accuracy=tally.critical / replies if replies else 0.0,
        verdict_kappa=kappa(tally.verdicts),
        verdict_agree=sum(n for (a, b), n in tally.verdicts.items() if a == b) / replies if replies else 0.0,
        verdicts_open=sum(n for (_, b), n in tally.verdicts.items() if b == "open"),
    )


def _count(tally: _Tally, record: Record, grade: Grade, rubric: Rubric) -> None:
    row = rubric.situation(record.situation).row
    for key, labelled in (record.elements or {}).items():
        state = grade.elements[key].state if key in grade.elements else State.NOT_MET
        tally.elements[key].add(labelled, state)
        tally.rows[row].add(labelled, state)
        if labelled and state is State.UNSURE:
            tally.open_missed[key] += 1
            tally.open_missed[f"row {row}"] += 1
    labels, found = set(record.violations or ()), {v.key for v in grade.violations}
    tally.labelled.update(labels)
    tally.found.update(found)
    tally.hits.update(labels & found)
    severe = any(rubric.violations[key].severity == "critical" for key in labels if key in rubric.violations)
    tally.critical += severe == grade.critical
    tally.verdicts[(labelled_verdict(record, rubric) or "open", grade.verdict or "open")] += 1


def labelled_verdict(record: Record, rubric: Rubric) -> Verdict | None:
    """Return the verdict that follows from the labels."""
    step = rubric.situation(record.situation).step(record.step)
    labels = record.elements or {}
    grades = {
        key: ElementGrade(state=State.MET if labels.get(key, False) else State.NOT_MET, by="rules")
        for key in step.required(record.context)
    }
    violations = tuple(
        ViolationGrade(key=key, severity=rubric.violations[key].severity, by="rules") for key in record.violations or ()
    )
    chosen = best_alternative(step.open_to(record.context), grades)
    return verdict((grades[key] for key in chosen.required), violations)


def _agreement(counts: Counts, open_missed: int) -> Agreement:
    n = counts.total
    table = Counter(
        {("+", "+"): counts.both, ("-", "-"): counts.neither, ("+", "-"): counts.missed, ("-", "+"): counts.wrong}
    )
    agree = counts.both + counts.neither
    low, high = wilson(agree, n)
    decided = n - counts.open
    errors = counts.missed - open_missed + counts.wrong
    return Agreement(
        n=n,
        kappa=kappa(table),
        agree=agree / n if n else 0.0,
        low=low,
        high=high,
        missed=counts.missed,
        wrong=counts.wrong,
        decided=decided / n if n else 0.0,
        decided_errors=errors / decided if decided else 0.0,
    )


def _detection(tally: _Tally, keys: tuple[str, ...]) -> Detected:
    labelled, found, hits = (sum(c[key] for key in keys) for c in (tally.labelled, tally.found, tally.hits))
    return Detected(
        labelled=labelled,
        found=found,
        hits=hits,
        precision=hits / found if found else None,
        recall=hits / labelled if labelled else None,
    )


def kappa(table: Counter[tuple[str, str]]) -> float | None:
    """Return Cohen's κ of a table (label, finding) → count; None if chance alone explains everything."""
    total = sum(table.values())
    if not total:
        return None
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for (label, finding), n in table.items():
        left[label] += n
        right[finding] += n
    observed = sum(n for (label, finding), n in table.items() if label == finding) / total
    chance = sum(left[key] * right[key] for key in left) / total**2
    return None if math.isclose(chance, 1.0) else (observed - chance) / (1 - chance)
