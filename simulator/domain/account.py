"""Accounts: people who sign in with a password or through the company's identity provider."""

from datetime import datetime

from simulator.domain.base import Frozen
from simulator.domain.person import Person, Role


class Account(Frozen):
    """A person as an administrator sees them.

    Attributes:
        has_password: False for who enters by name or through the identity provider.
        must_change: The password was given by an administrator and is to be changed at the next sign-in.
        external: Signs in through the identity provider.
        demo: Made by `demo-data`.
    """

    person: Person
    has_password: bool
    must_change: bool
    disabled: bool
    external: bool
    demo: bool
    created_at: datetime
    classes: tuple[str, ...] = ()


class Secret(Frozen):
    """What the check of a password needs; it never leaves the service.

    Attributes:
        password_hash: Argon2id, in its own notation; None if the person has no password.
    """

    person: Person
    password_hash: str | None
    disabled: bool
    must_change: bool


class RosterLine(Frozen):
    """One line of a class list.

    Attributes:
        class_name: "" if the line names no class.
    """

    name: str
    class_name: str = ""


class NewAccount(Frozen):
    """An account that was made, with the password to hand over (None where people enter by name)."""

    person: Person
    password: str | None


class Outsider(Frozen):
    """Somebody as the identity provider describes them.

    Attributes:
        issuer, subject: Together they name a person for ever.
    """

    issuer: str
    subject: str
    name: str
    role: Role
