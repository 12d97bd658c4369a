"""Exams: no hints, one return, a time limit, attempts counted, a result that stays."""

import pytest

from simulator.domain.errors import AccessDenied, Refused
from simulator.domain.reply import HangUp
from simulator.services.exam import Exams
from simulator.services.views import CallOptions, CallView
from tests.desk import OTHER, TRAINEE, TRAINER, Desk

GOOD = (
    "greet identify_centre offer_help",
    "apologize offer_help promise_prompt_handling",
    "ask_name ask_room",
    "ask_anything_else",
    "thank_for_calling invite_call_again goodbye",
)


def exams(desk: Desk) -> Exams:
    return Exams(desk.practice, desk.store, desk.library.house.timing, desk.clock)


def begin(desk: Desk) -> CallView:
    return desk.practice.answer(TRAINEE, exams(desk).start(TRAINEE, "leak").call_id, 1)


def finish(desk: Desk, *texts: str) -> CallView:
    view = begin(desk)
    for text in texts:
        view = desk.practice.say(TRAINEE, view.call_id, text)
    return view if view.call.is_over else desk.practice.act(TRAINEE, view.call_id, HangUp())


def test_grades_are_told_at_the_end_and_the_result_is_sealed() -> None:
    desk = Desk()
    view = begin(desk)
    with pytest.raises(Refused, match="grades_at_end"):
        exams(desk).result(TRAINEE, view.call_id)
    for text in GOOD:
        view = desk.practice.say(TRAINEE, view.call_id, text)
    result = exams(desk).result(TRAINEE, view.call_id)
    assert (result.score, result.attempt, result.completed, result.decided) == (100, 1, True, True)
    assert result.passes(80)
    with pytest.raises(Refused, match="exam_no_retry"):
        desk.practice.retry(TRAINEE, view.call_id, 1)


def test_attempts_are_counted_and_one_runs_at_a_time() -> None:
    desk = Desk()
    first = begin(desk)
    with pytest.raises(Refused, match="exam_running"):
        exams(desk).start(TRAINEE, "leak")
    desk.practice.act(TRAINEE, first.call_id, HangUp())
    desk.clock.pass_seconds(60)
    second = finish(desk, *GOOD)
    assert exams(desk).attempts(TRAINEE, "leak") == 2
    assert exams(desk).result(TRAINEE, second.call_id).attempt == 2
    assert not exams(desk).result(TRAINEE, first.call_id).passes(0)  # hung up in the middle


def test_a_critical_violation_fails_whatever_the_mean() -> None:
    desk = Desk()
    view = finish(desk, *GOOD[:2], "ask_name ask_room flat_refusal", *GOOD[3:])
    assert not exams(desk).result(TRAINEE, view.call_id).passes(0)


def test_a_lost_page_may_be_come_back_to_once() -> None:
    desk = Desk()
    view = begin(desk)
    assert exams(desk).running(TRAINEE) == view.call_id
    again = exams(desk).resume(TRAINEE, view.call_id)
    assert again.call.turns == view.call.turns
    with pytest.raises(Refused, match="exam_left_twice"):
        exams(desk).resume(TRAINEE, view.call_id)
    assert desk.practice.view(TRAINEE, view.call_id).call.end_reason == "abandoned"
    assert exams(desk).running(TRAINEE) is None


def test_time_ends_the_exam_as_it_stands() -> None:
    desk = Desk()
    view = desk.practice.say(TRAINEE, begin(desk).call_id, GOOD[0])
    desk.clock.pass_seconds(899)
    assert exams(desk).seconds_left(desk.practice.view(TRAINEE, view.call_id)) == pytest.approx(1)
    desk.clock.pass_seconds(2)
    with pytest.raises(Refused, match="call_over"):
        desk.practice.say(TRAINEE, view.call_id, GOOD[1])
    result = exams(desk).result(TRAINEE, view.call_id)
    assert (result.score, result.completed) == (100, False)


