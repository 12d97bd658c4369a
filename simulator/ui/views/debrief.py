"""A call looked back at: one number, one sentence what to do next, then the detail."""

from functools import partial

import streamlit as st
from starlette.datastructures import QueryParams

from simulator.domain.dashboard import Table
from simulator.domain.grade import Grade
from simulator.domain.permissions import may
from simulator.services.exam import ExamResult
from simulator.services.views import Debrief, DebriefTurn
from simulator.ui.call_actions import retry
from simulator.ui.desk import Desk
from simulator.ui.parts import charts, desk_download, dispute, grade_card, transcript
from simulator.ui.parts.desk_names import Names
from simulator.ui.parts.marks import stretches
from simulator.ui.parts.plot import plot
from simulator.ui.parts.verdicts import Verdicts, verdicts_of
from simulator.ui.state import attempt, state
from simulator.ui.templating import html


def render(desk: Desk) -> None:
    """Draw the debrief of the call that the address names, else of the newest."""
    if (view := state().view) is not None:  # a retry has begun
        desk.go("call", call=view.call_id)
    call_id = st.query_params.get("call") or _newest(desk)
    if call_id is None:
        st.info(desk.t("debrief.empty"), icon=":material/fact_check:")
        st.page_link(desk.pages["home"], label=desk.t("console.choose"), icon=":material/home:")
        return
    debrief = desk.services.practice.debrief(desk.person, call_id)
    verdicts = verdicts_of(desk, debrief)
    _summary(desk, debrief, verdicts)
    _timeline(desk, debrief, verdicts)
    st.subheader(desk.t("debrief.turns"))
    for turn in debrief.turns:
        _turn(desk, debrief, verdicts, turn)
    if state().disputed is not None:
        dispute.dialog(desk, call_id)


def _newest(desk: Desk) -> str | None:
    calls = desk.services.practice.history(desk.person)
    return calls[0].call_id if calls else None


def _summary(desk: Desk, debrief: Debrief, verdicts: Verdicts) -> None:
    call, timing = debrief.call, desk.services.library.house.timing
    exam = _exam(desk, debrief, verdicts) if debrief.sealed and call.is_over else None
    st.html(
        html(
            "summary.html",
            debrief=debrief,
            corrected=verdicts.corrected_score,
            ended=desk.t(f"ended.{call.end_reason}") if call.is_over else desk.t("debrief.still_open"),
            provisional=sum(grade.provisional for grade in verdicts.all_of(debrief)),
            late=call.rings is not None and call.rings > timing.rings_in_time,
            exam=exam,
            name=_name(desk, call.started.trainee),
            began=Names(desk).when(call.started.at),
        )
    )
    if not call.is_over:
        query = {"call": debrief.call_id}
        st.page_link(desk.pages["call"], label=desk.t("home.resume"), icon=":material/call:", query_params=query)


def _name(desk: Desk, trainee: str) -> str:
    """Return the trainee's name, for the paper; a guest of another's has none."""
    if trainee == desk.person.id:
        return desk.person.name
    return next((p.name for p in desk.training.classes.trainees(desk.person) if p.id == trainee), "")


def _exam(desk: Desk, debrief: Debrief, verdicts: Verdicts) -> tuple[ExamResult, int, str]:
    """Return the result with the grades in force, the pass mark, and a sentence."""
    started = debrief.call.started
    result = desk.services.exams.result(desk.person, debrief.call_id).with_grades(verdicts.all_of(debrief))
    mark = desk.training.classes.pass_mark(desk.person, started.trainee, started.scenario, started.at)
    score = 0 if result.score is None else result.score
    outcome = result.outcome(mark)
    words = desk.t(f"exam.is_{outcome}", score=score, mark=mark, gap=mark - score, n=result.criticals)
    return result, mark, words


def _timeline(desk: Desk, debrief: Debrief, verdicts: Verdicts) -> None:
    if sum(1 for part in debrief.turns if part.turn.grades) > 1:
        st.subheader(desk.t("chart.timeline"))
        plot(charts.timeline(_points(debrief, verdicts), desk.t), key="timeline", alt=desk.t("chart.timeline"))
        desk_download.csv(desk, "timeline", call=debrief.call_id)


