"""A call looked back at: one number, one sentence what to do next, then the detail."""

from functools import partial

import streamlit as st

from simulator.services.views import Debrief, DebriefTurn
from simulator.ui.desk import Desk
from simulator.ui.parts import charts, grade_card, transcript
from simulator.ui.parts.marks import stretches
from simulator.ui.state import attempt, state
from simulator.ui.templating import html


def render(desk: Desk) -> None:
    """Draw the debrief of the call that the address names, else of the newest."""
    call_id = st.query_params.get("call") or _newest(desk)
    if call_id is None:
        st.info(desk.t("debrief.empty"), icon=":material/fact_check:")
        st.page_link(desk.pages["home"], label=desk.t("console.choose"), icon=":material/home:")
        return
    debrief = desk.services.practice.debrief(desk.person, call_id)
    if state().view is not None:
        _open_branch(desk)
    _summary(desk, debrief)
    _timeline(desk, debrief)
    st.subheader(desk.t("debrief.turns"))
    for turn in debrief.turns:
        _turn(desk, debrief, turn)


def _newest(desk: Desk) -> str | None:
    calls = desk.services.practice.history(desk.person)
    return calls[0].call_id if calls else None


def _open_branch(desk: Desk) -> None:
    view = state().view
    if view is not None:
        desk.go("call", call=view.call_id)


def _summary(desk: Desk, debrief: Debrief) -> None:
    call = debrief.call
    st.html(
        html(
            "summary.html",
            debrief=debrief,
            ended=desk.t(f"ended.{call.end_reason}") if call.is_over else desk.t("debrief.still_open"),
            late=call.rings is not None and call.rings > desk.services.library.house.timing.rings_in_time,
        )
    )
    if not call.is_over:
        st.page_link(
            desk.pages["call"],
            label=desk.t("home.resume"),
            icon=":material/call:",
            query_params={"call": debrief.call_id},
        )


def _timeline(desk: Desk, debrief: Debrief) -> None:
    graded = [t for t in debrief.turns if t.turn.grades]
    if len(graded) > 1:
        st.subheader(desk.t("chart.timeline"))
        st.altair_chart(charts.timeline(debrief.turns, desk.t), key="timeline")


def _turn(desk: Desk, debrief: Debrief, part: DebriefTurn) -> None:
    turn = part.turn
    if not turn.grades and not turn.reply.text:
        st.html(html("last_words.html", text=turn.caller.text))
        return
    with st.container(border=True, key=f"turn-{turn.number}"):
        st.html(
            html(
                "turn.html",
                part=part,
                words=stretches(turn.reply.text, turn.grades, desk.services.rubric),
                acts=[transcript.action_words(a, desk.t) for a in turn.reply.actions],
                mood=transcript.mood_word(turn.caller.mood, desk.t),
            )
        )
        for grade, contrast in zip(turn.grades, part.contrasts, strict=True):
            grade_card.draw(grade, contrast, desk.services.rubric, desk.t)
        if not debrief.sealed and debrief.call.started.trainee == desk.person.id:
            _retry_button(desk, debrief.call_id, turn.number)


def _retry_button(desk: Desk, call_id: str, number: int) -> None:
    st.button(
        desk.t("debrief.retry"),
        key=f"retry-{number}",
        icon=":material/replay:",
        on_click=partial(_retry, desk, call_id, number),
    )


def _retry(desk: Desk, call_id: str, number: int) -> None:
    attempt(lambda: desk.services.practice.retry(desk.person, call_id, number))
