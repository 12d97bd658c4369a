"""One run of the app: who is it, which pages are theirs, draw the one they are on."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from simulator.domain.errors import SimulatorError
from simulator.domain.person import Person
from simulator.i18n import catalogue
from simulator.ui import backend, identity
from simulator.ui.desk import Desk
from simulator.ui.state import state
from simulator.ui.templating import html
from simulator.ui.views import console, debrief, guide, history, home, trainer

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _PageSpec:
    name: str
    render: Callable[[Desk], None]
    in_menu: bool = True
    for_trainers: bool = False


# No icons: Streamlit would fetch them as favicons from a foreign server.
_PAGES = (
    _PageSpec("home", home.render),
    _PageSpec("call", console.render),
    _PageSpec("debrief", debrief.render, in_menu=False),
    _PageSpec("history", history.render),
    _PageSpec("guide", guide.render),
    _PageSpec("trainer", trainer.render, for_trainers=True),
)


def run() -> None:
    """Draw the page that the visitor is on."""
    t = catalogue("zh_CN")
    st.set_page_config(page_title=t("ui.title"), layout="wide", initial_sidebar_state="collapsed")
    person = identity.current_person()
    if person is None:
        st.html("<script>location.replace('/enter')</script>", unsafe_allow_javascript=True)
        st.stop()
    _pages(person).run()
    st.html(html("footer.html", name=person.name, role=t(f"role.{person.role}")))


def _pages(person: Person) -> st.Page:
    pages: dict[str, st.Page] = {}
    desk = Desk(person, backend.services(), pages)
    for spec in _PAGES:
        if person.trains or not spec.for_trainers:
            pages[spec.name] = _page(spec, desk)
    return st.navigation(list(pages.values()), position="top")


def _page(spec: _PageSpec, desk: Desk) -> st.Page:
    return st.Page(
        lambda: _draw(spec, desk),
        title=desk.t(f"page.{spec.name}"),
        url_path=spec.name,
        default=spec.name == "home",
        visibility="visible" if spec.in_menu else "hidden",
    )


def _draw(spec: _PageSpec, desk: Desk) -> None:
    """Draw a page; the one place where an error of a page becomes a sentence."""
    if notice := state().take_notice():
        st.warning(notice, icon=":material/info:")
    try:
        spec.render(desk)
    except SimulatorError as error:
        st.error(desk.t.error(error), icon=":material/error:")
    except Exception:
        _log.exception("page %s failed", spec.name)
        st.error(desk.t("error.unforeseen"), icon=":material/error:")
