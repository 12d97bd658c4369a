"""Asks how a call is to be taken."""

from typing import TypeVar

import streamlit as st

from simulator.domain.events import Difficulty, GradeShown, Mode
from simulator.services.views import CallOptions
from simulator.ui.desk import Desk

Option = TypeVar("Option", bound=str)
_MODES: tuple[Mode, ...] = ("drill", "practice", "exam")
_DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "standard", "hard")
_SHOWN: tuple[GradeShown, ...] = ("each_reply", "at_end")


def ask(desk: Desk) -> CallOptions:
    """Return how; what is practised is filled in by what is chosen."""
    with st.container(horizontal=True, key="home-options"):
        mode = _pick(desk, "mode", _MODES, "practice")
        difficulty = _pick(desk, "difficulty", _DIFFICULTIES, "standard")
        shown = _pick(desk, "shown", _SHOWN, "each_reply") if mode == "practice" else "each_reply"
    st.caption(desk.t(f"home.about_{mode}"))
    return CallOptions(scenario="", mode=mode, difficulty=difficulty, grade_shown=shown)


def _pick(desk: Desk, name: str, options: tuple[Option, ...], default: Option) -> Option:
    return st.segmented_control(
        desk.t(f"home.{name}"),
        options,
        default=default,
        required=True,
        key=name,
        persist_state="session",
        format_func=lambda option: desk.t(f"{name}.{option}"),
    )
