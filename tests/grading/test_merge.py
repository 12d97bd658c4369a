"""The table of who decides what, for every pair of findings."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.grade import ElementGrade, Grade, JudgeStamp, State, ViolationGrade
from simulator.domain.reply import Facts
from simulator.grading.merge import Opinion, View, is_conflict, merge, merge_element
from tests.grading.judging import rubric

TEXT = "实在对不起，请问有什么可以帮助您？"
STAMP = JudgeStamp(model="m", prompt="p")


def offline_grades() -> st.SearchStrategy[ElementGrade]:
    by_rules = st.sampled_from(State).map(
        lambda state: (
            ElementGrade(state=state, by="rules", quote="对不起", start=2, end=5)
            if state is State.MET
            else ElementGrade(state=state, by="rules")
        )
    )
    by_actions = st.sampled_from([State.MET, State.NOT_MET]).map(lambda state: ElementGrade(state=state, by="actions"))
    return by_rules | by_actions


SPANS = st.tuples(st.integers(0, 8), st.integers(9, len(TEXT)))
VIEWS = st.none() | st.builds(View, st.sampled_from([True, False, None]), st.none() | SPANS)


@given(offline_grades(), VIEWS)
def test_every_line_of_the_table(offline: ElementGrade, view: View | None) -> None:
    merged = merge_element(offline, view, TEXT)
    said = None if view is None else view.met
    proved = view is not None and view.span is not None
    if offline.by == "actions" or offline.state is State.MET or said is None:
        assert merged == offline
    elif offline.state is State.NOT_MET:
        assert merged.state is (State.MET if said and proved else State.NOT_MET)
        assert merged.provisional == bool(said and proved)
    else:
        expected = State.NOT_MET if not said else State.MET if proved else offline.state
        assert merged.state is expected
        assert not merged.provisional
    assert is_conflict(offline, view) == (offline.by == "rules" and offline.state is State.MET and said is False)


@given(offline_grades(), VIEWS)
def test_what_the_judge_decides_has_evidence(offline: ElementGrade, view: View | None) -> None:
    merged = merge_element(offline, view, TEXT)
    if merged.by == "judge" and merged.state is State.MET:
        assert merged.start is not None
        assert merged.quote == TEXT[merged.start : merged.end]


def base(violations: tuple[ViolationGrade, ...] = (), **elements: ElementGrade) -> Grade:
    return Grade(
        situation="abusive_owner",
        step=1,
        verdict=None,
        score=None,
        elements=elements,
        violations=violations,
        required=tuple(elements),
        rubric="r",
    )


MET = ElementGrade(state=State.MET, by="rules", quote="对不起", start=2, end=5)
UNSURE = ElementGrade(state=State.UNSURE, by="rules")


def merged(grade: Grade, opinion: Opinion) -> Grade:
    return merge(grade, opinion, TEXT, Facts(), rubric(), STAMP)


def test_verdict_and_score_follow_from_what_was_joined() -> None:
    grade = base(apologize=MET, offer_help=UNSURE)
    passed = merged(grade, Opinion({"offer_help": View(True, (6, 16))}, {}))
    assert (passed.verdict, passed.score, passed.judge) == ("pass", 100, STAMP)
    half = merged(grade, Opinion({"offer_help": View(False)}, {}))
    assert half.verdict == "partial"
    assert half.score is not None
    assert half.score < 100
    silent = merged(grade, Opinion({}, {}))
    assert silent.verdict is None
    assert silent.elements["offer_help"].state is State.UNSURE


def test_a_denial_of_what_the_rules_heard_is_for_review() -> None:
    grade = merged(base(apologize=MET, offer_help=MET), Opinion({"apologize": View(False)}, {}))
    assert grade.verdict == "pass"
    assert grade.flags == ("conflict",)


def test_a_violation_that_only_the_judge_hears_waits_for_review() -> None:
    grade = merged(base(apologize=MET, offer_help=MET), Opinion({}, {"blame_owner": (0, 5)}))
    (found,) = grade.violations
    assert (found.by, found.pending_review, found.quote, found.row) == ("judge", True, "实在对不起", 16)
    assert grade.verdict == "fail"


def test_a_violation_of_the_rules_stands() -> None:
    heard = ViolationGrade(key="shirk", severity="critical", by="rules", quote="实在", start=0, end=2, row=16)
    grade = merged(base((heard,), apologize=MET, offer_help=MET), Opinion({}, {"shirk": (0, 5)}))
    assert grade.violations == (heard,)
