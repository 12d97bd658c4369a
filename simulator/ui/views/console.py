"""The call console: while it rings the phone is the whole page; then phone, talk and grade side by side."""

from functools import partial

import streamlit as st

from simulator.domain.call import Phase
from simulator.domain.reply import MAX_REPLY_CHARACTERS
from simulator.services.views import CallOptions, CallView
from simulator.ui.call_actions import act_on_press, reply, retry
from simulator.ui.desk import Desk
from simulator.ui.live import Live
from simulator.ui.parts import grade_card, phone, ticket, transcript
from simulator.ui.state import attempt, settle, state
from simulator.ui.templating import html

_REPLY = "reply"
_LISTEN_SECONDS = 0.1


def render(desk: Desk) -> None:
    """Draw the call that the address names, else the newest that is open."""
    call_id = _call_id(desk)
    if call_id is None:
        _no_call(desk)
        return
    view = state().take_view(call_id) or _view(desk, call_id)
    if view.call.started.trainee != desk.person.id:
        desk.go("debrief", call=call_id)  # a trainer's way to look at a call; grades to be judged blind are kept back
    if view.call.phase is Phase.RINGING:
        _phone(desk, view)
        if (live := state().live) is not None:  # picked up; the owner is about to speak
            _follow(desk, live, st.empty())
        return
    st.html(html("call_head.html", card=view.card, started=view.call.started, name=desk.person.name))
    left, middle, right = st.columns([3, 8, 5], gap="medium")
    with left, st.container(key="desk-phone"):
        _phone(desk, view)
        _sheet(desk, view)
    with right, st.container(key="desk-grade"):
        _grades(desk, view)
    with middle:
        _talk(desk, view)
    if state().ticket_open and not view.call.is_over:
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


def _view(desk: Desk, call_id: str) -> CallView:
    """Read the call; a page that has lost a running exam comes back to it, which is allowed once."""
    view = desk.services.practice.view(desk.person, call_id)
    is_lost_exam = view.call.started.mode == "exam" and not view.call.is_over and state().exam != call_id
    if is_lost_exam and view.call.started.trainee == desk.person.id:
        state().exam = call_id
        return desk.services.exams.resume(desk.person, call_id)
    return view


def _no_call(desk: Desk) -> None:
    st.info(desk.t("console.no_call"), icon=":material/call:")
    st.page_link(desk.pages["home"], label=desk.t("console.choose"), icon=":material/home:")


def _phone(desk: Desk, view: CallView) -> None:
    is_exam = view.call.started.mode == "exam"
    seconds_left = desk.services.exams.seconds_left(view) if is_exam else None
    timing = desk.services.library.house.timing
    phone.draw(view, timing, desk.t, partial(act_on_press, desk, view), seconds_left=seconds_left)


def _sheet(desk: Desk, view: CallView) -> None:
    if view.card.sheet:
        with st.expander(desk.t("console.sheet"), icon=":material/description:"):
            st.text(view.card.sheet)


def _talk(desk: Desk, view: CallView) -> None:
    with st.container(key="desk-talk", height=480, autoscroll=True):
        transcript.draw(view.call, desk.services.rubric, desk.t, tells_grades=view.tells_grades)
        coming = st.empty()
    if view.call.is_over:
        _after(desk, view)
        return
    st.chat_input(
        desk.t("console.reply"),
        key=_REPLY,
        max_chars=MAX_REPLY_CHARACTERS,
        on_submit=partial(_replied, desk, view),
    )
    if (live := state().live) is not None:
        _follow(desk, live, coming)


def _replied(desk: Desk, view: CallView) -> None:
    reply(desk, view, st.session_state[_REPLY])


def _follow(desk: Desk, live: Live, place: st.delta_generator.DeltaGenerator) -> None:
    """Show an action that is under way, word by word, until it is over."""
    shown: tuple[str, str] | None = None
    while not live.is_done(_LISTEN_SECONDS):
        if shown != (shown := (live.said, live.heard)):
            place.html(html("coming.html", said=live.said, heard=live.heard))
    settle()
    st.rerun()


def _after(desk: Desk, view: CallView) -> None:
    with st.container(horizontal=True):
        if view.call.started.mode == "drill":
            _next_drill(desk, view)
        if st.button(desk.t("console.to_debrief"), type="primary", icon=":material/fact_check:", key="to-debrief"):
            desk.go("debrief", call=view.call_id)
        if st.button(desk.t("console.to_home"), icon=":material/home:", key="to-home"):
            desk.go("home")


def _next_drill(desk: Desk, view: CallView) -> None:
    """Offer what is due next; with it practice goes on without a way back to the first page."""
    due = desk.services.drill.due(desk.person, limit=1)
    if due:
        options = desk.services.drill.options(due[0]).model_copy(update={"difficulty": view.call.started.difficulty})
        label = desk.t("console.next_drill", row=due[0].row, title=due[0].title)
        st.button(label, key="next-drill", icon=":material/call:", on_click=partial(_start, desk, options))


def _start(desk: Desk, options: CallOptions) -> None:
    if attempt(partial(desk.services.practice.start, desk.person, options)) and (view := state().view):
        st.query_params["call"] = view.call_id


def _grades(desk: Desk, view: CallView) -> None:
    if not view.tells_grades:
        mode = "exam" if view.call.started.mode == "exam" else "at_end"
        st.html(html("note.html", text=desk.t(f"console.grades_hidden_{mode}")))
        return
    graded = [turn for turn in view.call.turns if turn.grades]
    if not graded:
        st.html(html("note.html", text=desk.t("console.grades_empty")))
        return
    last = desk.services.practice.debrief(desk.person, view.call_id).turns[graded[-1].number - 1]
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
    settle()
    if attempt(partial(retry, desk, call_id, turn)) and (view := state().view):
        st.query_params["call"] = view.call_id
