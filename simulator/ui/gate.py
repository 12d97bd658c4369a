"""The gate: nobody reaches the app, by http or by websocket, without a session."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.domain.person import Person

COOKIE = "hotline_session"
ENTRANCES = frozenset(
    {
        "/enter",
        "/enter/first",
        "/enter/guest",
        "/enter/account",
        "/enter/password",
        "/leave",
        "/leave/everywhere",
        "/sso/login",
        "/sso/callback",
    }
)
OPEN_PATHS = ENTRANCES | {"/favicon.png", "/manifest.json", "/_stcore/health", "/_stcore/host-config"}
OPEN_PREFIX = "/static/"  # Streamlit's own scripts and fonts: the same for everybody, and many per page
_POLICY_VIOLATION = 1008

Who = Callable[[str | None], Person | None]
"""Returns who holds a session token."""


class Gate:
    """Pure ASGI middleware; Starlette's BaseHTTPMiddleware does not see websockets.

    Args:
        app: What is behind the gate.
        who: Looks a token up.
    """

    def __init__(self, app: ASGIApp, who: Who) -> None:
        """Stand before `app`."""
        self._app = app
        self._who = who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through whoever has a session; send a browser to the entrance and refuse everything else."""
        if scope["type"] not in ("http", "websocket") or _is_open(scope["path"]) or await self._knows(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        elif "text/html" in Headers(scope=scope).get("accept", ""):
            await RedirectResponse(f"/enter?next={quote(_address(scope))}", status_code=303)(scope, receive, send)
        else:
            await PlainTextResponse("unauthenticated", status_code=401)(scope, receive, send)

    async def _knows(self, scope: Scope) -> bool:
        return await run_in_threadpool(self._who, token_of(Headers(scope=scope))) is not None


def token_of(headers: Headers) -> str | None:
    """Return the session token in the cookies of a request."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE)


def _is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIX)


def _address(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])
