"""Verdict and points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.grade import ElementGrade, State, Verdict, ViolationGrade
from simulator.grading.score import CRITICAL_CAP, score, verdict
from simulator.wiring.rubric import build_grader
from tests.grading.test_guide import RUBRIC_DIR

RUBRIC = build_grader(RUBRIC_DIR).rubric
KEYS = tuple(RUBRIC.elements)
STATES = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(State), min_size=1, max_size=6)
OFFENCES = st.lists(st.sampled_from(sorted(RUBRIC.violations)), max_size=4, unique=True)


def graded(states: dict[str, State]) -> dict[str, ElementGrade]:
    return {key: ElementGrade(state=state, by="rules") for key, state in states.items()}


def offences(keys: list[str]) -> tuple[ViolationGrade, ...]:
    return tuple(ViolationGrade(key=key, severity=RUBRIC.violations[key].severity, by="rules") for key in keys)


@given(STATES, OFFENCES, st.sampled_from(sorted(RUBRIC.violations)))
def test_one_violation_more_never_raises_a_score(states: dict[str, State], some: list[str], more: str) -> None:
    grades = graded(states)
    before = score(tuple(states), grades, offences(some), RUBRIC)
    after = score(tuple(states), grades, offences([*some, more]), RUBRIC)
    assert before == after if before is None else after is not None and 0 <= after <= before <= 100


@given(STATES, OFFENCES)
def test_a_critical_violation_fails_and_caps(states: dict[str, State], some: list[str]) -> None:
    found = offences([*some, "insult"])
    points = score(tuple(states), graded(states), found, RUBRIC)
    assert verdict(graded(states).values(), found) == "fail"
    assert points is None or points <= CRITICAL_CAP


@given(STATES)
def test_nothing_decided_is_no_number(states: dict[str, State]) -> None:
    decided = {State.MET, State.NOT_MET} & set(states.values())
    assert (score(tuple(states), graded(states), (), RUBRIC) is None) is (not decided)


M, N, U, A = State.MET, State.NOT_MET, State.UNSURE, State.NOT_ASSESSED


@pytest.mark.parametrize(
    ("states", "some", "expected"),
    [
        ([M, M], [], "pass"),
        ([M, M], ["wei_opener"], "partial"),
        ([M, N], [], "partial"),
        ([N, N], [], "fail"),
        ([M, U], [], None),
        ([N, U], [], None),
        ([M, N, U], [], "partial"),
        ([M, U], ["wei_opener"], "partial"),
        ([U], [], None),
        ([M, A], [], "pass"),
        ([A], [], None),
        ([U, U], ["insult"], "fail"),
    ],
)
def test_verdict(states: list[State], some: list[str], expected: Verdict | None) -> None:
    assert verdict([ElementGrade(state=s, by="rules") for s in states], offences(some)) == expected
