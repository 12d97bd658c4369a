"""One reply under review: the machine's grade, earlier marks, a correction with its reason, the dispute."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby

import streamlit as st

from simulator.domain.grade import ElementGrade, Grade
from simulator.domain.review import Judgement, Mark, Outcome, Reviewed, Value
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_deed, desk_reply
from simulator.ui.parts.desk_names import Names
from simulator.ui.parts.grade_card import SYMBOLS
from simulator.ui.templating import html

_ANSWERS: tuple[Value, ...] = ("met", "not_met")
_OUTCOMES: tuple[Outcome, ...] = ("upheld", "rejected")
_LONGEST = 500


def draw(desk: Desk, reviewed: Reviewed, machine: Grade, in_force: Grade) -> None:
    """Draw the reply on the left, what a trainer may do on the right."""
    st.title(desk.t("review.title"))
    left, right = st.columns([5, 4], gap="large")
    with left:
        desk_reply.draw(desk, reviewed)
        st.page_link(
            desk.pages["debrief"],
            label=desk.t("review.whole_call"),
            icon=":material/forum:",
            query_params={"call": reviewed.ref.call_id},
        )
        _marks(desk, reviewed.marks)
    with right:
        _dispute(desk, reviewed)
        _correction(desk, reviewed, machine, in_force)


def _marks(desk: Desk, marks: tuple[Mark, ...]) -> None:
    if not marks:
        return
    st.subheader(desk.t("review.marks"))
    st.html(html("desk_marks.html", lines=list(_lines(desk, marks))))


def _lines(desk: Desk, marks: tuple[Mark, ...]) -> Iterator[dict[str, str]]:
    """Yield a line for every correction, and one for all that a trainer confirmed at once."""
    for (author, at, confirms), together in groupby(marks, key=lambda m: (m.author_name, m.at, m.confirms)):
        line = {"author": author, "when": Names(desk).when(at)}
        if confirms:
            found = desk.t("desk.list").join(desk.t("review.as", **_named(desk, mark)) for mark in together)
            yield {**line, "what": desk.t("review.mark_confirmed", what=found), "machine": "", "reason": ""}
            continue
        for mark in together:
            machine = desk.t("review.machine", value=desk.t(f"state.{mark.machine}"))
            before = desk.t(f"state.{mark.before}")
            what = desk.t("review.mark", before=before, **_named(desk, mark))
            yield {**line, "what": what, "machine": machine, "reason": mark.reason}


def _named(desk: Desk, mark: Mark) -> dict[str, str]:
    return {"what": _label(desk, mark), "after": desk.t(f"state.{mark.value}")}


def _label(desk: Desk, judgement: Judgement) -> str:
    names = Names(desk)
    return names.element(judgement.key) if judgement.kind == "element" else names.violation(judgement.key)


def _key(reviewed: Reviewed, name: str) -> str:
    """Return a widget's key; what was chosen is forgotten as soon as somebody has marked the reply."""
    ref = reviewed.ref
    return f"{name}-{ref.call_id}.{ref.turn}.{ref.part}-{reviewed.version}"


def _reason_key(reviewed: Reviewed) -> str:
    """Return the key of the reason: what was written stays when another trainer was quicker."""
    ref = reviewed.ref
    return f"reason-{ref.call_id}.{ref.turn}.{ref.part}"


def _correction(desk: Desk, reviewed: Reviewed, machine: Grade, in_force: Grade) -> None:
    t = desk.t
    score = t("grade.ungraded") if in_force.score is None else t("grade.points", n=in_force.score)
    st.subheader(t("review.correct", score=score))
    with st.form(_key(reviewed, "correction"), border=False):
        for key in reviewed.asked:
            _element(desk, reviewed, key, machine.elements[key], in_force.elements[key])
        _violations(desk, reviewed, machine, in_force)
        st.text_area(
            t("review.reason_label"),
            key=_reason_key(reviewed),
            max_chars=_LONGEST,
            placeholder=t("review.reason_hint"),
            height=90,
        )
        with st.container(horizontal=True):
            st.form_submit_button(
                t("review.save"),
                type="primary",
                icon=":material/edit:",
                on_click=partial(_override, desk, reviewed, in_force),
            )
            st.form_submit_button(
                t("review.confirm"), icon=":material/check:", on_click=partial(_confirm, desk, reviewed)
            )


