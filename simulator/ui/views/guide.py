"""The guide: thirty situations, what not to say, what to say, and what a reply is made of."""

from functools import partial

import streamlit as st

from simulator.domain.library import DRILL
from simulator.domain.rubric import Rubric, Situation
from simulator.services.views import CallOptions
from simulator.ui.desk import Desk
from simulator.ui.state import attempt, state
from simulator.ui.templating import html


def render(desk: Desk) -> None:
    """Draw the list of rows and the row that is chosen."""
    t = desk.t
    st.title(t("page.guide"))
    if state().view is not None:
        _open_drill(desk)
    left, right = st.columns([2, 5], gap="large")
    with left:
        chosen = _choose(desk, desk.services.rubric)
    with right:
        if chosen is None:
            st.info(t("guide.nothing_found"))
        else:
            _situation(desk, chosen)


def _open_drill(desk: Desk) -> None:
    view = state().view
    if view is not None:
        desk.go("call", call=view.call_id)


def _choose(desk: Desk, rubric: Rubric) -> Situation | None:
    words = st.text_input(
        desk.t("guide.search"), placeholder=desk.t("guide.search_hint"), key="guide-search", icon=":material/search:"
    ).split()
    found = [s for s in rubric.by_row if all(word in f"{s.row} {s.title} {s.should} {s.should_not}" for word in words)]
    if not found:
        return None
    with st.container(key="guide-rows", height=560):
        key = st.radio(
            desk.t("guide.rows"),
            [s.key for s in found],
            format_func=lambda k: f"{rubric.situations[k].row}\u2002{rubric.situations[k].short_title}",
            key="guide-row",
            label_visibility="collapsed",
        )
    return rubric.situations.get(key or "")


def _situation(desk: Desk, situation: Situation) -> None:
    rubric = desk.services.rubric
    keys = dict.fromkeys(key for step in situation.steps for a in step.alternatives for key in a.required)
    violations = [v for v in rubric.violations.values() if situation.row in v.from_rows]
    st.html(
        html("situation.html", situation=situation, elements=[rubric.elements[k] for k in keys], violations=violations)
    )
    st.button(
        desk.t("guide.drill"),
        key=f"drill-{situation.key}",
        type="primary",
        icon=":material/call:",
        on_click=partial(_drill, desk, situation.key),
    )


def _drill(desk: Desk, situation: str) -> None:
    options = CallOptions(scenario=f"{DRILL}{situation}", mode="drill")
    attempt(lambda: desk.services.practice.start(desk.person, options))
