"""Replies that the judge could not grade, graded when the endpoint is back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from simulator.domain import events as ev
from simulator.domain.call import Call, replay
from simulator.domain.errors import Refused
from simulator.domain.grade import ElementGrade, Grade, Grader, State
from simulator.domain.reply import Facts, Reply
from simulator.domain.review import GradeRef, Mark, QueueItem, Reason
from simulator.services.regrade import Regrade
from simulator.settings import Settings
from simulator.storage.calls import SqlCalls
from simulator.wiring.regrade import regrade
from simulator.wiring.site import build
from tests.desk import START, MemoryCalls

UNSURE = ElementGrade(state=State.UNSURE, by="rules")
MET = ElementGrade(state=State.MET, by="judge", quote="您好", start=0, end=2)


def grade(flags: tuple[str, ...] = (), **elements: ElementGrade) -> Grade:
    return Grade(
        situation="opening",
        step=1,
        verdict=None if flags else "pass",
        score=None if flags else 100,
        elements=elements,
        violations=(),
        required=tuple(elements),
        rubric="r",
        flags=flags,
    )


WANTING = grade(("ungraded",), greet=UNSURE)
FULL = grade(greet=MET)


def log(*grades: Grade, over: bool = True) -> tuple[ev.Event, ...]:
    rang = ev.CallRang(
        at=START, scenario="s", seed=1, mode="practice", difficulty="standard", trainee="t", rubric="r", content="c"
    )
    spoke = ev.CallerSpoke(at=START, situation="opening", step=1, text="喂", mood=0, patience=3)
    events: list[ev.Event] = [rang, ev.Answered(at=START, rings=1), spoke, ev.Replied(at=START, text="您好")]
    if grades:
        events.append(ev.TurnGraded(at=START, turn=1, grades=grades))
    return (*events, ev.Ended(at=START, reason="completed")) if over else tuple(events)


@dataclass
class Reviews:
    """The store of reviews as grading again sees it."""

    waiting: list[GradeRef]
    touched: list[tuple[GradeRef, Mark]] = field(default_factory=list)
    corrected: list[tuple[GradeRef, Grade]] = field(default_factory=list)

    def queue(self, reason: Reason | None, limit: int) -> tuple[QueueItem, ...]:
        items = (
            QueueItem(
                ref=ref,
                reasons=("unsure",),
                trainee="t",
                trainee_name="",
                situation="opening",
                step=1,
                score=None,
                at=START,
            )
            for ref in self.waiting
        )
        return tuple(items)[:limit]

    def marks(self, call_id: str) -> tuple[tuple[GradeRef, Mark], ...]:
        return tuple(self.touched)

    def correct(self, ref: GradeRef, marks: Sequence[Mark], seen: int, before: Grade, after: Grade) -> None:
        assert seen == 0
        self.corrected.append((ref, after))


@dataclass
class Always:
    """A grader that gives one grade."""

    given: Grade
    replies: list[Reply] = field(default_factory=list)

    def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
        self.replies.append(reply)
        return self.given

    def heard(self, text: str) -> frozenset[str]:
        return frozenset()


REF = GradeRef(call_id="c", turn=1)


def desk(
    events: tuple[ev.Event, ...], grader: Grader, reviews: Reviews | None = None
) -> tuple[Regrade, MemoryCalls, Reviews]:
    calls, store = MemoryCalls(), reviews or Reviews([REF])
    calls.create("c", events)

    def facts(call: Call) -> Facts:
        return Facts()

    return Regrade(calls, store, grader, facts, lambda: START), calls, store


def test_the_new_grade_is_in_view_and_the_first_one_stays_in_the_log() -> None:
    work, calls, reviews = desk(log(WANTING), Always(FULL))
    report = work.run(10)
    assert (report.waiting, report.graded, report.left) == (1, 1, 0)
    call = replay(calls.log("c"))
    assert call.turns[0].grade == FULL
    assert call.score == 100
    assert any(event.kind == "turn_graded" and event.grades == (WANTING,) for event in calls.log("c"))
    assert reviews.corrected == [(REF, FULL)]


def test_a_second_failure_changes_nothing() -> None:
    work, calls, reviews = desk(log(WANTING), Always(WANTING))
    assert work.run(10).left == 1
    assert calls.log("c") == log(WANTING)
    assert reviews.corrected == []


def test_only_wanting_grades_of_finished_calls_that_no_trainer_has_settled_are_graded() -> None:
    mark = Mark(
        kind="element",
        key="greet",
        value="met",
        before="unsure",
        machine="unsure",
        reason="听录音",
        author="t3",
        author_name="陈",
        at=START,
    )
    for events, touched in ((log(FULL), []), (log(WANTING, over=False), []), (log(WANTING), [(REF, mark)])):
        work, calls, _ = desk(events, Always(FULL), Reviews([REF], touched))
        assert work.run(10).waiting == 0
        assert calls.log("c") == events


def test_a_situation_opened_unasked_is_graded_by_the_words_alone() -> None:
    grader = Always(FULL)
    work, calls, _ = desk(log(FULL, WANTING), grader, Reviews([GradeRef(call_id="c", turn=1, part=1)]))
    work.run(10)
    assert grader.replies == [Reply(text="您好")]
    assert replay(calls.log("c")).turns[0].grades == (FULL, FULL)


def test_a_grade_of_a_turn_that_never_was_is_refused() -> None:
    event = ev.Regraded(at=START, turn=2, grade=FULL)
    with pytest.raises(Refused, match="event_out_of_place"):
        replay((*log(WANTING), event))
    with pytest.raises(Refused, match="event_out_of_place"):
        replay((*log(WANTING, over=False), event))


def test_over_the_real_database_figures_and_queue_follow(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "openai_base_url": "http://127.0.0.1:9/v1", "model": "m"})
    services = build(settings.model_copy(update={"model": ""}))
    person = services.people.enter("王小燕")
    rang, *rest = log(WANTING)
    assert isinstance(rang, ev.CallRang)
    rang = rang.model_copy(update={"trainee": person.id, "scenario": "leak_three_days"})
    SqlCalls(services.database, ZoneInfo("Asia/Shanghai")).create("c", (rang, *rest))
    assert services.practice.history(person)[0].score is None
    first, again = regrade(settings, 100), regrade(settings, 100)
    assert first is not None
    assert again is not None
    assert (first.waiting, first.graded, again.waiting) == (1, 1, 0)
    assert services.practice.history(person)[0].score is not None
    services.database.close()


def test_without_a_model_nothing_can_be_graded(tmp_path: Path) -> None:
    assert regrade(Settings.model_validate({"data_dir": tmp_path, "model": ""}), 1) is None
