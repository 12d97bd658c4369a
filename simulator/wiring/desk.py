"""The trainer's desk put together: accounts, classes, dashboards, reviews, retention, demonstration data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from simulator.domain.base import Clock, utc_now
from simulator.domain.events import CallRang
from simulator.domain.library import Library
from simulator.domain.reply import Facts
from simulator.domain.rubric import Rubric
from simulator.grading.corrected import Corrector
from simulator.services.accounts import Accounts
from simulator.services.audit import Audit
from simulator.services.classes import Classes
from simulator.services.classes_certificates import Certificates
from simulator.services.demo import Demo
from simulator.services.passwords import Passwords
from simulator.services.people import TrainerCode
from simulator.services.people_outsiders import ClaimRules
from simulator.services.reports_dashboard import Dashboard
from simulator.services.retention import Retention
from simulator.services.review import Review
from simulator.services.review_agreement import AgreementStudy
from simulator.services.review_labels import Labels
from simulator.settings import Settings
from simulator.storage.accounts import SqlAccounts
from simulator.storage.audit import SqlAudit
from simulator.storage.bulk import SqlBulk
from simulator.storage.calls import SqlCalls
from simulator.storage.classes import SqlClasses
from simulator.storage.dashboard import SqlDashboard
from simulator.storage.database import Database, open_database
from simulator.storage.decisions import SqlDecisions
from simulator.storage.people import SqlPeople
from simulator.storage.retention import SqlRetention
from simulator.storage.reviews import SqlReviews
from simulator.wiring.site import make_feedback, make_world


@dataclass(frozen=True)
class Desk:
    """Everything that trainers and administrators use, and what trainees see of it."""

    accounts: Accounts
    audit: Audit
    classes: Classes
    certificates: Certificates
    dashboard: Dashboard
    review: Review
    agreement: AgreementStudy
    labels: Labels
    retention: Retention
    claim_rules: ClaimRules


def build_desk(
    settings: Settings,
    rubric: Rubric,
    library: Library,
    database: Database,
    set_up_code: TrainerCode | None = None,
    clock: Clock = utc_now,
    passwords: Passwords | None = None,
) -> Desk:
    """Return the desk over an open database.

    Args:
        settings: Of the installation.
        rubric: The guide.
        library: Owners and scenarios.
        database: An open one.
        set_up_code: Makes the first administrator; None: nobody knows it.
        clock: The judge of time.
        passwords: Hash passwords with other parameters than the shipped ones.
    """
    code = set_up_code or TrainerCode.fresh()
    people, audit, zone = SqlPeople(database, clock), Audit(SqlAudit(database), clock), ZoneInfo(settings.time_zone)
    calls = SqlCalls(database, zone, settings.blind_share)
    reviews, classes = SqlReviews(database), SqlClasses(database, clock)
    row_of = {situation.key: situation.row for situation in rubric.by_row}
    corrector = Corrector(rubric)
    return Desk(
        accounts=Accounts(SqlAccounts(database, clock), passwords or Passwords(), audit, clock, code),
        audit=audit,
        classes=Classes(classes, audit, clock, library.scenarios, row_of),
        certificates=Certificates(classes, people, audit, clock, row_of, rubric.hash),
        dashboard=Dashboard(SqlDashboard(database, row_of, zone), rubric),
        review=Review(reviews, calls, people, corrector, audit, clock),
        agreement=AgreementStudy(SqlDecisions(database), row_of),
        labels=Labels(reviews, calls, corrector, partial(_facts, library), audit),
        retention=Retention(
            SqlRetention(database), calls, people, classes, reviews, audit, clock, settings.transcript_days
        ),
        claim_rules=claim_rules(settings),
    )


def _facts(library: Library, rang: CallRang) -> Facts:
    """Return the facts of a call that grading needs."""
    return library.scenario(rang.scenario, rang.seed).for_grading


def claim_rules(settings: Settings) -> ClaimRules:
    """Return how the claims of the identity provider are read."""
    return ClaimRules(
        role_claim=settings.oidc_role_claim,
        trainees=_listed(settings.oidc_trainees),
        trainers=_listed(settings.oidc_trainers),
        admins=_listed(settings.oidc_admins),
    )


@contextmanager
def opened_demo(settings: Settings, clock: Clock = utc_now) -> Iterator[Demo]:
    """Give what makes and removes demonstration data, over the installation's database.

    Raises:
        ContentError: If data files hold mistakes.
        StorageError: If the database cannot be opened.
    """
    world = make_world(settings)
    database = open_database(settings.effective_database_url)
    try:
        store = SqlBulk(database, ZoneInfo(settings.time_zone), settings.blind_share)
        yield Demo(world, make_feedback(settings, world), store, clock)
    finally:
        database.close()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
