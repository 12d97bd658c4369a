"""Draws what waits for a trainee: a call that is open, and what was assigned."""

from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from simulator.domain.classroom import Assignment, ItemProgress, Progress
from simulator.domain.library import DRILL
from simulator.services.views import CallOptions
from simulator.ui.desk import Desk
from simulator.ui.parts import scenario_choice
from simulator.ui.templating import html


def draw(desk: Desk) -> None:
    """Draw the newest open call and the assignments that are not done; for trainers, what ails the endpoint."""
    endpoint(desk)
    _open_call(desk)
    for progress in desk.training.classes.todo(desk.person):
        _assignment(desk, progress)


def endpoint(desk: Desk) -> None:
    """Draw for trainers what ails the language model's endpoint, if something does."""
    if desk.person.trains and (trouble := desk.services.models.trouble) is not None:
        st.warning(desk.t.error(trouble), icon=":material/cloud_off:")


def _assignment(desk: Desk, progress: Progress) -> None:
    """Draw one assignment, with a button for everything in it that can still be done."""
    with st.container(border=True, key=f"todo-{progress.assignment.id}"):
        st.html(html("todo.html", line=_line(desk, progress)))
        if progress.state != "open":
            return
        with st.container(horizontal=True):
            for found in progress.items:
                if not found.passed and found.left != 0:
                    _item_button(desk, progress.assignment, found)


def _item_button(desk: Desk, given: Assignment, found: ItemProgress) -> None:
    scenario = f"{DRILL}{found.item.key}" if found.item.kind == "row" else found.item.key
    label = name_of(desk, found.item.kind, found.item.key)
    st.button(
        label if found.left is None else desk.t("todo.attempts", item=label, left=found.left),
        key=f"todo-{given.id}-{found.item.kind}-{found.item.key}",
        icon=":material/call:",
        on_click=partial(scenario_choice.start, desk, CallOptions(scenario=scenario, mode=given.mode)),
    )


def _open_call(desk: Desk) -> None:
    still_open = desk.services.practice.open_calls(desk.person)
    if not still_open:
        return
    view = desk.services.practice.view(desk.person, still_open[0])
    if view.call.is_over:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="resume-box"):
        st.html(html("resume.html", card=view.card, turns=len(view.call.turns)), width="stretch")
        if st.button(desk.t("home.resume"), type="primary", icon=":material/call:", key="resume"):
            desk.go("call", call=view.call_id)


def _line(desk: Desk, progress: Progress) -> dict[str, str]:
    """Return the words of one reminder."""
    given = progress.assignment
    due = given.due_at.astimezone(ZoneInfo(desk.services.settings.time_zone))
    state = "soon" if desk.training.classes.is_due_soon(progress) else progress.state
    return {
        "title": given.title,
        "state": desk.t(f"todo.{state}"),
        "what": desk.t(
            "todo.what",
            mode=desk.t(f"mode.{given.mode}"),
            left=len(progress.items) - progress.passed,
            mark=given.pass_mark,
            due=due.strftime("%m-%d %H:%M"),
        ),
    }


def name_of(desk: Desk, kind: str, key: str) -> str:
    """Return the name of a scenario or a row of the guide; its key if it is gone."""
    if kind == "row":
        situation = desk.services.rubric.situations.get(key)
        return f"{situation.row} {situation.short_title}" if situation else key
    scenario = desk.services.library.scenarios.get(key)
    return scenario.title if scenario else key
