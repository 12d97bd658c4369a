"""The record of what trainers and administrators did."""

from datetime import datetime

from simulator.domain.base import Frozen


class AuditEntry(Frozen):
    """One deed.

    Attributes:
        deed: A code such as "override" or "account_reset"; the catalogue has a sentence `deed.<deed>`.
        target: What it was done to: the id of a person, class, assignment, or call.
        detail: The rest, as short text; never a password, never a transcript.
    """

    at: datetime
    actor: str | None
    actor_name: str
    deed: str
    target: str
    detail: str = ""
