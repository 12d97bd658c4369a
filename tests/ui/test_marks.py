"""Marks in the trainee's own words."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.grade import ElementGrade, Grade, State, ViolationGrade
from simulator.ui.parts.marks import stretches
from simulator.wiring.site import Services

_POSITION = st.integers(min_value=-3, max_value=40)


def _grade(met: tuple[int, int] | None, violation: tuple[int, int] | None) -> Grade:
    elements = {}
    if met:
        elements["apologize"] = ElementGrade(state=State.MET, by="rules", quote="x", start=met[0], end=met[1])
    violations: tuple[ViolationGrade, ...] = ()
    if violation:
        start, end = violation
        violations = (ViolationGrade(key="shirk", severity="critical", by="rules", quote="x", start=start, end=end),)
    return Grade(
        situation="abusive_owner",
        step=1,
        verdict=None,
        score=None,
        elements=elements,
        violations=violations,
        required=tuple(elements),
        rubric="",
    )


def test_words_are_kept_whatever_the_spans(services: Services) -> None:
    @given(
        text=st.text(max_size=30),
        met=st.tuples(_POSITION, _POSITION) | st.none(),
        violation=st.tuples(_POSITION, _POSITION) | st.none(),
    )
    def holds(text: str, met: tuple[int, int] | None, violation: tuple[int, int] | None) -> None:
        parts = stretches(text, (_grade(met, violation),), services.rubric)
        assert "".join(part.text for part in parts) == text

    holds()


def test_a_violation_outweighs_what_was_met_in_the_same_words(services: Services) -> None:
    parts = stretches("对不起行了吧", (_grade((0, 3), (0, 6)),), services.rubric)
    assert [(p.text, p.kind) for p in parts] == [("对不起", "violation"), ("行了吧", "violation")]


def test_marks_name_what_they_are_for(services: Services) -> None:
    (first, rest) = stretches("对不起，先生", (_grade((0, 3), None),), services.rubric)
    assert (first.text, first.kind, first.labels) == ("对不起", "met", ("致歉",))
    assert (rest.text, rest.kind) == ("，先生", "plain")
