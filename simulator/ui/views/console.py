"""The call console: while it rings the phone is the whole page; then phone, talk and grade side by side."""

from functools import partial

import streamlit as st

from simulator.domain.call import Phase
from simulator.domain.reply import MAX_REPLY_CHARACTERS, Action, Escalate, HangUp, RaiseVoice, Transfer
from simulator.services.views import CallView, DebriefTurn
from simulator.ui.desk import Desk
from simulator.ui.parts import grade_card, phone, ticket, transcript
from simulator.ui.state import attempt, state
from simulator.ui.templating import html

_PLAIN_ACTIONS: dict[str, Action] = {
    "raise_voice": RaiseVoice(),
    "transfer": Transfer(),
    "escalate": Escalate(),
    "hang_up": HangUp(),
}
_REPLY = "reply"


def render(desk: Desk) -> None:
    """Draw the call that the address names, else the newest that is open."""
    call_id = _call_id(desk)
    if call_id is None:
        _no_call(desk)
        return
    view = state().take_view(call_id) or desk.services.practice.view(desk.person, call_id)
    if view.call.phase is Phase.RINGING:
        _phone(desk, view)
        return
    st.html(html("call_head.html", card=view.card, started=view.call.started, name=desk.person.name))
    left, middle, right = st.columns([3, 8, 5], gap="medium")
    with left, st.container(key="desk-phone"):
        _phone(desk, view)
        _sheet(desk, view)
    with middle:
        _talk(desk, view)
    with right, st.container(key="desk-grade"):
        _grades(desk, view)
    if state().ticket_open:
        ticket.dialog(desk, call_id)


def _call_id(desk: Desk) -> str | None:
    named = st.query_params.get("call")
    if named:
        return named
    still_open = desk.services.practice.open_calls(desk.person)
    if not still_open:
        return None
    st.query_params["call"] = still_open[0]
    return still_open[0]


def _no_call(desk: Desk) -> None:
    st.info(desk.t("console.no_call"), icon=":material/call:")
    st.page_link(desk.pages["home"], label=desk.t("console.choose"), icon=":material/home:")


def _phone(desk: Desk, view: CallView) -> None:
    phone.draw(view, desk.services.library.house.timing, desk.t, partial(_pressed, desk, view))


def _pressed(desk: Desk, view: CallView) -> None:
    """Do what was done with the telephone; what belongs to an older moment of the call is out of date.

    Only hanging up always counts: whoever puts down the receiver means it.
    """
    press = phone.pressed()
    if press is None or (press.event != phone.event_of(view) and press.do != "hang_up"):
        return
    practice, person, call_id = desk.services.practice, desk.person, view.call_id
    match press.do:
        case "answer":
            attempt(lambda: practice.answer(person, call_id, press.rings, press.client_ms))
        case "wait":
            attempt(lambda: practice.start_wait(person, call_id))
        case "end_wait":
            attempt(lambda: practice.end_wait(person, call_id))
        case "go_on":
            attempt(lambda: practice.go_on(person, call_id))
        case "rang_out":
            attempt(lambda: practice.view(person, call_id))
        case "ticket":
            state().ticket_open = True
        case do if do in _PLAIN_ACTIONS:
            attempt(lambda: practice.act(person, call_id, _PLAIN_ACTIONS[do]))


def _sheet(desk: Desk, view: CallView) -> None:
    if view.card.sheet:
        with st.expander(desk.t("console.sheet"), icon=":material/description:"):
            st.text(view.card.sheet)


def _talk(desk: Desk, view: CallView) -> None:
    with st.container(key="desk-talk", height=480, autoscroll=True):
        transcript.draw(view.call, desk.services.rubric, desk.t, tells_grades=view.tells_grades)
    if view.call.is_over:
        _after(desk, view)
        return
    st.chat_input(
        desk.t("console.reply"),
        key=_REPLY,
        max_chars=MAX_REPLY_CHARACTERS,
        on_submit=partial(_replied, desk, view.call_id),
    )


def _replied(desk: Desk, call_id: str) -> None:
    text = st.session_state[_REPLY]
    attempt(lambda: desk.services.practice.say(desk.person, call_id, text))


def _after(desk: Desk, view: CallView) -> None:
    with st.container(horizontal=True):
        if st.button(desk.t("console.to_debrief"), type="primary", icon=":material/fact_check:", key="to-debrief"):
            desk.go("debrief", call=view.call_id)
        if st.button(desk.t("console.to_home"), icon=":material/home:", key="to-home"):
            desk.go("home")


def _grades(desk: Desk, view: CallView) -> None:
    if not view.tells_grades:
        mode = "exam" if view.call.started.mode == "exam" else "at_end"
        st.html(html("note.html", text=desk.t(f"console.grades_hidden_{mode}")))
        return
    graded = [turn for turn in view.call.turns if turn.grades]
    if not graded:
        st.html(html("note.html", text=desk.t("console.grades_empty")))
        return
    debrief = desk.services.practice.debrief(desk.person, view.call_id)
    _last_grade(desk, view, debrief.turns[graded[-1].number - 1])


def _last_grade(desk: Desk, view: CallView, last: DebriefTurn) -> None:
    for grade, contrast in zip(last.turn.grades, last.contrasts, strict=True):
        grade_card.draw(grade, contrast, desk.services.rubric, desk.t)
    if view.call.started.mode != "exam":
        st.button(
            desk.t("console.retry"),
            key="retry",
            icon=":material/replay:",
            width="stretch",
            on_click=partial(_retry, desk, view.call_id, last.turn.number),
        )


def _retry(desk: Desk, call_id: str, turn: int) -> None:
    ui = state()
    if attempt(lambda: desk.services.practice.retry(desk.person, call_id, turn)) and ui.view:
        st.query_params["call"] = ui.view.call_id
