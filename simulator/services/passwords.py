"""Passwords: Argon2id hashes, rules for a new one, and random ones to hand over."""

import secrets
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from simulator.domain.errors import Refused

SHORTEST = 8
LONGEST = 200
_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"  # nothing that looks like something else
_RANDOM_LENGTH = 12


class Passwords:
    """Hashes and checks passwords.

    Args:
        hasher: Argon2id with the parameters of RFC 9106 for little memory, unless told otherwise.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """Prepare the hash that a sign-in under an unknown name is checked against."""
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """Return the hash of a password that is fit to be one.

        Raises:
            Refused: ``password_short``, ``password_long`` or ``password_plain`` (one character repeated).
        """
        if len(password) < SHORTEST:
            raise Refused("password_short", limit=SHORTEST)
        if len(password) > LONGEST:
            raise Refused("password_long", limit=LONGEST)
        if len(set(password)) == 1:
            raise Refused("password_plain")
        return self._hasher.hash(password)

    def fits(self, password_hash: str | None, password: str) -> bool:
        """True if the password is right; takes as long where there is no hash, so that names cannot be tried out."""
        try:
            return self._hasher.verify(password_hash or self._nobody, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False

    def is_dated(self, password_hash: str) -> bool:
        """True if the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


def random_password(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a random password of twelve letters and digits (60 bits), in three groups."""
    letters = "".join(choose(_ALPHABET) for _ in range(_RANDOM_LENGTH))
    return "-".join(letters[n : n + 4] for n in range(0, _RANDOM_LENGTH, 4))
