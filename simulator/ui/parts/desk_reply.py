"""Draws a reply under review: the owner's words, the trainee's (marked, or plain for blind grading), the guide's."""

import streamlit as st

from simulator.domain.review import Reviewed
from simulator.ui.desk import Desk
from simulator.ui.parts import transcript
from simulator.ui.parts.desk_names import Names
from simulator.ui.parts.marks import stretches
from simulator.ui.templating import html


def draw(desk: Desk, reviewed: Reviewed) -> None:
    """Draw it; marks only where the grade may be seen."""
    situation = desk.services.rubric.situation(reviewed.situation)
    grades = () if reviewed.in_force is None else (reviewed.in_force,)
    st.html(
        html(
            "desk_reply.html",
            row=situation.row,
            title=situation.short_title,
            trainee=reviewed.trainee_name,
            scenario=Names(desk).scenario(reviewed.scenario),
            when=Names(desk).when(reviewed.at),
            caller=reviewed.caller,
            words=stretches(reviewed.reply.text, grades, desk.services.rubric),
            acts=[transcript.action_words(action, desk.t) for action in reviewed.reply.actions],
            should_not=situation.should_not,
            should=situation.should,
        )
    )
