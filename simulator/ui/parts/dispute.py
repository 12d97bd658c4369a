"""The dispute: a dialog in which a trainee says why a grade is wrong."""

import streamlit as st

from simulator.domain.review import GradeRef
from simulator.services.review import LONGEST_WORD
from simulator.ui.desk import Desk
from simulator.ui.state import attempt, state


def _closed() -> None:
    state().disputed = None


def dialog(desk: Desk, call_id: str) -> None:
    """Show the dialog over the debrief; what is sent goes into the trainers' queue."""
    t, place = desk.t, state().disputed
    assert place is not None
    ref = GradeRef(call_id=call_id, turn=place[0], part=place[1])

    @st.dialog(t("dispute.title", n=ref.turn), on_dismiss=_closed)
    def show() -> None:
        st.write(t("dispute.about"))
        with st.form("dispute", border=False):
            word = st.text_area(t("dispute.word"), max_chars=LONGEST_WORD, key="dispute-word")
            sent = st.form_submit_button(t("dispute.send"), type="primary")
        if sent and word.strip():
            attempt(lambda: desk.training.review.dispute(desk.person, ref, word))
            _closed()
            st.rerun()

    show()
