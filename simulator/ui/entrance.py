"""The entrance: plain pages and routes by which people come in and leave.

Plain HTML, because only a response can set an HttpOnly cookie, and password managers understand a plain form.
Every way in (a name, a password, single sign-on) ends in `let_in`.
"""

from typing import Protocol
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from simulator.domain.errors import AccessDenied, SimulatorError
from simulator.domain.person import Person
from simulator.i18n import catalogue
from simulator.ui.gate import COOKIE, token_of
from simulator.ui.templating import asset, html

_COOKIE_SECONDS = 12 * 3600
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Doorkeeper(Protocol):
    """What the entrance needs of `simulator.services.people.People`."""

    def enter(self, name: str, code: str | None = None) -> Person:
        """Return the person of that name; raise Refused or AccessDenied with a reason."""
        ...

    def open_session(self, person: Person) -> str:
        """Return a session token."""
        ...

    def who(self, token: str | None) -> Person | None:
        """Return who holds a token."""
        ...

    def leave(self, token: str | None) -> None:
        """End a session."""
        ...


class Entrance:
    """The routes `/enter` and `/leave`.

    Args:
        people: Lets people in.
    """

    def __init__(self, people: Doorkeeper) -> None:
        """Open the doors."""
        self._people = people

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        return (
            Route("/enter", self._form, methods=["GET"]),
            Route("/enter", self._enter, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
        )

    async def _form(self, request: Request) -> Response:
        return _page(name="", goal=safe_goal(request.query_params.get("next")))

    async def _enter(self, request: Request) -> Response:
        if not same_origin(request):
            return _page(name="", goal="/", error=catalogue()("error.origin_foreign"), status=403)
        form = await request.form()
        name, code, goal = (str(form.get(field) or "") for field in ("name", "code", "next"))
        try:
            person = await run_in_threadpool(self._people.enter, name, code or None)
        except SimulatorError as error:
            status = 403 if isinstance(error, AccessDenied) else 400
            return _page(name=name, goal=safe_goal(goal), error=catalogue().error(error), status=status)
        return await let_in(self._people, request, person, safe_goal(goal))

    async def _leave(self, request: Request) -> Response:
        return await leave(self._people, request)


async def let_in(people: Doorkeeper, request: Request, person: Person, goal: str) -> Response:
    """Open a session for somebody and send them on to `goal`."""
    # A new token at each entrance: one that was planted beforehand is worth nothing.
    await run_in_threadpool(people.leave, token_of(request.headers))
    token = await run_in_threadpool(people.open_session, person)
    response = RedirectResponse(goal, status_code=303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=_COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


async def leave(people: Doorkeeper, request: Request) -> Response:
    """End the session of a request that comes from our own pages, and show the entrance."""
    if same_origin(request):
        await run_in_threadpool(people.leave, token_of(request.headers))
    response = RedirectResponse("/enter", status_code=303)
    response.delete_cookie(COOKIE)
    return response


def same_origin(request: Request) -> bool:
    """True if a form was sent from one of our own pages."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host")


def safe_goal(goal: str | None) -> str:
    """Return a path of our own to go on to; "/" for anything that might lead elsewhere."""
    parts = urlsplit(goal or "")
    inside = bool(goal) and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return goal if goal and inside and "\\" not in goal and not goal.startswith("//") and goal.isprintable() else "/"


def plain_page(template: str, /, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page of the entrance; it runs no script and is not kept by any cache."""
    page = html(template, style=asset("enter.css"), **values)
    return HTMLResponse(page, status_code=status, headers=_HEADERS)


def _page(name: str, goal: str, error: str = "", status: int = 200) -> HTMLResponse:
    return plain_page("enter.html", status, name=name, goal=goal, error=error)
