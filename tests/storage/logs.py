"""Logs of calls for the tests, as values."""

from datetime import datetime, timedelta

from simulator.domain import events as ev
from simulator.domain.grade import ElementGrade, Grade, State, Verdict, ViolationGrade


def rang(trainee: str, at: datetime, **changes: object) -> ev.CallRang:
    """A telephone that rings for somebody."""
    return ev.CallRang.model_validate(
        {
            "at": at,
            "scenario": "leak",
            "seed": 7,
            "mode": "practice",
            "difficulty": "standard",
            "trainee": trainee,
            "rubric": "r1",
            "content": "c1",
            **changes,
        }
    )


def grade(
    score: int | None,
    situation: str = "opening",
    verdict: Verdict | None = None,
    elements: dict[str, State] | None = None,
    violations: tuple[str, ...] = (),
) -> Grade:
    """A grade with this score."""
    states = elements or {"greet": State.MET}
    return Grade(
        situation=situation,
        step=1,
        verdict=verdict,
        score=score,
        elements={key: ElementGrade(state=state, by="rules") for key, state in states.items()},
        violations=tuple(
            ViolationGrade(key=key, severity="critical", by="rules", quote="大声点") for key in violations
        ),
        required=tuple(states),
        rubric="r1",
    )


def turn(number: int, at: datetime, *grades: Grade) -> tuple[ev.Event, ...]:
    """A whole turn: the owner speaks, the trainee replies, the reply is graded."""
    later = at + timedelta(seconds=9)
    return (
        ev.CallerSpoke(at=at, situation="opening", step=1, text="喂？", mood=0, patience=3),
        ev.Replied(at=later, text="您好，锦绣花园业主服务中心。"),
        ev.TurnGraded(at=later, turn=number, grades=grades),
    )


def begun(trainee: str, at: datetime, *turns: tuple[Grade, ...], **changes: object) -> tuple[ev.Event, ...]:
    """A call that was answered, with these turns, still open."""
    log: list[ev.Event] = [rang(trainee, at, **changes), ev.Answered(at=at + timedelta(seconds=3), rings=1)]
    for number, grades in enumerate(turns, start=1):
        log += turn(number, at + timedelta(seconds=20 * number), *grades)
    return tuple(log)


def ended(at: datetime) -> ev.Ended:
    """The line is closed."""
    return ev.Ended(at=at, reason="completed")
