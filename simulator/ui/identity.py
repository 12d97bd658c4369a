"""Who sits at this browser: the one function that the app asks, and that tests replace."""

import streamlit as st

from simulator.domain.person import Person
from simulator.ui.backend import services
from simulator.ui.gate import COOKIE


def current_person() -> Person | None:
    """Return who holds the session of this run.

    The cookies are those of the websocket's handshake; the session is looked up anew in every run, so that leaving in
    another tab, or being shut out, acts at once.
    """
    return services().people.who(st.context.cookies.get(COOKIE))
