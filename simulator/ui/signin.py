"""Signing in with a password: set-up, sign-in, a new password, guests on this very machine, leaving everywhere."""

from collections.abc import Callable
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from simulator.domain.account import Secret
from simulator.domain.errors import AccessDenied, Refused, SimulatorError
from simulator.domain.person import Person
from simulator.i18n import catalogue
from simulator.services.people import is_loopback
from simulator.ui.entrance import Doorkeeper, leave, let_in, plain_page, safe_goal, same_origin
from simulator.ui.gate import COOKIE, token_of

T = TypeVar("T")
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_FORWARDED = ("forwarded", "x-forwarded-for")


class Host(Doorkeeper, Protocol):
    """What signing in needs of `simulator.services.people.People`."""

    def enter_guest(self, name: str, address: str) -> Person:
        """Return a new guest; raise AccessDenied unless the address is this machine's."""
        ...


class Locksmith(Protocol):
    """What signing in needs of `simulator.services.accounts.Accounts`."""

    def needs_set_up(self) -> bool:
        """True until there is an administrator."""
        ...

    def set_up(self, code: str, name: str, password: str, address: str = "") -> Person:
        """Make the first administrator."""
        ...

    def sign_in(self, name: str, password: str, address: str) -> Secret:
        """Return who signs in."""
        ...

    def change_password(self, person: Person, old: str, new: str, address: str = "") -> None:
        """Change a password; all sessions end."""
        ...

    def sign_out_everywhere(self, person: Person, whom: str | None = None) -> None:
        """End all sessions."""
        ...


class SignIn:
    """The routes of accounts with passwords.

    Args:
        people: Sessions and guests.
        accounts: Passwords.
        has_sso: The company's identity provider can be used as well.
    """

    def __init__(self, people: Host, accounts: Locksmith, *, has_sso: bool = False) -> None:
        """Open the doors."""
        self._people = people
        self._accounts = accounts
        self._has_sso = has_sso

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        return (
            Route("/enter", self._form, methods=["GET"]),
            Route("/enter", self._sign_in, methods=["POST"]),
            Route("/enter/first", self._set_up, methods=["POST"]),
            Route("/enter/guest", self._guest, methods=["POST"]),
            Route("/enter/account", self._account, methods=["GET"]),
            Route("/enter/password", self._password, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
            Route("/leave/everywhere", self._leave_everywhere, methods=["POST"]),
        )

    async def _form(self, request: Request) -> Response:
        goal = safe_goal(request.query_params.get("next"))
        if await run_in_threadpool(self._accounts.needs_set_up):
            return plain_page("set_up.html", name="", goal=goal, error="")
        return self._entrance(request, goal)

    def _entrance(self, request: Request, goal: str, name: str = "", error: str = "", status: int = 200) -> Response:
        return plain_page(
            "sign_in.html",
            status,
            name=name,
            goal=goal,
            error=error,
            has_sso=self._has_sso,
            may_be_guest=is_on_this_machine(request),
        )

    async def _sign_in(self, request: Request) -> Response:
        sent = await _Sent.of(request)
        try:
            secret = await sent.ask(lambda: self._accounts.sign_in(sent["name"], sent["password"], sent.address))
        except SimulatorError as error:
            return self._entrance(request, sent.goal, sent["name"], catalogue().error(error), _status(error))
        if secret.must_change:
            return plain_page("password.html", name=secret.person.name, goal=sent.goal, error="", must=True)
        return await let_in(self._people, request, secret.person, sent.goal)

    async def _set_up(self, request: Request) -> Response:
        sent = await _Sent.of(request)
        try:
            person = await sent.ask(
                lambda: self._accounts.set_up(sent["code"], sent["name"], sent.new_password(), sent.address)
            )
        except SimulatorError as error:
            words = catalogue().error(error)
            return plain_page("set_up.html", _status(error), name=sent["name"], goal=sent.goal, error=words)
        return await let_in(self._people, request, person, sent.goal)

    async def _guest(self, request: Request) -> Response:
        sent = await _Sent.of(request)
        address = sent.address if is_on_this_machine(request) else ""
        try:
            person = await sent.ask(lambda: self._people.enter_guest(sent["name"], address))
        except SimulatorError as error:
            return self._entrance(request, sent.goal, "", catalogue().error(error), _status(error))
        return await let_in(self._people, request, person, sent.goal)

    async def _account(self, request: Request) -> Response:
        person = await run_in_threadpool(self._people.who, token_of(request.headers))
        if person is None:
            return RedirectResponse("/enter?next=/enter/account", status_code=303)
        return plain_page("password.html", name=person.name, goal="/", error="", must=False)

    async def _password(self, request: Request) -> Response:
        """Change a password, given the old one; the browser that did it is let in again."""
        sent = await _Sent.of(request)
        must = bool(sent["must"])
        try:
            person = await sent.ask(lambda: self._change(sent))
        except SimulatorError as error:
            words = catalogue().error(error)
            return plain_page(
                "password.html", _status(error), name=sent["name"], goal=sent.goal, error=words, must=must
            )
        return await let_in(self._people, request, person, sent.goal)

    def _change(self, sent: "_Sent") -> Person:
        new = sent.new_password()
        person = self._accounts.sign_in(sent["name"], sent["password"], sent.address).person
        self._accounts.change_password(person, sent["password"], new, sent.address)
        return person

    async def _leave(self, request: Request) -> Response:
        return await leave(self._people, request)

    async def _leave_everywhere(self, request: Request) -> Response:
        person = await run_in_threadpool(self._people.who, token_of(request.headers))
        if person is not None and same_origin(request):
            await run_in_threadpool(self._accounts.sign_out_everywhere, person)
        response = RedirectResponse("/enter", status_code=303)
        response.delete_cookie(COOKIE)
        return response


class _Sent:
    """What a form holds."""

    def __init__(self, fields: dict[str, str], address: str, *, is_ours: bool) -> None:
        self._fields = fields
        self.address = address
        self._is_ours = is_ours

    @classmethod
    async def of(cls, request: Request) -> "_Sent":
        """Read the form of a request."""
        form = await request.form()
        fields = {key: value for key, value in form.items() if isinstance(value, str)}
        return cls(fields, _address(request), is_ours=same_origin(request))

    def __getitem__(self, field: str) -> str:
        return self._fields.get(field, "")

    @property
    def goal(self) -> str:
        """Where to go on to."""
        return safe_goal(self["next"])

    def new_password(self) -> str:
        """Return the password that was typed twice.

        Raises:
            Refused: ``password_differs``.
        """
        if self["new"] != self["again"]:
            raise Refused("password_differs")
        return self["new"]

    async def ask(self, action: Callable[[], T]) -> T:
        """Do what the form asks for, in a thread: passwords are slow to check.

        Raises:
            AccessDenied: ``origin_foreign`` if another site's page sent the form.
        """
        if not self._is_ours:
            raise AccessDenied("origin_foreign")
        return await run_in_threadpool(action)


def is_on_this_machine(request: Request) -> bool:
    """True if browser and server are one machine: a proxy on it must not make everybody a guest."""
    name = urlsplit(f"//{request.headers.get('host', '')}").hostname
    forwarded = any(header in request.headers for header in _FORWARDED)
    return not forwarded and name in _LOCAL_NAMES and is_loopback(_address(request))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _status(error: SimulatorError) -> int:
    return 403 if isinstance(error, AccessDenied) else 400
