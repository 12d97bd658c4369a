"""Accounts with passwords: set-up, sign-in, sign-out everywhere, reset, class lists."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from simulator.domain.account import Account, NewAccount, Outsider, Secret
from simulator.domain.base import Clock
from simulator.domain.errors import AccessDenied, NotFound, Refused
from simulator.domain.permissions import require
from simulator.domain.person import Person, Role
from simulator.services.audit import Audit
from simulator.services.passwords import Passwords, random_password
from simulator.services.people import TrainerCode, tidy_name
from simulator.services.people_roster import Headers, read_roster

WINDOW = timedelta(minutes=15)
MOST_BY_NAME = 5
MOST_BY_ADDRESS = 30
"""Failed sign-ins in `WINDOW` after which no more are tried; an office may share one address."""


class AccountStore(Protocol):
    """Keeps accounts."""

    def accounts(self) -> tuple[Account, ...]:
        """Return everybody but guests, by name."""
        ...

    def has_admin(self) -> bool:
        """True if there is an administrator who may sign in."""
        ...

    def secret(self, name: str) -> Secret | None:
        """Return what the check of a password needs; None for an unknown name."""
        ...

    def set_up(self, name: str, password_hash: str) -> Person:
        """Make the first administrator.

        Raises:
            AccessDenied: If there is one by now.
        """
        ...

    def add(self, people: Sequence[tuple[str, Role, str | None]], class_names: Sequence[str]) -> tuple[Person, ...]:
        """Make people (name, role, password hash), each in a class ("" for none), all or nothing.

        Raises:
            Conflict: If one is there already.
        """
        ...

    def known(self, names: Sequence[str]) -> frozenset[str]:
        """Return those of the names that are there already."""
        ...

    def set_password(self, person_id: str, password_hash: str, must_change: bool) -> None:
        """Change somebody's password and end all their sessions."""
        ...

    def set_hash(self, person_id: str, password_hash: str) -> None:
        """Keep the same password hashed anew."""
        ...

    def set_role(self, person_id: str, role: Role) -> None:
        """Change somebody's role and end all their sessions."""
        ...

    def set_disabled(self, person_id: str, disabled: bool) -> None:
        """Bar somebody or let them in again; their sessions end."""
        ...

    def sign_out_everywhere(self, person_id: str) -> None:
        """End all of somebody's sessions."""
        ...

    def failures(self, name: str, address: str, since: datetime) -> tuple[int, int]:
        """Return failed sign-ins since then by name and by address."""
        ...

    def note_failure(self, name: str, address: str, at: datetime, forget_before: datetime) -> None:
        """Note that a sign-in failed."""
        ...

    def forget_failures(self, name: str) -> None:
        """Forget the failures under a name."""
        ...

    def enter_outsider(self, outsider: Outsider) -> Person:
        """Return the person of the identity provider, made if new."""
        ...


