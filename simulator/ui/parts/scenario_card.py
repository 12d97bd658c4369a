"""Draws a scenario as a trainee chooses it."""

import streamlit as st

from simulator.services.views import ScenarioCard
from simulator.ui.templating import html


def draw(card: ScenarioCard) -> None:
    """Draw title, owner, summary, rows of the guide and length."""
    st.html(html("scenario.html", card=card))
