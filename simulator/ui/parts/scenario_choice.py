"""Draws the scenarios to choose from."""

from functools import partial

import streamlit as st

from simulator.services.views import CallOptions, CallView, ScenarioCard
from simulator.ui.desk import Desk
from simulator.ui.state import attempt, state
from simulator.ui.templating import html


def draw(desk: Desk, options: CallOptions) -> None:
    """Draw a search box and a card for every scenario that fits; a card starts the call."""
    words = st.text_input(
        desk.t("home.search"), placeholder=desk.t("home.search_hint"), key="search", icon=":material/search:"
    ).split()
    cards = [card for card in desk.services.practice.scenarios() if _fits(card, words)]
    if not cards:
        st.info(desk.t("home.nothing_found"))
    with st.grid(3, min_column_width=280):
        for card in cards:
            _card(desk, card, options)


def _fits(card: ScenarioCard, words: list[str]) -> bool:
    text = f"{card.title} {card.persona} {card.summary} {' '.join(str(row) for row in card.rows)}"
    return all(word in text for word in words)


def _card(desk: Desk, card: ScenarioCard, options: CallOptions) -> None:
    with st.container(border=True, key=f"card-{card.id}"):
        st.html(html("scenario.html", card=card))
        st.button(
            desk.t("home.exam_start" if options.mode == "exam" else "home.start"),
            key=f"start-{card.id}",
            icon=":material/call:",
            width="stretch",
            on_click=partial(start, desk, options.model_copy(update={"scenario": card.id})),
        )


def start(desk: Desk, options: CallOptions) -> None:
    """Let the telephone ring; a callback."""
    attempt(partial(_begin, desk, options))


def _begin(desk: Desk, options: CallOptions) -> CallView:
    if options.mode != "exam":
        return desk.services.practice.start(desk.person, options)
    view = desk.services.exams.start(desk.person, options.scenario, options.difficulty)
    state().exam = view.call_id
    return view
