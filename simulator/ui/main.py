"""One run of the app: who is it, which pages are theirs, draw the one they are on."""

import logging

import streamlit as st

from simulator.domain.errors import SimulatorError
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.i18n import catalogue
from simulator.ui import backend, identity
from simulator.ui.desk import Desk
from simulator.ui.pages import PAGES, PageSpec
from simulator.ui.state import state
from simulator.ui.templating import html

_log = logging.getLogger(__name__)
_TO_ENTRANCE = "location.replace('/enter?next=' + encodeURIComponent(location.pathname + location.search))"
"""Whoever was signed out in mid-call comes back to that call: its id is in the address."""


def run() -> None:
    """Draw the page that the visitor is on."""
    t = catalogue("zh_CN")
    st.set_page_config(page_title=t("ui.title"), layout="wide", initial_sidebar_state="collapsed")
    person = identity.current_person()
    if person is None:
        st.html(f"<script>{_TO_ENTRANCE}</script>", unsafe_allow_javascript=True)
        st.stop()
    _pages(person).run()
    accounts = backend.services().settings.sign_in == "accounts"
    st.html(html("footer.html", name=person.name, role=t(f"role.{person.role}"), has_account=accounts))


def _pages(person: Person) -> st.Page:
    """Return the page that the address names; the menu holds what the person may open, by section."""
    pages: dict[str, st.Page] = {}
    desk = Desk(person, backend.services(), backend.training(), pages)
    menu: dict[str, list[st.Page]] = {}
    for spec in PAGES:
        pages[spec.name] = _page(spec, desk)
        menu.setdefault(_heading(spec, desk), []).append(pages[spec.name])
    return st.navigation(menu, position="top")


def _heading(spec: PageSpec, desk: Desk) -> str:
    """Return the heading of a page's section; the practice pages stand in the menu without one."""
    flat = spec.section == "practise" or not desk.person.trains
    return "" if flat else desk.t(f"section.{spec.section}")


def _page(spec: PageSpec, desk: Desk) -> st.Page:
    return st.Page(
        lambda: _draw(spec, desk),
        title=desk.t(f"page.{spec.name}"),
        url_path=spec.name,
        default=spec.name == "home",
        visibility="visible" if spec.is_in_menu_of(desk.person) else "hidden",
    )


def _draw(spec: PageSpec, desk: Desk) -> None:
    """Draw a page; the one place where an error of a page becomes a sentence."""
    if notice := state().take_notice():
        st.warning(notice, icon=":material/info:")
        st.toast(notice, icon=":material/info:", duration="long")  # the box may be scrolled out of sight
    try:
        require(desk.person, spec.deed)
        spec.render(desk)
    except SimulatorError as error:
        st.error(desk.t.error(error), icon=":material/error:")
    except Exception:
        _log.exception("page %s failed", spec.name)
        st.error(desk.t("error.unforeseen"), icon=":material/error:")
