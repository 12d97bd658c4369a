"""What one browser tab remembers between runs; everything else is in the log of the call."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from simulator.domain.errors import SimulatorError
from simulator.i18n import catalogue
from simulator.services.views import CallView
from simulator.ui.live import Live

_KEY = "ui"


@dataclass
class UiState:
    """One tab's state.

    Attributes:
        notice: A sentence to show once, at the top of the next page.
        view: The call as an action of this run left it, so that the page need not read it again.
        live: An action that is under way.
        exam: The exam that this tab has open; another tab, or this one after a reload, has lost it.
        ticket_open: The work order's dialog is to be shown.
        disputed: Turn and place of the grade whose dispute is being written.
    """

    notice: str | None = None
    view: CallView | None = None
    live: Live | None = None
    exam: str | None = None
    ticket_open: bool = False
    disputed: tuple[int, int] | None = None

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


def settle() -> None:
    """Wait for an action that is under way, so that what is done next comes after it."""
    ui = state()
    if (live := ui.live) is not None:
        ui.live = None
        attempt(live.result)
