"""The trainer's dashboards: who can do what, what is missed, what is getting better."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Protocol

from simulator.domain.dashboard import (
    CallsTaken,
    Dimension,
    ElementRate,
    Example,
    HeatCell,
    Lift,
    PickUp,
    RowTiming,
    ScenarioHealth,
    Scope,
    TrendPoint,
    ViolationCount,
)
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.domain.rubric import Rubric
from simulator.domain.summaries import RowScore, TraineeScore, mean_of
from simulator.services.reports import weakest

EXAMPLES = 3


class DashboardStore(Protocol):
    """Figures over the calls of a scope that count, computed by the database."""

    def heat(self, scope: Scope) -> tuple[HeatCell, ...]:
        """Return a cell for every person and row that was graded, by name and row."""
        ...

    def taken(self, scope: Scope) -> tuple[CallsTaken, ...]:
        """Return a line for everybody who has taken a call that counts, by name."""
        ...

    def trend(self, scope: Scope, by: Dimension = "all") -> tuple[TrendPoint, ...]:
        """Return a point for every week with replies, of everybody, each class or each person."""
        ...

    def lifts(self, scope: Scope) -> tuple[Lift, ...]:
        """Return first and best scored call of everybody who has one, by name."""
        ...

    def elements(self, scope: Scope) -> tuple[ElementRate, ...]:
        """Return how often each element was missed, most often first."""
        ...

    def missed(self, scope: Scope, element: str, situations: Collection[str], limit: int) -> tuple[Example, ...]:
        """Return the latest replies in these situations that miss an element, telephone numbers masked."""
        ...

    def violations(self, scope: Scope) -> tuple[ViolationCount, ...]:
        """Return how often each violation occurred, most often first, with the latest words as examples."""
        ...

    def timing(self, scope: Scope) -> tuple[RowTiming, ...]:
        """Return how long owners waited for the first words, by row."""
        ...

    def pick_up(self, scope: Scope) -> PickUp:
        """Return how soon calls are answered."""
        ...

    def scenarios(self, scope: Scope) -> tuple[ScenarioHealth, ...]:
        """Return how each scenario fares, by key."""
        ...


class Dashboard:
    """Dashboards; every method raises `AccessDenied` for who is no trainer.

    Args:
        store: Computes the figures.
        rubric: Says which elements are actions, and where an element is asked for.
    """

    def __init__(self, store: DashboardStore, rubric: Rubric) -> None:
        """Use a store."""
        self._store = store
        self._rubric = rubric

    def heat(self, person: Person, scope: Scope) -> tuple[HeatCell, ...]:
        """Return a cell for every person and row that was graded, by name and row."""
        require(person, "see_reports")
        return self._store.heat(scope)

    def trainees(self, person: Person, scope: Scope) -> tuple[TraineeScore, ...]:
        """Return a line for everybody who has taken a call that counts, by name."""
        by_trainee: defaultdict[str, list[HeatCell]] = defaultdict(list)
        for cell in self.heat(person, scope):
            by_trainee[cell.trainee].append(cell)
        return tuple(_trainee(line, by_trainee[line.trainee]) for line in self._store.taken(scope))

    def to_train(self, person: Person, scope: Scope) -> tuple[RowScore, ...]:
        """Return the three weakest rows of the scope, weakest first; rows under three tries are not ranked."""
        return weakest(rows_of(self.heat(person, scope)))

    def trend(self, person: Person, scope: Scope, by: Dimension = "all") -> tuple[TrendPoint, ...]:
        """Return a point for every week with replies, of everybody, each class or each person."""
        require(person, "see_reports")
        return self._store.trend(scope, by)

    def lifts(self, person: Person, scope: Scope) -> tuple[Lift, ...]:
        """Return first and best scored call of everybody who has one, by name."""
        require(person, "see_reports")
        return self._store.lifts(scope)

    def elements(self, person: Person, scope: Scope) -> tuple[ElementRate, ...]:
        """Return how often each element in words was missed, most often first."""
        require(person, "see_reports")
        return tuple(rate for rate in self._store.elements(scope) if not self._is_action(rate.element))

    def protocol(self, person: Person, scope: Scope) -> tuple[ElementRate, ...]:
        """Return how often each action of the protocol (wait, hang up, escalate …) was missed, most often first."""
        require(person, "see_reports")
        return tuple(rate for rate in self._store.elements(scope) if self._is_action(rate.element))

    def missed(self, person: Person, scope: Scope, element: str) -> tuple[Example, ...]:
        """Return the latest replies that miss an element, telephone numbers masked."""
        require(person, "see_reports")
        asking = {
            situation.key
            for situation in self._rubric.by_row
            for step in situation.steps
            for option in step.alternatives
            if element in option.required
        }
        return self._store.missed(scope, element, asking, EXAMPLES)

    def violations(self, person: Person, scope: Scope) -> tuple[ViolationCount, ...]:
        """Return how often each violation occurred, most often first, with the latest words as examples."""
        require(person, "see_reports")
        return self._store.violations(scope)

    def timing(self, person: Person, scope: Scope) -> tuple[RowTiming, ...]:
        """Return how long owners waited for the first words, by row."""
        require(person, "see_reports")
        return self._store.timing(scope)

    def pick_up(self, person: Person, scope: Scope) -> PickUp:
        """Return how soon calls are answered."""
        require(person, "see_reports")
        return self._store.pick_up(scope)

    def scenarios(self, person: Person, scope: Scope) -> tuple[ScenarioHealth, ...]:
        """Return how each scenario fares, by key."""
        require(person, "see_reports")
        return self._store.scenarios(scope)

    def _is_action(self, key: str) -> bool:
        element = self._rubric.elements.get(key)
        return element is not None and element.kind == "do"


def rows_of(cells: Sequence[HeatCell]) -> tuple[RowScore, ...]:
    """Return the rows of a heat map over all its people; everybody's replies count, however few each has."""
    by_row: defaultdict[tuple[int, str], list[HeatCell]] = defaultdict(list)
    for cell in cells:
        by_row[cell.row, cell.situation].append(cell)
    return tuple(_row(row, situation, of_row) for (row, situation), of_row in sorted(by_row.items()))


def _trainee(taken: CallsTaken, cells: Sequence[HeatCell]) -> TraineeScore:
    return TraineeScore(
        trainee=taken.trainee,
        name=taken.name,
        calls=taken.calls,
        last_call_at=taken.last_call_at,
        replies=sum(cell.replies for cell in cells),
        mean_score=mean_of(sum(cell.score_sum for cell in cells), sum(cell.scored for cell in cells)),
        weakest=weakest(rows_of(cells)),
    )


def _row(row: int, situation: str, cells: Sequence[HeatCell]) -> RowScore:
    return RowScore(
        situation=situation,
        row=row,
        replies=sum(cell.replies for cell in cells),
        passed=sum(cell.passed for cell in cells),
        mean_score=mean_of(sum(cell.score_sum for cell in cells), sum(cell.scored for cell in cells)),
    )
