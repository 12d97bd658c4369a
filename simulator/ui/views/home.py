"""The first page: what is due, how to practise, and what to practise."""

import streamlit as st

from simulator.ui.desk import Desk
from simulator.ui.parts import drill_map, practice_options, reminders, scenario_choice
from simulator.ui.state import state


def render(desk: Desk) -> None:
    """Draw the page."""
    if (view := state().view) is not None:  # a card started a call; a callback cannot change the page
        desk.go("call", call=view.call_id)
    st.title(desk.t("home.title"))
    reminders.draw(desk)
    options = practice_options.ask(desk)
    if options.mode == "drill":
        drill_map.draw(desk, options)
    else:
        scenario_choice.draw(desk, options)
