"""Use case: practise one situation until it sits; what is weak comes back sooner (spaced repetition, FSRS).

Nothing is stored: where somebody stands follows from their graded replies, whether they were given in a drill,
a simulated call or an exam.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from fsrs import Card, Rating, Scheduler
from fsrs import State as Memory

from simulator.domain.base import Clock
from simulator.domain.drill import DueStep, RowProgress, Standing, StepProgress, StepReply, Why
from simulator.domain.errors import AccessDenied
from simulator.domain.grade import Verdict
from simulator.domain.library import DRILL
from simulator.domain.person import Person
from simulator.domain.rubric import Rubric, Situation
from simulator.services.views import CallOptions

REPLIES_THAT_COUNT = 20
"""Older replies to a step no longer say anything about today."""

LONGEST_INTERVAL_DAYS = 60
"""A rule of conduct is refreshed every two months, however well it sits."""

_RATINGS: dict[Verdict, Rating] = {"pass": Rating.Good, "partial": Rating.Hard, "fail": Rating.Again}


class DrillStore(Protocol):
    """Knows what somebody has replied."""

    def step_replies(self, trainee: str) -> Sequence[StepReply]:
        """Return every graded reply of a trainee, oldest first."""
        ...


class Drill:
    """Where somebody stands with the thirty rows, and what to practise next.

    Args:
        rubric: The guide.
        store: Graded replies.
        clock: The present.
    """

    def __init__(self, rubric: Rubric, store: DrillStore, clock: Clock) -> None:
        """Prepare the schedule; without chance, so that the same replies give the same day."""
        self._rubric = rubric
        self._store = store
        self._clock = clock
        self._scheduler = Scheduler(
            learning_steps=(timedelta(minutes=1), timedelta(minutes=10)),
            relearning_steps=(timedelta(minutes=10),),
            maximum_interval=LONGEST_INTERVAL_DAYS,
            enable_fuzzing=False,
        )

    def rows(self, person: Person, trainee: str | None = None) -> tuple[RowProgress, ...]:
        """Return the map of the thirty rows.

        Args:
            person: Who asks.
            trainee: Whose map; only trainers may see another's.

        Raises:
            AccessDenied: If it is another's and the person is no trainer.
        """
        whose = trainee or person.id
        if whose != person.id and not person.trains:
            raise AccessDenied("trainers_only")
        now = self._clock()
        replies: dict[tuple[str, int], list[StepReply]] = defaultdict(list)
        for reply in self._store.step_replies(whose):
            if reply.verdict is not None:
                replies[reply.situation, reply.step].append(reply)
        return tuple(self._row(situation, replies, now) for situation in self._rubric.by_row)

    def due(self, person: Person, limit: int = 5) -> tuple[DueStep, ...]:
        """Return what to practise next: weak steps first, then what fades, then what is new, in the guide's order."""
        now = self._clock()
        ranked: list[tuple[tuple[int, float], DueStep]] = []
        for row in self.rows(person):
            for step in row.steps:
                if (found := _due(row, step, now)) is not None:
                    ranked.append(((_RANK[found.why], step.recall or 0.0), found))
        ranked.sort(key=lambda entry: entry[0])
        return tuple(found for _, found in ranked[:limit])

    def options(self, step: DueStep) -> CallOptions:
        """Return how to start the call that practises a step."""
        return CallOptions(scenario=f"{DRILL}{step.situation}", mode="drill", drill_step=step.step)

    def _row(self, situation: Situation, replies: dict[tuple[str, int], list[StepReply]], now: datetime) -> RowProgress:
        steps = tuple(self._step(s.number, replies[situation.key, s.number], now) for s in situation.steps)
        standings = {step.standing for step in steps}
        standing: Standing = standings.pop() if len(standings) == 1 else "learning"
        return RowProgress(
            situation=situation.key,
            row=situation.row,
            title=situation.short_title,
            standing=standing,
            due=any(step.due_at is not None and step.due_at <= now for step in steps),
            steps=steps,
        )

    def _step(self, number: int, replies: list[StepReply], now: datetime) -> StepProgress:
        if not replies:
            return StepProgress(step=number, standing="never")
        card = Card(card_id=number, due=replies[0].at)
        for reply in replies[-REPLIES_THAT_COUNT:]:
            assert reply.verdict is not None  # left out above
            card, _ = self._scheduler.review_card(card, _RATINGS[reply.verdict], reply.at)
        last = replies[-1].verdict
        sits = card.state is Memory.Review and last == "pass" and card.due > now
        return StepProgress(
            step=number,
            standing="sits" if sits else "learning",
            tries=len(replies),
            last=last,
            due_at=card.due,
            recall=self._scheduler.get_card_retrievability(card, now),
        )


_RANK: dict[Why, int] = {"weak": 0, "due": 1, "new": 2}


def _due(row: RowProgress, step: StepProgress, now: datetime) -> DueStep | None:
    if step.last == "pass" and step.due_at is not None and step.due_at > now:
        return None
    why: Why = "new" if step.standing == "never" else "due" if step.last == "pass" else "weak"
    return DueStep(situation=row.situation, row=row.row, title=row.title, step=step.step, why=why)
