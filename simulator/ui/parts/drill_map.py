"""Draws the thirty rows of the guide as a map: what was never tried, what is being learnt, what sits, what is due."""

from collections import Counter
from functools import partial

import streamlit as st

from simulator.domain.drill import DueStep, RowProgress
from simulator.domain.library import DRILL
from simulator.services.views import CallOptions
from simulator.ui.desk import Desk
from simulator.ui.parts import scenario_choice
from simulator.ui.templating import html

SYMBOLS = {"never": "○", "learning": "◐", "sits": "●"}
_NEXT = 3


def draw(desk: Desk, options: CallOptions) -> None:
    """Draw what to practise next, then the map; every part of it starts a drill."""
    _next(desk, options)
    rows = desk.services.drill.rows(desk.person)
    counts = Counter(row.standing for row in rows)
    st.subheader(desk.t("drill.map"))
    st.html(html("drill_legend.html", symbols=SYMBOLS, counts=counts, due=sum(row.due for row in rows)))
    with st.grid(5, min_column_width=210, gap="xsmall", key="drill-map"):
        for row in rows:
            _row(desk, row, options)


def _next(desk: Desk, options: CallOptions) -> None:
    st.subheader(desk.t("drill.next"))
    due = desk.services.drill.due(desk.person, _NEXT)
    if not due:
        st.html(html("note.html", text=desk.t("drill.nothing_due")))
        return
    with st.grid(_NEXT, min_column_width=260):
        for step in due:
            _due(desk, step, options)


def _due(desk: Desk, step: DueStep, options: CallOptions) -> None:
    chosen = desk.services.drill.options(step).model_copy(update={"difficulty": options.difficulty})
    steps = len(desk.services.rubric.situation(step.situation).steps)
    with st.container(border=True, key=f"due-{step.situation}-{step.step}"):
        st.html(html("due.html", step=step, steps=steps))
        st.button(
            desk.t("drill.start"),
            key=f"drill-{step.situation}-{step.step}",
            type="primary",
            icon=":material/call:",
            width="stretch",
            on_click=partial(scenario_choice.start, desk, chosen),
        )


def _row(desk: Desk, row: RowProgress, options: CallOptions) -> None:
    chosen = options.model_copy(update={"scenario": f"{DRILL}{row.situation}", "grade_shown": "each_reply"})
    due = desk.t("drill.due_mark") if row.due else ""
    st.button(
        f"{SYMBOLS[row.standing]} {row.row} {row.title}{due}",
        key=f"row-{row.situation}",
        help=desk.t("drill.hint", standing=desk.t(f"standing.{row.standing}"), n=sum(s.tries for s in row.steps)),
        width="stretch",
        on_click=partial(scenario_choice.start, desk, chosen),
    )
