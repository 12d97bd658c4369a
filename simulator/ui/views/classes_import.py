"""A class list from a spreadsheet: everybody in it becomes an account and a member, or nobody does."""

from functools import partial

import streamlit as st

from simulator.domain.account import NewAccount
from simulator.domain.dashboard import Table
from simulator.domain.errors import ContentError
from simulator.i18n import catalogue
from simulator.services.people_roster import Headers
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_download
from simulator.ui.templating import html

_MADE = "imported"


def headers() -> Headers:
    """Return the headings of a class list in both languages."""
    languages = (catalogue("zh_CN"), catalogue("en"))
    return {"name": [t("roster.name") for t in languages], "class": [t("roster.class") for t in languages]}


def draw(desk: Desk) -> None:
    """Draw the upload, its problems, and the first passwords of who was imported."""
    t = desk.t
    st.subheader(t("classes.part_import"))
    st.caption(t("import.note"))
    file = st.file_uploader(t("import.file"), type=["csv"], key="roster", width=520)
    if file is not None:
        data, name = file.getvalue(), file.name
        st.button(
            t("import.do"),
            key="import",
            type="primary",
            icon=":material/upload:",
            on_click=partial(_import, desk, data, name),
        )
    if problems := st.session_state.get("import-problems"):
        st.error(t("import.problems", n=len(problems)), icon=":material/error:")
        st.html(html("desk_problems.html", problems=problems))
    made: tuple[NewAccount, ...] = st.session_state.get(_MADE, ())
    if made:
        draw_new(desk, made)


def _import(desk: Desk, data: bytes, name: str) -> None:
    st.session_state[_MADE], st.session_state["import-problems"] = (), []
    with_passwords = desk.services.settings.sign_in == "accounts"
    try:
        made = desk.training.accounts.import_class(desk.person, data, headers(), with_passwords, name)
    except ContentError as error:
        st.session_state["import-problems"] = [desk.t.problem(problem) for problem in error.problems]
        return
    st.session_state[_MADE] = made
    st.toast(desk.t("import.done", n=len(made)), icon=":material/check:")


def draw_new(desk: Desk, made: tuple[NewAccount, ...]) -> None:
    """Draw new accounts with their first passwords, to be handed over now: they are not kept."""
    t = desk.t
    st.success(t("import.done", n=len(made)), icon=":material/check:")
    if not any(account.password for account in made):
        st.caption(t("import.by_name"))
        return
    st.caption(t("import.passwords"))
    st.html(html("desk_passwords.html", accounts=[(a.person.name, a.password or "") for a in made]))
    desk_download.csv(desk, lambda: _table(desk, made), "passwords")


def _table(desk: Desk, made: tuple[NewAccount, ...]) -> Table:
    t = desk.t
    return Table(
        title=t("file.passwords"),
        headers=(t("enter.name"), t("accounts.first_password")),
        rows=tuple((account.person.name, account.password) for account in made),
    )
