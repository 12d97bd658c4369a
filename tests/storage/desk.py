"""The stores of the trainer's desk over one database, with people and calls to begin with."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from simulator.domain.person import Person
from simulator.storage.accounts import SqlAccounts
from simulator.storage.audit import SqlAudit
from simulator.storage.bulk import SqlBulk
from simulator.storage.calls import SqlCalls
from simulator.storage.classes import SqlClasses
from simulator.storage.dashboard import SqlDashboard
from simulator.storage.database import Database
from simulator.storage.people import SqlPeople
from simulator.storage.reports import SqlReports
from simulator.storage.retention import SqlRetention
from simulator.storage.reviews import SqlReviews
from tests.storage.hands import Hands

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROW_OF = {"opening": 1, "closing": 29, "dialect": 6, "abusive_owner": 16}


@dataclass(frozen=True)
class Stores:
    """Every store; no reply is drawn for a blind audit unless a test asks for it."""

    database: Database
    clock: Hands

    @property
    def calls(self) -> SqlCalls:
        return SqlCalls(self.database, ZONE, blind_share=0)

    @property
    def audited_calls(self) -> SqlCalls:
        return SqlCalls(self.database, ZONE, blind_share=1)

    @property
    def people(self) -> SqlPeople:
        return SqlPeople(self.database, self.clock)

    @property
    def accounts(self) -> SqlAccounts:
        return SqlAccounts(self.database, self.clock)

    @property
    def audit(self) -> SqlAudit:
        return SqlAudit(self.database)

    @property
    def classes(self) -> SqlClasses:
        return SqlClasses(self.database, self.clock)

    @property
    def dashboard(self) -> SqlDashboard:
        return SqlDashboard(self.database, ROW_OF, ZONE)

    @property
    def reports(self) -> SqlReports:
        return SqlReports(self.database, ROW_OF)

    @property
    def reviews(self) -> SqlReviews:
        return SqlReviews(self.database)

    @property
    def retention(self) -> SqlRetention:
        return SqlRetention(self.database)

    @property
    def bulk(self) -> SqlBulk:
        return SqlBulk(self.database, ZONE, blind_share=0)

    def trainee(self, name: str) -> Person:
        """Somebody who enters with this name."""
        return self.people.enter(name, "trainee")