class Accounts:
    """Accounts, for those who sign in and those who administer.

    Args:
        store: Keeps them.
        passwords: Hashes and checks.
        audit: Keeps the record.
        clock: Of the throttle.
        set_up_code: Printed at the first start; makes the administrator.
    """

    def __init__(
        self, store: AccountStore, passwords: Passwords, audit: Audit, clock: Clock, set_up_code: TrainerCode
    ) -> None:
        """Use a store."""
        self._store = store
        self._passwords = passwords
        self._audit = audit
        self._clock = clock
        self._code = set_up_code

    def needs_set_up(self) -> bool:
        """True until there is an administrator."""
        return not self._store.has_admin()

    def set_up(self, code: str, name: str, password: str, address: str = "") -> Person:
        """Make the first administrator.

        Raises:
            AccessDenied: ``set_up_done`` or ``set_up_code_wrong``.
            Refused: If name or password will not do, or ``sign_in_throttled``.
        """
        if not self.needs_set_up():
            raise AccessDenied("set_up_done")
        tidy = tidy_name(name)
        self._throttle(tidy, address)
        if not self._code.opens(code):
            self._failed(tidy, address)
            raise AccessDenied("set_up_code_wrong")
        person = self._store.set_up(tidy, self._passwords.hash(password))
        self._audit.note(person, "set_up", person.id)
        return person

    def sign_in(self, name: str, password: str, address: str) -> Secret:
        """Return who signs in; `must_change` says that the password is to be changed before anything else.

        Raises:
            Refused: ``sign_in_wrong`` (name or password, not said which) or ``sign_in_throttled``.
            AccessDenied: ``account_disabled``, said only to who knows the password.
        """
        self._throttle(name, address)
        secret = self._store.secret(name)
        if not self._passwords.fits(secret.password_hash if secret else None, password) or secret is None:
            self._failed(name, address)
            raise Refused("sign_in_wrong")
        if secret.disabled:
            raise AccessDenied("account_disabled")
        self._store.forget_failures(name)
        if secret.password_hash and self._passwords.is_dated(secret.password_hash):
            self._store.set_hash(secret.person.id, self._passwords.hash(password))
        return secret

    def enter_outsider(self, outsider: Outsider) -> Person:
        """Return the person whom the identity provider has signed in, made if new.

        Raises:
            AccessDenied: ``account_disabled``, or ``outsider_name_taken`` if somebody else bears the name.
        """
        return self._store.enter_outsider(outsider)

    def change_password(self, person: Person, old: str, new: str, address: str = "") -> None:
        """Change one's own password; all sessions end, this one too.

        Raises:
            Refused: ``sign_in_wrong``, ``sign_in_throttled``, or the new one will not do.
        """
        self.sign_in(person.name, old, address)
        if old == new:
            raise Refused("password_same")
        self._store.set_password(person.id, self._passwords.hash(new), must_change=False)

    def sign_out_everywhere(self, person: Person, whom: str | None = None) -> None:
        """End all of one's own sessions; an administrator may end another's.

        Raises:
            AccessDenied: If they are another's and the person is no administrator.
        """
        if whom not in (None, person.id):
            require(person, "manage_accounts")
            self._audit.note(person, "signed_out", whom or "")
        self._store.sign_out_everywhere(whom or person.id)

    def accounts(self, person: Person) -> tuple[Account, ...]:
        """Return everybody but guests, by name."""
        require(person, "manage_accounts")
        return self._store.accounts()

    def add(self, person: Person, name: str, role: Role, with_password: bool = True) -> NewAccount:
        """Make an account and return it with its first password, to be changed at the first sign-in.

        Raises:
            Conflict: ``account_exists``.
            Refused: If the name will not do.
        """
        require(person, "manage_accounts")
        password = random_password() if with_password else None
        hashed = self._passwords.hash(password) if password else None
        added = self._store.add([(tidy_name(name), role, hashed)], [""])[0]
        self._audit.note(person, "account_added", added.id, role)
        return NewAccount(person=added, password=password)

    def reset(self, person: Person, whom: str) -> NewAccount:
        """Give somebody a new random password; their sessions end.

        Raises:
            NotFound: ``person_unknown``.
        """
        require(person, "manage_accounts")
        password = random_password()
        account = self._of(whom)
        self._store.set_password(whom, self._passwords.hash(password), must_change=True)
        self._audit.note(person, "account_reset", whom)
        return NewAccount(person=account.person, password=password)

    def set_role(self, person: Person, whom: str, role: Role) -> None:
        """Change somebody's role; their sessions end."""
        require(person, "manage_accounts")
        self._store.set_role(whom, role)
        self._audit.note(person, "role_changed", whom, role)

    def disable(self, person: Person, whom: str, disabled: bool = True) -> None:
        """Bar somebody from signing in, or let them again; their sessions end."""
        require(person, "manage_accounts")
        self._store.set_disabled(whom, disabled)
        self._audit.note(person, "account_disabled" if disabled else "account_enabled", whom)

    def find(self, person: Person, name: str) -> Account:
        """Return the account of that name.

        Raises:
            NotFound: ``account_unknown``.
        """
        require(person, "manage_accounts")
        wanted = tidy_name(name).casefold()
        for account in self._store.accounts():
            if account.person.name.casefold() == wanted:
                return account
        raise NotFound("account_unknown", name=name)

    def import_class(
        self, person: Person, data: bytes, headers: Headers, with_passwords: bool, file: str = "roster.csv"
    ) -> tuple[NewAccount, ...]:
        """Make a trainee's account of every line of a class list, or of none.

        Raises:
            ContentError: With every problem of the list; nothing was imported.
        """
        require(person, "import_class")
        lines = read_roster(data, headers, file, self._store.known)
        passwords = [random_password() if with_passwords else None for _ in lines]
        hashes = [self._passwords.hash(p) if p else None for p in passwords]
        role: Role = "trainee"
        people = [(line.name, role, hashed) for line, hashed in zip(lines, hashes, strict=True)]
        added = self._store.add(people, [line.class_name for line in lines])
        self._audit.note(person, "class_imported", "", str(len(added)))
        return tuple(NewAccount(person=p, password=password) for p, password in zip(added, passwords, strict=True))

    def _of(self, whom: str) -> Account:
        for account in self._store.accounts():
            if account.person.id == whom:
                return account
        raise NotFound("person_unknown")

    def _throttle(self, name: str, address: str) -> None:
        by_name, by_address = self._store.failures(name, address, self._clock() - WINDOW)
        if by_name >= MOST_BY_NAME or (address and by_address >= MOST_BY_ADDRESS):
            raise Refused("sign_in_throttled", minutes=WINDOW // timedelta(minutes=1))

    def _failed(self, name: str, address: str) -> None:
        now = self._clock()
        self._store.note_failure(name, address, now, forget_before=now - 2 * WINDOW)
