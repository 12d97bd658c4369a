"""Who enters: a name is enough to start; the code that `serve` prints opens the trainer's desk."""

import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

from simulator.domain.errors import AccessDenied, Refused
from simulator.domain.person import Person
from simulator.services.ports import PersonStore

LONGEST_NAME = 40
SESSION_SECONDS = 12 * 3600
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
_CODE_LENGTH = 8


@dataclass(frozen=True)
class TrainerCode:
    """The code that makes whoever knows it a trainer for as long as this server runs.

    Attributes:
        value: Eight letters and digits, 40 random bits.
    """

    value: str

    @classmethod
    def fresh(cls, choose: Callable[[str], str] = secrets.choice) -> "TrainerCode":
        """Return a new random code."""
        return cls("".join(choose(_ALPHABET) for _ in range(_CODE_LENGTH)))

    def __str__(self) -> str:
        """Return the code as it is printed: two groups of four."""
        return f"{self.value[:4]}-{self.value[4:]}"

    def opens(self, typed: str) -> bool:
        """True if somebody typed this code, whatever the case, spaces and hyphens."""
        plain = unicodedata.normalize("NFKC", typed).upper()
        letters = "".join(c for c in plain if c.isalnum())
        return secrets.compare_digest(letters.encode(), self.value.encode())


class People:
    """Entering, being recognised, leaving.

    Args:
        store: Keeps people and their sign-ins.
        code: The trainer's code of this server; None where nobody may become a trainer by code.
    """

    def __init__(self, store: PersonStore, code: TrainerCode | None = None) -> None:
        """Let people in."""
        self._store = store
        self._code = code

    def enter(self, name: str, code: str | None = None) -> Person:
        """Return the person of that name: a trainer with the right code, else a trainee.

        Raises:
            Refused: ``name_empty``, ``name_too_long`` or ``name_characters``.
            AccessDenied: ``code_wrong``, or ``name_needs_code`` for the name of a trainer without the code.
        """
        tidy = tidy_name(name)
        if not (code or "").strip():
            return self._store.enter(tidy, "trainee")
        if self._code is None or not self._code.opens(code or ""):
            raise AccessDenied("code_wrong")
        return self._store.enter(tidy, "trainer")

    def enter_guest(self, name: str, address: str) -> Person:
        """Return a new guest, whose calls count for nobody; only on this very machine.

        Raises:
            AccessDenied: ``guests_loopback`` if the address is not a loopback one.
            Refused: If the name will not do.
        """
        if not is_loopback(address):
            raise AccessDenied("guests_loopback")
        return self._store.enter(tidy_name(name), "guest")

    def open_session(self, person: Person) -> str:
        """Return a session token for a person who has just entered; it is valid for twelve hours."""
        return self._store.open_session(person.id, SESSION_SECONDS)

    def who(self, token: str | None) -> Person | None:
        """Return who holds a session token; None if it is missing, unknown, ended or expired."""
        return self._store.by_session(token) if token else None

    def leave(self, token: str | None) -> None:
        """End a session; ending one that is unknown does nothing."""
        if token:
            self._store.close_session(token)


def is_loopback(address: str) -> bool:
    """True for an address of this very machine, such as 127.0.0.1 or ::1."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def tidy_name(name: str) -> str:
    """Return a name trimmed, with runs of spaces made one.

    Raises:
        Refused: ``name_empty``, ``name_too_long`` or ``name_characters`` (control or invisible ones).
    """
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in name.strip()):
        raise Refused("name_characters")
    tidy = " ".join(name.split())
    if not tidy:
        raise Refused("name_empty")
    if len(tidy) > LONGEST_NAME:
        raise Refused("name_too_long", limit=LONGEST_NAME, length=len(tidy))
    return tidy
