"""Use case: exams. No hints, grades at the end, a time limit, one return after a lost page, a sealed result."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self, TypedDict

from simulator.domain import events as ev
from simulator.domain.base import Clock, Frozen
from simulator.domain.call import Call, mean_score, replay
from simulator.domain.errors import AccessDenied, Refused
from simulator.domain.events import Difficulty
from simulator.domain.grade import Grade
from simulator.domain.library import Timing
from simulator.domain.person import Person
from simulator.services.ports import CallStore
from simulator.services.practice import Practice
from simulator.services.views import CallOptions, CallView

RETURNS_ALLOWED = 1
MANY_CALLS = 10_000
"""More than anybody takes; attempts are counted over all of them."""


Outcome = Literal["passed", "unfinished", "critical", "unscored", "below"]
"""Passed · the call was cut short · a critical violation · no reply has a score · under the mark."""


class _Figures(TypedDict):
    score: int | None
    decided: bool
    criticals: int


class ExamResult(Frozen):
    """A finished exam; it is never changed, a trainer's review of single grades stands beside it.

    Attributes:
        attempt: Which attempt of this trainee at this scenario, from 1.
        score: Mean score of the graded replies; None if none has one.
        decided: False while a grade waits for a trainer: the score may still change by a review.
        criticals: Replies that failed by a critical violation.
        completed: The call came to its end; it was not cut short by a hang-up, or by time.
    """

    call_id: str
    scenario: str
    difficulty: Difficulty
    attempt: int
    score: int | None
    decided: bool
    criticals: int
    completed: bool
    ended_at: datetime

    def passes(self, pass_mark: int) -> bool:
        """True if the call was completed, without a critical violation, at the mark or above."""
        return self.outcome(pass_mark) == "passed"

    def outcome(self, pass_mark: int) -> Outcome:
        """Return whether the exam is passed, else what it failed by first."""
        if not self.completed:
            return "unfinished"
        if self.criticals:
            return "critical"
        if self.score is None:
            return "unscored"
        return "passed" if self.score >= pass_mark else "below"

    def with_grades(self, grades: Sequence[Grade]) -> Self:
        """Return the result as it is with these grades: those in force after a trainer's corrections."""
        return self.model_copy(update=_figures(grades))


class Exams:
    """Takes exams.

    Args:
        practice: Takes the calls.
        store: Their logs.
        timing: The time limit.
        clock: The present.
    """

    def __init__(self, practice: Practice, store: CallStore, timing: Timing, clock: Clock) -> None:
        """Keep the parts."""
        self._practice = practice
        self._store = store
        self._timing = timing
        self._clock = clock

    def start(self, person: Person, scenario: str, difficulty: Difficulty = "standard") -> CallView:
        """Let the telephone ring for an attempt; the seed is drawn, so that no two attempts are alike.

        Raises:
            NotFound: If there is no such scenario.
            Refused: If an exam of the person is still running.
        """
        if self.running(person):
            raise Refused("exam_running")
        return self._practice.start(person, CallOptions(scenario=scenario, mode="exam", difficulty=difficulty))

    def running(self, person: Person) -> str | None:
        """Return the id of the exam that the person has not finished, None if there is none."""
        for call_id in self._store.open_calls(person.id):
            if replay(self._store.log(call_id)).started.mode == "exam":
                view = self._practice.view(person, call_id)
                return None if view.call.is_over else call_id
        return None

    def resume(self, person: Person, call_id: str) -> CallView:
        """Come back to a running exam from a page that has lost it: once. The second time ends the exam.

        Raises:
            Refused: If it was come back to before; the exam ends as it stands.
        """
        view = self._practice.view(person, call_id)
        call = view.call
        if person.id != call.started.trainee:
            raise AccessDenied("call_of_another")
        if call.is_over or call.started.mode != "exam":
            return view
        now = self._clock()
        if call.resumed >= RETURNS_ALLOWED:
            self._store.append(call_id, call.length, (ev.Ended(at=now, reason="abandoned"),))
            raise Refused("exam_left_twice")
        self._store.append(call_id, call.length, (ev.Resumed(at=now),))
        return self._practice.view(person, call_id)

    def seconds_left(self, view: CallView) -> float:
        """Return the seconds until the exam ends by itself, 0 at least."""
        gone = (view.now - view.call.started.at).total_seconds()
        return max(0.0, self._timing.exam_seconds - gone)

    def attempts(self, person: Person, scenario: str) -> int:
        """Return how often the person has begun the exam of a scenario."""
        return len(self._attempts(person.id, scenario))

    def result(self, person: Person, call_id: str) -> ExamResult:
        """Return the sealed result.

        Raises:
            AccessDenied: If it is another's and the person is no trainer.
            Refused: If the call is no exam, or is not over.
        """
        call = self._practice.view(person, call_id).call
        if call.started.mode != "exam":
            raise Refused("no_exam")
        if call.ended_at is None:
            raise Refused("grades_at_end")
        return ExamResult(
            call_id=call_id,
            scenario=call.started.scenario,
            difficulty=call.started.difficulty,
            attempt=self._attempts(call.started.trainee, call.started.scenario).index(call_id) + 1,
            **_figures(call.grades),
            completed=_is_completed(call),
            ended_at=call.ended_at,
        )

    def _attempts(self, trainee: str, scenario: str) -> list[str]:
        """Ids of the exams of a scenario, oldest first."""
        calls = self._store.calls_of(trainee, MANY_CALLS)
        taken = [call for call in calls if call.mode == "exam" and call.scenario == scenario]
        return [call.call_id for call in sorted(taken, key=lambda call: call.began_at)]


def _figures(grades: Sequence[Grade]) -> _Figures:
    return {
        "score": mean_score(grades),
        "decided": all(grade.decided and grade.verdict is not None for grade in grades),
        "criticals": sum(grade.critical for grade in grades),
    }


def _is_completed(call: Call) -> bool:
    return call.end_reason in ("completed", "transferred")
