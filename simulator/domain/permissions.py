"""Who may do what: one table, asked by every service at its door."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from simulator.domain.errors import AccessDenied
from simulator.domain.person import Person, Role

Deed = Literal[
    "take_calls",
    "see_own_results",
    "dispute",
    "see_agreement",
    "see_reports",
    "export_reports",
    "review",
    "export_labels",
    "run_classes",
    "import_class",
    "sign_off",
    "export_person",
    "manage_accounts",
    "erase_person",
    "sweep",
    "see_audit",
]

_EVERYBODY: frozenset[Role] = frozenset({"guest", "trainee", "trainer", "admin"})
_KNOWN: frozenset[Role] = _EVERYBODY - {"guest"}
_TRAINERS: frozenset[Role] = frozenset({"trainer", "admin"})
_ADMINS: frozenset[Role] = frozenset({"admin"})

MAY: Mapping[Deed, frozenset[Role]] = MappingProxyType(
    {
        "take_calls": _EVERYBODY,
        "see_own_results": _EVERYBODY,
        "dispute": _KNOWN,
        "see_agreement": _KNOWN,
        "see_reports": _TRAINERS,
        "export_reports": _TRAINERS,
        "review": _TRAINERS,
        "export_labels": _TRAINERS,
        "run_classes": _TRAINERS,
        "import_class": _TRAINERS,
        "sign_off": _TRAINERS,
        "export_person": _ADMINS,
        "manage_accounts": _ADMINS,
        "erase_person": _ADMINS,
        "sweep": _ADMINS,
        "see_audit": _ADMINS,
    }
)
"""The roles that may do each deed."""


def may(person: Person, deed: Deed) -> bool:
    """True if the person's role may do it."""
    return person.role in MAY[deed]


def require(person: Person, deed: Deed) -> None:
    """Raise unless the person's role may do it.

    Raises:
        AccessDenied: ``guests_cannot``, ``trainers_only`` or ``admins_only``.
    """
    if may(person, deed):
        return
    if "trainee" in MAY[deed]:
        raise AccessDenied("guests_cannot")
    raise AccessDenied("trainers_only" if "trainer" in MAY[deed] else "admins_only")
