"""Names in Chinese for keys, and times as the installation's clock shows them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from simulator.domain.classroom import Item
from simulator.domain.library import DRILL
from simulator.ui.desk import Desk


@dataclass(frozen=True)
class Names:
    """Names things for a page; a key that is no longer known is shown as it is."""

    desk: Desk

    def row(self, situation: str) -> str:
        """Return number and short title of a row of the guide."""
        found = self.desk.services.rubric.situations.get(situation)
        return f"{found.row} {found.short_title}" if found else situation

    def element(self, key: str) -> str:
        """Return the label of an element."""
        found = self.desk.services.rubric.elements.get(key)
        return found.label if found else key

    def violation(self, key: str) -> str:
        """Return the label of a violation."""
        found = self.desk.services.rubric.violations.get(key)
        return found.label if found else key

    def scenario(self, key: str) -> str:
        """Return the title of a scenario or of the drill of a row."""
        if key.startswith(DRILL):
            return self.desk.t("desk.drill", row=self.row(key.removeprefix(DRILL)))
        found = self.desk.services.library.scenarios.get(key)
        return found.title if found else key

    def item(self, item: Item) -> str:
        """Return the name of something assigned."""
        return self.row(item.key) if item.kind == "row" else self.scenario(item.key)

    def when(self, at: datetime) -> str:
        """Return day and minute in the installation's time zone."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    @property
    def zone(self) -> ZoneInfo:
        """The installation's time zone."""
        return ZoneInfo(self.desk.services.settings.time_zone)
