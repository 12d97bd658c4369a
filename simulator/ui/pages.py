"""Every page of the app: its name, where it stands in the menu, and the deed that opens it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simulator.domain.permissions import Deed, may
from simulator.domain.person import Person
from simulator.ui.desk import Desk
from simulator.ui.views import (
    accounts,
    agreement,
    certificate,
    classes,
    console,
    dashboard,
    debrief,
    guide,
    history,
    home,
    privacy,
    review,
    trainer,
)

Section = Literal["practise", "watch", "teach", "manage"]


@dataclass(frozen=True)
class PageSpec:
    """A page.

    Attributes:
        name: Its address, and `page.<name>` in the catalogue.
        deed: Who may do it may open the page; everybody else gets a plain refusal.
        in_menu: False for a page that is only opened from another.
    """

    name: str
    render: Callable[[Desk], None]
    deed: Deed
    section: Section = "practise"
    in_menu: bool = True

    def is_in_menu_of(self, person: Person) -> bool:
        """True if the person finds the page in the menu."""
        return self.in_menu and may(person, self.deed)


# No icons: Streamlit would fetch them as favicons from a foreign server.
PAGES = (
    PageSpec("home", home.render, "take_calls"),
    PageSpec("call", console.render, "take_calls"),
    PageSpec("debrief", debrief.render, "see_own_results", in_menu=False),
    PageSpec("history", history.render, "see_own_results"),
    PageSpec("guide", guide.render, "take_calls"),
    PageSpec("trainer", trainer.render, "see_reports", "watch"),
    PageSpec("dashboard", dashboard.render, "see_reports", "watch"),
    PageSpec("agreement", agreement.render, "see_agreement", "watch"),
    PageSpec("review", review.render, "review", "teach"),
    PageSpec("reply", review.render_reply, "review", "teach", in_menu=False),
    PageSpec("classes", classes.render, "run_classes", "teach"),
    PageSpec("certificate", certificate.render, "see_own_results", "teach"),
    PageSpec("paper", certificate.render_paper, "see_own_results", "teach", in_menu=False),
    PageSpec("accounts", accounts.render, "manage_accounts", "manage"),
    PageSpec("privacy", privacy.render, "see_audit", "manage"),
)