def _element(desk: Desk, reviewed: Reviewed, key: str, machine: ElementGrade, now: ElementGrade) -> None:
    """Draw what the machine found, and the trainer's choice beside it."""
    value = now.state.value
    with st.container(horizontal=True, vertical_alignment="center", key=_key(reviewed, f"line-{key}")):
        st.html(
            html(
                "desk_machine.html",
                symbol=SYMBOLS[machine.state],
                state=desk.t(f"state.{machine.state.value}"),
                label=Names(desk).element(key),
                by=desk.t(f"review.by_{machine.by}"),
                quote=machine.quote,
            ),
            width="stretch",
        )
        st.segmented_control(
            Names(desk).element(key),
            _ANSWERS,
            default=value if value in _ANSWERS else None,
            format_func=lambda answer: desk.t(f"state.{answer}"),
            key=_key(reviewed, f"element-{key}"),
            label_visibility="collapsed",
        )


def _violations(desk: Desk, reviewed: Reviewed, machine: Grade, in_force: Grade) -> None:
    names = Names(desk)
    if machine.violations:
        found = desk.t("desk.list").join(names.violation(v.key) for v in machine.violations)
        st.caption(desk.t("review.machine_violations", found=found))
    st.multiselect(
        desk.t("review.violations"),
        list(desk.services.rubric.violations),
        default=[v.key for v in in_force.violations],
        format_func=names.violation,
        key=_key(reviewed, "violations"),
        placeholder=desk.t("review.no_violations"),
    )


def _override(desk: Desk, reviewed: Reviewed, in_force: Grade) -> None:
    judgements = [*_chosen_elements(reviewed, in_force), *_chosen_violations(reviewed, in_force)]
    reason = str(st.session_state[_reason_key(reviewed)] or "")
    saved = desk_deed.do(
        lambda: desk.training.review.override(desk.person, reviewed.ref, judgements, reason, reviewed.version),
        desk.t("review.saved"),
    )
    if saved is not None:
        st.session_state[_reason_key(reviewed)] = ""


def _chosen_elements(reviewed: Reviewed, in_force: Grade) -> list[Judgement]:
    chosen = {key: st.session_state[_key(reviewed, f"element-{key}")] for key in reviewed.asked}
    return [
        Judgement(kind="element", key=key, value=value)
        for key, value in chosen.items()
        if value is not None and value != in_force.elements[key].state.value
    ]


def _chosen_violations(reviewed: Reviewed, in_force: Grade) -> list[Judgement]:
    before = {v.key for v in in_force.violations}
    after = set(st.session_state[_key(reviewed, "violations")])
    return [
        Judgement(kind="violation", key=key, value="present" if key in after else "absent")
        for key in sorted(before ^ after)
    ]


def _confirm(desk: Desk, reviewed: Reviewed) -> None:
    desk_deed.do(
        lambda: desk.training.review.confirm(desk.person, reviewed.ref, reviewed.version), desk.t("review.confirmed")
    )


def _dispute(desk: Desk, reviewed: Reviewed) -> None:
    t, dispute = desk.t, reviewed.dispute
    if dispute is None:
        return
    st.subheader(t("review.dispute"))
    st.html(html("desk_dispute.html", dispute=dispute, outcome=t(f"outcome.{dispute.outcome or 'open'}")))
    if dispute.outcome is not None:
        return
    with st.form("decision", border=False):
        st.segmented_control(
            t("review.outcome"), _OUTCOMES, key="outcome", format_func=lambda o: t(f"outcome.{o}"), required=True
        )
        st.text_area(t("review.answer"), key="answer", max_chars=_LONGEST, height=90)
        st.caption(t("review.decide_note"))
        st.form_submit_button(t("review.decide"), icon=":material/gavel:", on_click=partial(_decide, desk, reviewed))


def _decide(desk: Desk, reviewed: Reviewed) -> None:
    outcome: Outcome = st.session_state["outcome"] or "rejected"
    answer = str(st.session_state["answer"] or "")

    def decide() -> bool:
        desk.training.review.decide(desk.person, reviewed.ref, outcome, answer, reviewed.version)
        return True

    desk_deed.do(decide, desk.t("review.decided"))
