"""Spaced repetition: where somebody stands, and what comes back when."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from simulator.domain.drill import RowProgress, StepReply
from simulator.domain.errors import AccessDenied
from simulator.domain.grade import Verdict
from simulator.services.drill import Drill
from tests.desk import OTHER, START, TRAINEE, TRAINER, HandClock, rubric

Given = tuple[str, int, Verdict | None, float]
"""Situation, step, verdict, minutes since the start."""


class Record:
    """A trainee's replies, as the test says."""

    def __init__(self, *replies: Given) -> None:
        self._replies = replies

    def step_replies(self, trainee: str) -> Sequence[StepReply]:
        return [
            StepReply(situation=situation, step=step, verdict=verdict, at=START + timedelta(minutes=minutes))
            for situation, step, verdict, minutes in self._replies
        ]


def drill(*replies: Given, days: float = 0, minutes: float = 60) -> Drill:
    return Drill(rubric(), Record(*replies), HandClock(START + timedelta(days=days, minutes=minutes)))


def row(found: Drill, situation: str) -> RowProgress:
    return next(r for r in found.rows(TRAINEE) if r.situation == situation)


SITTING: list[Given] = [("opening", 1, "pass", minute) for minute in (0, 10, 20)]


def test_all_thirty_rows_begin_as_never_tried_and_new_ones_come_in_the_guides_order() -> None:
    rows = drill().rows(TRAINEE)
    assert len(rows) == 30
    assert {r.standing for r in rows} == {"never"}
    assert [(d.row, d.step, d.why) for d in drill().due(TRAINEE, 3)] == [(1, 1, "new"), (2, 1, "new"), (2, 2, "new")]


def test_a_row_sits_after_passing_apart_in_time_and_fades_again() -> None:
    assert row(drill(("opening", 1, "pass", 0)), "opening").standing == "learning"
    assert row(drill(*SITTING), "opening").standing == "sits"
    faded = row(drill(*SITTING, days=90), "opening")
    assert (faded.standing, faded.due) == ("learning", True)


def test_a_row_sits_only_when_all_its_steps_do() -> None:
    one: list[Given] = [("closing", 1, verdict, minute) for _, _, verdict, minute in SITTING]
    two: list[Given] = [("closing", 2, verdict, minute) for _, _, verdict, minute in SITTING]
    assert row(drill(*one), "closing").standing == "learning"
    assert row(drill(*one, *two), "closing").standing == "sits"


def test_what_is_weak_comes_back_before_what_fades_and_what_is_new() -> None:
    found = drill(*SITTING, ("dialect", 1, "fail", 30), ("dialect", 2, "partial", 31), days=90).due(TRAINEE, 4)
    assert [(d.situation, d.step, d.why) for d in found] == [
        ("dialect", 1, "weak"),
        ("dialect", 2, "weak"),
        ("opening", 1, "due"),
        ("silent_line", 1, "new"),
    ]


def test_a_failed_step_is_due_sooner_than_a_passed_one() -> None:
    failed = row(drill(*SITTING, ("opening", 1, "fail", 30)), "opening").steps[0]
    passed = row(drill(*SITTING, ("opening", 1, "pass", 30)), "opening").steps[0]
    assert failed.due_at is not None
    assert passed.due_at is not None
    assert failed.due_at < passed.due_at
    assert (failed.last, failed.tries) == ("fail", 4)


def test_what_could_not_be_graded_changes_nothing() -> None:
    assert row(drill(("opening", 1, None, 0)), "opening").standing == "never"


def test_no_interval_is_longer_than_two_months() -> None:
    often: list[Given] = [("opening", 1, "pass", 60 * 24 * 20 * n) for n in range(30)]
    due_at = row(drill(*often, days=600), "opening").steps[0].due_at
    assert due_at is not None
    assert due_at <= START + timedelta(days=20 * 29 + 60)


def test_the_next_call_practises_just_that_step() -> None:
    found = drill(("dialect", 2, "fail", 0)).due(TRAINEE)[0]
    options = drill().options(found)
    assert (options.scenario, options.mode, options.drill_step) == ("drill.dialect", "drill", 2)


def test_a_map_is_private_but_for_trainers() -> None:
    with pytest.raises(AccessDenied):
        drill().rows(OTHER, TRAINEE.id)
    assert len(drill().rows(TRAINER, TRAINEE.id)) == 30


def test_practice_pushes_the_date_further_away_each_time_it_goes_well() -> None:
    minutes = [0.0, 10.0, 60.0 * 24 * 3, 60.0 * 24 * 12]
    dates = []
    for tries in range(1, len(minutes) + 1):
        given: list[Given] = [("opening", 1, "pass", minute) for minute in minutes[:tries]]
        due_at = row(drill(*given, minutes=minutes[tries - 1]), "opening").steps[0].due_at
        assert due_at is not None
        dates.append(due_at - START - timedelta(minutes=minutes[tries - 1]))
    assert dates == sorted(dates)
    assert dates[0] < timedelta(hours=1) < timedelta(days=1) <= dates[-1]


def test_what_was_just_passed_is_not_offered_again_and_what_failed_is() -> None:
    passed = drill(("opening", 1, "pass", 0), minutes=0.5).due(TRAINEE, 60)
    assert "opening" not in {step.situation for step in passed}
    failed = drill(("opening", 1, "pass", 0), ("opening", 1, "fail", 0.2), minutes=0.5).due(TRAINEE, 60)
    assert (failed[0].situation, failed[0].why) == ("opening", "weak")
