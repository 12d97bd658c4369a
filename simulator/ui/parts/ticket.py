"""The work order: a dialog with what the guide wants written down."""

from typing import get_args

import streamlit as st

from simulator.domain.reply import RecordTicket, TicketFields
from simulator.ui.desk import Desk
from simulator.ui.state import attempt, state

_FIELDS = ("name", "room", "contact", "about")
_CATEGORIES = tuple(c for c in get_args(TicketFields.model_fields["category"].annotation) if c)


def _closed() -> None:
    state().ticket_open = False


def dialog(desk: Desk, call_id: str) -> None:
    """Show the dialog over the call; saving it is an action in the call."""
    t = desk.t

    @st.dialog(t("ticket.title"), width="medium", on_dismiss=_closed)
    def show() -> None:
        with st.form("ticket", border=False):
            filled = {name: st.text_input(t(f"ticket.{name}"), max_chars=200, key=f"ticket-{name}") for name in _FIELDS}
            category = st.selectbox(
                t("ticket.category"),
                _CATEGORIES,
                index=None,
                placeholder=t("ticket.choose"),
                format_func=lambda c: t(f"category.{c}"),
                key="ticket-category",
            )
            saved = st.form_submit_button(t("ticket.save"), type="primary", icon=":material/save:")
        if saved:
            fields = TicketFields.model_validate({**filled, "category": category or ""})
            attempt(lambda: desk.services.practice.act(desk.person, call_id, RecordTicket(fields=fields)))
            _closed()
            st.rerun()

    show()
