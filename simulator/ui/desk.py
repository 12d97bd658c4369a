"""What every page is given: who looks at it, the services, the other pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from simulator.domain.person import Person
from simulator.i18n import Catalogue, catalogue
from simulator.wiring.desk import Desk as Training
from simulator.wiring.site import Services


@dataclass(frozen=True)
class Desk:
    """A person at work.

    Attributes:
        services: Calls, drills, exams.
        training: Dashboards, reviews, classes, accounts.
        pages: All pages, by name.
    """

    person: Person
    services: Services
    training: Training
    pages: Mapping[str, st.Page]

    @property
    def t(self) -> Catalogue:
        """The messages in the reader's language."""
        return catalogue("zh_CN")

    def go(self, page: str, **query: str) -> NoReturn:
        """Open another page; the run ends here."""
        st.switch_page(self.pages[page], query_params=query)
