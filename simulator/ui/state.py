"""What one browser tab remembers between runs; everything else is in the log of the call."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from simulator.domain.errors import SimulatorError
from simulator.i18n import catalogue
from simulator.services.views import CallView

_KEY = "ui"


@dataclass
class UiState:
    """One tab's state.

    Attributes:
        notice: A sentence to show once, at the top of the next page.
        view: The call as an action of this run left it, so that the page need not read it again.
        ticket_open: The work order's dialog is to be shown.
    """

    notice: str | None = None
    view: CallView | None = None
    ticket_open: bool = False

    def take_notice(self) -> str | None:
        """Return the sentence and forget it."""
        notice, self.notice = self.notice, None
        return notice

    def take_view(self, call_id: str) -> CallView | None:
        """Return the view of that call left by an action, once."""
        view, self.view = self.view, None
        return view if view is not None and view.call_id == call_id else None


def state() -> UiState:
    """Return this tab's state."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = UiState()
    found: UiState = st.session_state[_KEY]
    return found


def attempt(action: Callable[[], CallView | None]) -> bool:
    """Do something in a callback; an expected error becomes a sentence on the page.

    Returns:
        True if it was done.
    """
    ui = state()
    try:
        ui.view = action()
    except SimulatorError as error:
        ui.notice, ui.view = catalogue().error(error), None
        return False
    return True
