"""A class list from a spreadsheet: everybody in it becomes an account and a member, or nobody does."""

from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from simulator.domain.account import NewAccount
from simulator.domain.dashboard import Table
from simulator.domain.errors import ContentError, Problem
from simulator.i18n import catalogue
from simulator.services.people_roster import Headers
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_download
from simulator.ui.templating import html

_LAST = "import-last"
_MOST_MEGABYTES = 1


@dataclass(frozen=True)
class _Attempt:
    """What became of the last list.

    Attributes:
        file_id: Which upload it was.
        problems: Why nothing was imported.
        made: Who was imported.
    """

    file_id: str = ""
    problems: tuple[Problem, ...] = ()
    made: tuple[NewAccount, ...] = ()


def headers() -> Headers:
    """Return the headings of a class list in both languages."""
    languages = (catalogue("zh_CN"), catalogue("en"))
    return {"name": [t("roster.name") for t in languages], "class": [t("roster.class") for t in languages]}


def draw(desk: Desk) -> None:
    """Draw the upload, its problems, and the first passwords of who was imported."""
    t = desk.t
    st.subheader(t("classes.part_import"))
    st.caption(t("import.note"))
    # Any kind of file: a browser that refuses a workbook shows a red mark and no word; the import says what to do.
    file = st.file_uploader(t("import.file"), max_upload_size=_MOST_MEGABYTES, key="roster", width=520)
    last: _Attempt = st.session_state.get(_LAST, _Attempt())
    if file is not None:
        st.button(
            t("import.do"),
            key="import",
            type="primary",
            icon=":material/upload:",
            disabled=bool(last.made) and last.file_id == file.file_id,  # a second time would take the passwords away
            on_click=partial(_import, desk, file),
        )
    if last.problems and file is not None and last.file_id == file.file_id:
        st.error(t("import.problems", n=len(last.problems)), icon=":material/error:")
        st.html(html("desk_problems.html", problems=[_words(desk, problem) for problem in last.problems]))
    if last.made:
        draw_new(desk, last.made, t("import.done", n=len(last.made)))


def _import(desk: Desk, file: UploadedFile) -> None:
    with_passwords = desk.services.settings.sign_in == "accounts"
    accounts = desk.training.accounts
    try:
        made = accounts.import_class(desk.person, file.getvalue(), headers(), with_passwords, file.name)
    except ContentError as error:
        st.session_state[_LAST] = _Attempt(file.file_id, problems=error.problems)
        return
    st.session_state[_LAST] = _Attempt(file.file_id, made=made)
    st.toast(desk.t("import.done", n=len(made)), icon=":material/check:")


def _words(desk: Desk, problem: Problem) -> str:
    what = desk.t(f"problem.{problem.code}", **problem.params)
    return desk.t("import.problem", line=problem.key, what=what) if problem.key else what


def draw_new(desk: Desk, made: tuple[NewAccount, ...], words: str) -> None:
    """Draw new accounts with their first passwords, to be handed over now: they are not kept."""
    t = desk.t
    st.success(words, icon=":material/check:")
    if not any(account.password for account in made):
        st.caption(t("import.by_name"))
        return
    st.caption(t("import.passwords"))
    st.html(html("desk_passwords.html", accounts=[(a.person.name, a.password or "") for a in made]))
    desk_download.at_hand(desk, _table(desk, made), "passwords")


def _table(desk: Desk, made: tuple[NewAccount, ...]) -> Table:
    t = desk.t
    return Table(
        title=t("file.passwords"),
        headers=(t("enter.name"), t("accounts.first_password")),
        rows=tuple((account.person.name, account.password) for account in made),
    )
