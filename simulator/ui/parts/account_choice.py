"""Draws the choice of one account."""

from collections.abc import Iterable

import streamlit as st

from simulator.domain.account import Account
from simulator.ui.desk import Desk


def draw(desk: Desk, accounts: Iterable[Account], key: str) -> Account | None:
    """Return the account that is chosen by name; None before one is."""
    by_id = {account.person.id: account for account in accounts}
    chosen = st.selectbox(
        desk.t("enter.name"),
        list(by_id),
        index=None,
        format_func=lambda person_id: by_id[person_id].person.name,
        key=key,
        placeholder=desk.t("accounts.choose"),
    )
    return None if chosen is None else by_id.get(chosen)
