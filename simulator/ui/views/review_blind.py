"""Blind grading: the trainer judges every element before seeing what the machine found; it measures agreement only."""

from functools import partial

import streamlit as st

from simulator.domain.review import Reviewed
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_deed, desk_reply
from simulator.ui.parts.desk_names import Names

_ANSWERS = ("met", "not_met")


def draw(desk: Desk, reviewed: Reviewed) -> None:
    """Draw the reply without marks, and the form."""
    t = desk.t
    st.title(t("review.blind_title"))
    left, right = st.columns([5, 4], gap="large")
    with left:
        desk_reply.draw(desk, reviewed)
    with right:
        st.caption(t("review.blind_note"))
        _form(desk, reviewed)


def _form(desk: Desk, reviewed: Reviewed) -> None:
    t, names = desk.t, Names(desk)
    with st.form("blind", border=False):
        for key in reviewed.asked:
            st.segmented_control(
                names.element(key), _ANSWERS, format_func=lambda a: t(f"state.{a}"), key=f"blind-{key}"
            )
        st.multiselect(
            t("review.violations"),
            list(desk.services.rubric.violations),
            format_func=names.violation,
            key="blind-violations",
            placeholder=t("review.no_violations"),
        )
        st.form_submit_button(
            t("review.submit_blind"), type="primary", icon=":material/check:", on_click=partial(_grade, desk, reviewed)
        )


def _grade(desk: Desk, reviewed: Reviewed) -> None:
    chosen = {key: st.session_state[f"blind-{key}"] for key in reviewed.asked}
    elements = {key: value == "met" for key, value in chosen.items() if value is not None}
    violations = list(st.session_state["blind-violations"])
    graded = desk_deed.do(
        lambda: desk.training.review.grade_blindly(desk.person, reviewed.ref, elements, violations),
        desk.t("review.blind_saved"),
    )
    if graded is not None:
        st.query_params.pop("blind", None)