@pytest.mark.parametrize(
    ("completed", "criticals", "score", "outcome"),
    [
        (True, 0, 80, "passed"),
        (True, 0, 79, "below"),
        (True, 1, 100, "critical"),
        (True, 0, None, "unscored"),
        (False, 1, 100, "unfinished"),
    ],
)
def test_a_result_says_by_what_it_failed(completed: bool, criticals: int, score: int | None, outcome: str) -> None:
    desk = Desk()
    result = exams(desk).result(TRAINEE, finish(desk, *GOOD).call_id)
    changed = result.model_copy(update={"completed": completed, "criticals": criticals, "score": score})
    assert changed.outcome(80) == outcome
    assert changed.passes(80) == (outcome == "passed")


def test_a_result_with_the_grades_in_force_is_worked_out_anew() -> None:
    desk = Desk()
    view = finish(desk, *GOOD)
    result = exams(desk).result(TRAINEE, view.call_id)
    assert result.with_grades(view.call.grades) == result
    worse = [grade.model_copy(update={"score": 10, "verdict": None}) for grade in view.call.grades]
    again = result.with_grades(worse)
    assert (again.score, again.decided, again.attempt) == (10, False, result.attempt)


def test_practice_has_no_time_limit_and_no_exam_result() -> None:
    desk = Desk()
    view = desk.practice.answer(TRAINEE, desk.practice.start(TRAINEE, CallOptions(scenario="leak")).call_id, 1)
    desk.clock.pass_seconds(4000)
    assert not desk.practice.view(TRAINEE, view.call_id).call.is_over
    assert exams(desk).resume(TRAINEE, view.call_id).call.resumed == 0
    with pytest.raises(Refused, match="no_exam"):
        exams(desk).result(TRAINEE, view.call_id)


def test_a_result_is_its_trainees_and_the_trainers() -> None:
    desk = Desk()
    view = finish(desk, *GOOD)
    with pytest.raises(AccessDenied):
        exams(desk).result(OTHER, view.call_id)
    assert exams(desk).result(TRAINER, view.call_id).attempt == 1
    with pytest.raises(AccessDenied):
        exams(desk).resume(TRAINER, view.call_id)


def test_nothing_helps_during_an_exam() -> None:
    desk = Desk()
    view = desk.practice.say(TRAINEE, begin(desk).call_id, GOOD[0])
    assert not view.tells_grades
    with pytest.raises(Refused, match="grades_at_end"):
        desk.practice.debrief(TRAINEE, view.call_id)
    with pytest.raises(Refused, match="grades_at_end"):
        desk.practice.debrief(TRAINER, view.call_id)


def test_a_finished_exam_is_looked_back_at_with_its_grades_and_stays_as_it_is() -> None:
    desk = Desk()
    view = finish(desk, *GOOD)
    sealed = exams(desk).result(TRAINEE, view.call_id)
    debrief = desk.practice.debrief(TRAINEE, view.call_id)
    assert (debrief.sealed, debrief.score) == (True, sealed.score)
    assert [turn.contrasts[0].title for turn in debrief.turns if turn.contrasts]
    with pytest.raises(Refused, match="call_over"):
        desk.practice.say(TRAINEE, view.call_id, "greet")
    assert exams(desk).result(TRAINEE, view.call_id) == sealed


def test_coming_back_gives_no_time_back() -> None:
    desk = Desk()
    view = begin(desk)
    desk.clock.pass_seconds(600)
    again = exams(desk).resume(TRAINEE, view.call_id)
    assert exams(desk).seconds_left(again) == pytest.approx(300)
    desk.clock.pass_seconds(301)
    assert exams(desk).resume(TRAINEE, view.call_id).call.end_reason == "abandoned"


def test_an_exam_that_time_has_ended_does_not_keep_the_next_one_from_beginning() -> None:
    desk = Desk()
    begin(desk)
    desk.clock.pass_seconds(901)
    assert exams(desk).running(TRAINEE) is None
    assert exams(desk).start(TRAINEE, "leak").call_id == "call2"


def test_an_exam_that_nobody_answers_is_over_and_counts() -> None:
    desk = Desk()
    view = exams(desk).start(TRAINEE, "leak")
    desk.clock.pass_seconds(61)
    assert exams(desk).running(TRAINEE) is None
    result = exams(desk).result(TRAINEE, view.call_id)
    assert (result.score, result.completed, result.passes(0)) == (None, False, False)
