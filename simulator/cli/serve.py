"""`simulator serve`: the training site in one process."""

import errno
import logging
import os
import secrets
import socket
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from simulator.domain.errors import SettingsError
from simulator.i18n import catalogue
from simulator.services.people import TrainerCode
from simulator.settings import Settings

if TYPE_CHECKING:
    import uvicorn

_APP = "simulator.ui.server:create"
_CODE = "SIMULATOR_TRAINER_CODE"
_LOCAL = ("127.0.0.1", "::1", "localhost")
_BACKLOG = 2048
_LARGEST_MESSAGE_BYTES = 64 * 2**20
_PING_SECONDS = 30

_ = catalogue()
HostOption = Annotated[str, typer.Option("--host", help=_("serve.host"))]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help=_("serve.port"))]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve", help=catalogue()("serve.help"))(serve)


def serve(host: HostOption = "127.0.0.1", port: PortOption = 8501) -> None:
    """Start the training site and run it until it is stopped."""
    with _listen(host, port) as listening:
        own_code = os.environ.get(_CODE)
        code = TrainerCode(own_code) if own_code else TrainerCode.fresh(secrets.choice)
        os.environ[_CODE] = code.value
        server = _server()
        _tell(host, listening.getsockname()[1], None if own_code else code)
        server.run(sockets=[listening])
    if not server.started:
        sys.exit(1)


def _server() -> "uvicorn.Server":
    """Load the app by its name, as any ASGI server does: the command line imports nothing of the pages."""
    import uvicorn  # a tenth of a second that other commands are spared

    config = uvicorn.Config(
        _APP,
        factory=True,
        log_level="warning",
        access_log=False,
        use_colors=False,
        ws="websockets-sansio",
        ws_max_size=_LARGEST_MESSAGE_BYTES,
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS,
    )
    config.load()
    _quieten()
    return uvicorn.Server(config)


def _listen(host: str, port: int) -> socket.socket:
    """Bind before anything slow, so that a port in use is told at once.

    Raises:
        SettingsError: If the address or the port cannot be used.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise _unusable(host, port, error) from error
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise _unusable(host, port, error) from error
    return listening


def _unusable(host: str, port: int, error: OSError) -> SettingsError:
    if error.errno == errno.EADDRINUSE:
        return SettingsError("port_in_use", port=port)
    return SettingsError("host_unusable", host=host, port=port, why=error.strerror or str(error))


def _quieten() -> None:
    """Leave warnings and errors; loading Streamlit has set its own level for the server's log."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _tell(host: str, port: int, code: TrainerCode | None) -> None:
    t, out = catalogue(), Console(highlight=False, markup=False, soft_wrap=True)
    name = f"[{host}]" if ":" in host else host
    out.print(t("serve.ready", address=f"http://{name}:{port}"))
    if code is not None:
        # The same code: where people enter by name it opens the trainer's desk, with accounts it makes the first admin.
        by_name = Settings.load().sign_in == "name"
        out.print(t("serve.code", code=code) if by_name else t("serve.set_up_code", code=code))
    if host not in _LOCAL:
        out.print(t("serve.plain_http"))
    out.print(t("serve.stop"))