def _points(debrief: Debrief, verdicts: Verdicts) -> charts.Points:
    return [(part.turn, verdicts.first(part.turn)) for part in debrief.turns]


def file(desk: Desk, query: QueryParams) -> Table:
    """Return the timeline of the call that an address names."""
    debrief = desk.services.practice.debrief(desk.person, query.get("call", ""))
    return charts.timeline_table(_points(debrief, verdicts_of(desk, debrief)), desk.t)


def _turn(desk: Desk, debrief: Debrief, verdicts: Verdicts, part: DebriefTurn) -> None:
    turn = part.turn
    if not turn.grades:
        st.html(html("last_words.html", text=turn.caller.text, said=turn.reply.text))
        return
    with st.container(border=True, key=f"turn-{turn.number}"):
        grades = verdicts.of(turn)
        words = stretches(turn.reply.text, verdicts.seen(turn), desk.services.rubric)
        acts = [transcript.action_words(a, desk.t) for a in turn.reply.actions]
        mood = transcript.mood_word(turn.caller.mood, desk.t)
        left, right = st.columns([3, 2], gap="medium")
        wanted = [_wanted(desk, grade) for grade in grades]
        left.html(html("turn.html", part=part, words=words, acts=acts, mood=mood, wanted=wanted))
        with right:
            for place, (grade, contrast) in enumerate(zip(grades, part.contrasts, strict=True)):
                if (turn.number, place) in verdicts.kept_back:
                    _kept_back(desk, debrief.call_id, turn.number, place)
                    continue
                grade_card.draw(grade, contrast, desk.services.rubric, desk.t)
                _reviewed(desk, verdicts, turn.number, place)
        _buttons(desk, debrief, verdicts, turn.number, len(grades))


def _wanted(desk: Desk, grade: Grade) -> str:
    """Return what a step asks for where the guide words nothing: the actions."""
    return desk.t("debrief.list").join(desk.services.rubric.elements[key].label for key in grade.required)


def _kept_back(desk: Desk, call_id: str, turn: int, place: int) -> None:
    """Say that a trainer is to grade this reply before seeing its grade, and lead there."""
    st.html(html("note.html", text=desk.t("review.kept_back")))
    query = {"reply": f"{call_id}.{turn}.{place}", "blind": "1"}
    st.page_link(desk.pages["reply"], label=desk.t("review.grade_blindly"), query_params=query)


def _reviewed(desk: Desk, verdicts: Verdicts, turn: int, place: int) -> None:
    """Show what trainers have changed, and what became of a dispute."""
    lines = verdicts.remarks(desk, turn, place)
    if lines:
        st.html(html("remarks.html", lines=lines))


def _buttons(desk: Desk, debrief: Debrief, verdicts: Verdicts, turn: int, grades: int) -> None:
    if debrief.call.started.trainee != desk.person.id:
        return
    with st.container(horizontal=True):
        if not debrief.sealed:
            st.button(
                desk.t("debrief.retry"),
                key=f"retry-{turn}",
                icon=":material/replay:",
                on_click=partial(_retry, desk, debrief.call_id, turn),
            )
        if debrief.call.is_over and may(desk.person, "dispute"):
            for place in range(grades):
                _dispute_button(desk, verdicts, turn, place, grades)


def _retry(desk: Desk, call_id: str, turn: int) -> None:
    attempt(partial(retry, desk, call_id, turn))


def _dispute_button(desk: Desk, verdicts: Verdicts, turn: int, place: int, grades: int) -> None:
    if verdicts.dispute(turn, place) is not None:
        return
    label = desk.t("dispute.open") if grades == 1 else desk.t("dispute.open_part", n=place + 1)
    st.button(label, key=f"dispute-{turn}-{place}", icon=":material/gavel:", on_click=partial(_dispute, turn, place))


def _dispute(turn: int, place: int) -> None:
    state().disputed = (turn, place)
