"""The calls that a person has taken."""

from zoneinfo import ZoneInfo

import streamlit as st

from simulator.domain.library import DRILL
from simulator.domain.summaries import CallSummary
from simulator.ui.desk import Desk
from simulator.ui.templating import html


def render(desk: Desk) -> None:
    """Draw the calls, newest first, each with a way to its debrief."""
    t = desk.t
    st.title(t("page.history"))
    calls = desk.services.practice.history(desk.person)
    if not calls:
        st.info(t("history.empty"), icon=":material/history:")
        st.page_link(desk.pages["home"], label=t("console.choose"), icon=":material/home:")
        return
    zone = ZoneInfo(desk.services.settings.time_zone)
    for call in calls:
        with st.container(horizontal=True, vertical_alignment="center", key=f"call-{call.call_id}"):
            st.html(html("call_line.html", call=call, title=title_of(desk, call), began=call.began_at.astimezone(zone)))
            _link(desk, call)


def _link(desk: Desk, call: CallSummary) -> None:
    page, label = ("debrief", "history.debrief") if call.ended_at else ("call", "home.resume")
    st.page_link(desk.pages[page], label=desk.t(label), query_params={"call": call.call_id})


def title_of(desk: Desk, call: CallSummary) -> str:
    """Return the title of a call's scenario; its key, if the scenario is gone."""
    services = desk.services
    if call.scenario.startswith(DRILL):
        situation = services.rubric.situations.get(call.scenario.removeprefix(DRILL))
        return situation.short_title if situation else call.scenario
    scenario = services.library.scenarios.get(call.scenario)
    return scenario.title if scenario else call.scenario
