"""The route that hands out files: whoever fetches one is looked up anew, and the services judge what they may have."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from simulator.domain.errors import AccessDenied, NotFound, SimulatorError
from simulator.domain.person import Person
from simulator.i18n import catalogue
from simulator.ui.desk import Desk
from simulator.ui.gate import Who, token_of
from simulator.ui.parts.desk_download import PREFIX

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_FOREIGN = ("cross-site", "same-site")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class File:
    """A finished file.

    Attributes:
        kind: Its media type.
    """

    name: str
    kind: str
    content: bytes


Maker = Callable[[Desk, QueryParams], File]
"""Makes a file about what an address asks for; raises what the services raise."""


class Files:
    """The routes below `/files/`.

    Args:
        who: Looks a session up.
        desk_of: Returns the desk of a person.
        makers: Returns every maker by the last part of its address; called when the first file is fetched.
    """

    def __init__(self, who: Who, desk_of: Callable[[Person], Desk], makers: Callable[[], Mapping[str, Maker]]) -> None:
        """Open the counter."""
        self._who = who
        self._desk_of = desk_of
        self._makers = makers

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        return (Route(f"{PREFIX}{{name}}", self._hand_out, methods=["GET"]),)

    async def _hand_out(self, request: Request) -> Response:
        """Return the file, or a sentence why not."""
        if request.headers.get("sec-fetch-site") in _FOREIGN:  # browsers do not say so over plain http
            return _sentence(catalogue()("file.foreign"), 403)
        person = await run_in_threadpool(self._who, token_of(request.headers))
        if person is None:  # signed out since the gate let the request through
            return _sentence(catalogue()("file.ended"), 401)
        try:
            return _answer(await run_in_threadpool(self._make, request, self._desk_of(person)))
        except SimulatorError as error:
            return _sentence(catalogue().error(error), _status(error))
        except Exception:
            _log.exception("file %s failed", request.url.path)
            return _sentence(catalogue()("file.failed"), 500)

    def _make(self, request: Request, desk: Desk) -> File:
        make = self._makers().get(request.path_params["name"])
        if make is None:
            raise NotFound("file_unknown")
        return make(desk, request.query_params)


def _answer(file: File) -> Response:
    # RFC 6266: the encoded form alone; every browser that can show the pages reads it.
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.content, media_type=file.kind, headers={**_HEADERS, "Content-Disposition": disposition})


def _status(error: SimulatorError) -> int:
    if isinstance(error, AccessDenied):
        return 403
    return 404 if isinstance(error, NotFound) else 400


def _sentence(words: str, status: int) -> Response:
    return PlainTextResponse(words, status, headers=_HEADERS)
