"""Something done in a callback of the trainers' pages: done, or one sentence why not."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from simulator.domain.errors import SimulatorError
from simulator.i18n import catalogue
from simulator.ui.state import state

T = TypeVar("T")


def do(action: Callable[[], T], done: str) -> T | None:
    """Do it and say so; an expected error becomes a sentence at the top of the page.

    Args:
        action: What is to be done; it must not return None.
        done: The sentence to show for a moment when it was done.

    Returns:
        What the action returned; None if it was refused.
    """
    try:
        result = action()
    except SimulatorError as error:
        state().notice = catalogue().error(error)
        return None
    st.toast(done, icon=":material/check:")
    return result
