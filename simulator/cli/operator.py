"""What the commands of administration share: who is at the keyboard, and services that are closed in the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.domain.person import Person
from simulator.i18n import catalogue
from simulator.settings import Settings
from simulator.wiring.desk import Desk, build_desk
from simulator.wiring.site import Services, build

OPERATOR = "operator"
"""Id under which the record names who administers at the machine itself."""


def operator() -> Person:
    """Return whoever may run commands on this machine: they can read the database anyway."""
    return Person(id=OPERATOR, name=catalogue()("user.operator"), role="admin")


@contextmanager
def desk() -> Iterator[tuple[Services, Desk]]:
    """Open the installation's services and close them in the end.

    Raises:
        ContentError: If data files hold mistakes.
        StorageError: If the database cannot be opened.
    """
    services = build(Settings.load())
    try:
        yield services, build_desk(services.settings, services.rubric, services.library, services.database)
    finally:
        services.database.close()
