"""Data and privacy, for administrators: how long words are kept, one person's data, the record of deeds."""

from functools import partial

import pandas as pd
import streamlit as st
from starlette.datastructures import QueryParams

from simulator.domain.account import Account
from simulator.domain.audit import AuditEntry
from simulator.domain.dashboard import Table
from simulator.domain.errors import Refused
from simulator.ui.desk import Desk
from simulator.ui.parts import account_choice, desk_deed, desk_download, desk_record, desk_table
from simulator.ui.parts.desk_names import Names

_ENTRIES = 300


def render(desk: Desk) -> None:
    """Draw the page."""
    t = desk.t
    st.title(t("page.privacy"))
    left, right = st.columns(2, gap="large")
    with left:
        _retention(desk)
    with right:
        _person(desk)
    _record(desk)


def _retention(desk: Desk) -> None:
    t, days = desk.t, desk.training.retention.keep_days
    st.subheader(t("privacy.keep_for_ever") if not days else t("privacy.keep_days", days=days))
    st.write(t("privacy.masked"))
    st.caption(t("privacy.setting"))
    if days:
        st.button(t("privacy.sweep"), key="sweep", icon=":material/auto_delete:", on_click=partial(_sweep, desk))


def _sweep(desk: Desk) -> None:
    count = desk_deed.do(lambda: desk.training.retention.sweep(desk.person), desk.t("privacy.swept"))
    if count is not None:
        st.toast(desk.t("privacy.swept_count", n=count), icon=":material/check:")


def _person(desk: Desk) -> None:
    t = desk.t
    st.subheader(t("privacy.person"))
    account = account_choice.draw(desk, desk.training.accounts.accounts(desk.person), "whom")
    if account is None:
        st.caption(t("privacy.person_note"))
        return
    desk_download.data("person", f"{account.person.name}.json", t("privacy.export"), whom=account.person.id)
    with st.form(f"erase-{account.person.id}", border=False, width=420):
        st.text_input(t("privacy.type_name", name=account.person.name), key=f"typed-{account.person.id}")
        st.form_submit_button(
            t("privacy.erase"), icon=":material/delete_forever:", on_click=partial(_erase, desk, account)
        )


def person_file(desk: Desk, query: QueryParams) -> bytes:
    """Return as JSON everything that is kept about the person whom an address names."""
    return desk.training.retention.export(desk.person, query.get("whom", ""))


def _erase(desk: Desk, account: Account) -> None:
    """Erase somebody whose name was typed in full: there is no way back."""
    typed = str(st.session_state[f"typed-{account.person.id}"] or "").strip()

    def erase() -> bool:
        if typed != account.person.name:
            raise Refused("name_differs", name=account.person.name)
        desk.training.retention.erase(desk.person, account.person.id)
        return True

    desk_deed.do(erase, desk.t("user.erased", name=account.person.name))


def _record(desk: Desk) -> None:
    t = desk.t
    entries = desk.training.audit.entries(desk.person, _ENTRIES)
    st.subheader(t("privacy.record", n=len(entries)))
    if not entries:
        st.caption(t("privacy.no_record"))
        return
    table = _table(desk, entries)
    desk_table.draw(pd.DataFrame(table.rows, columns=table.headers), "record", t("privacy.record", n=len(entries)))
    desk_download.csv(desk, "audit")


def file(desk: Desk, _query: QueryParams) -> Table:
    """Return the record as the page shows it."""
    return _table(desk, desk.training.audit.entries(desk.person, _ENTRIES))


def _table(desk: Desk, entries: tuple[AuditEntry, ...]) -> Table:
    t, when, names = desk.t, Names(desk).when, desk_record.names_of(desk)
    heads = ("at", "actor", "deed", "target", "detail")
    return Table(
        title=t("file.audit"),
        headers=tuple(t(f"privacy.{head}") for head in heads),
        rows=tuple(
            (
                when(entry.at),
                entry.actor_name,
                t(f"deed.{entry.deed}"),
                desk_record.target(desk, entry, names),
                desk_record.detail(desk, entry),
            )
            for entry in entries
        ),
    )
