"""The first page: what is open, how to practise, and what to practise."""

from functools import partial
from typing import TypeVar

import streamlit as st

from simulator.domain.events import Difficulty, GradeShown, Mode
from simulator.services.views import CallOptions, ScenarioCard
from simulator.ui.desk import Desk
from simulator.ui.parts import scenario_card
from simulator.ui.state import attempt, state
from simulator.ui.templating import html

Option = TypeVar("Option", bound=str)
_MODES: tuple[Mode, ...] = ("practice", "exam")
_DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "standard", "hard")
_SHOWN: tuple[GradeShown, ...] = ("each_reply", "at_end")


def render(desk: Desk) -> None:
    """Draw the page."""
    t = desk.t
    st.title(t("home.title"))
    _open_call(desk)
    options = _options(desk)
    cards = _chosen(desk, desk.services.practice.scenarios())
    if not cards:
        st.info(t("home.nothing_found"))
    with st.grid(3, min_column_width=280):
        for card in cards:
            _card(desk, card, options)
    _go_to_call(desk)


def _open_call(desk: Desk) -> None:
    still_open = desk.services.practice.open_calls(desk.person)
    if not still_open:
        return
    view = desk.services.practice.view(desk.person, still_open[0])
    if view.call.is_over:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="resume-box"):
        st.html(html("resume.html", card=view.card, turns=len(view.call.turns)), width="stretch")
        if st.button(desk.t("home.resume"), type="primary", icon=":material/call:", key="resume"):
            desk.go("call", call=view.call_id)


def _options(desk: Desk) -> CallOptions:
    """Ask how to practise; the scenario is filled in by the card that is chosen."""
    with st.container(horizontal=True, key="home-options"):
        mode = _pick(desk, "mode", _MODES, "practice")
        difficulty = _pick(desk, "difficulty", _DIFFICULTIES, "standard")
        shown = "at_end" if mode == "exam" else _pick(desk, "shown", _SHOWN, "each_reply")
    if mode == "exam":
        st.caption(desk.t("home.exam_rules"))
    return CallOptions(scenario="", mode=mode, difficulty=difficulty, grade_shown=shown)


def _pick(desk: Desk, name: str, options: tuple[Option, ...], default: Option) -> Option:
    return st.segmented_control(
        desk.t(f"home.{name}"),
        options,
        default=default,
        required=True,
        key=name,
        format_func=lambda option: desk.t(f"{name}.{option}"),
    )


def _chosen(desk: Desk, cards: tuple[ScenarioCard, ...]) -> tuple[ScenarioCard, ...]:
    words = st.text_input(
        desk.t("home.search"), placeholder=desk.t("home.search_hint"), key="search", icon=":material/search:"
    )
    return tuple(card for card in cards if _fits(card, words.split()))


def _fits(card: ScenarioCard, words: list[str]) -> bool:
    text = f"{card.title} {card.persona} {card.summary} {' '.join(str(row) for row in card.rows)}"
    return all(word in text for word in words)


def _card(desk: Desk, card: ScenarioCard, options: CallOptions) -> None:
    with st.container(border=True, key=f"card-{card.id}"):
        scenario_card.draw(card)
        st.button(
            desk.t("home.start"),
            key=f"start-{card.id}",
            icon=":material/call:",
            width="stretch",
            on_click=partial(_start, desk, options.model_copy(update={"scenario": card.id})),
        )


def _start(desk: Desk, options: CallOptions) -> None:
    attempt(lambda: desk.services.practice.start(desk.person, options))


def _go_to_call(desk: Desk) -> None:
    """A callback cannot change the page; the call that it started is opened here."""
    view = state().view
    if view is not None:
        desk.go("call", call=view.call_id)
