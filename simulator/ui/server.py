"""The app as an ASGI application: Streamlit behind the gate, with the entrance and the Chinese shell.

`simulator serve` loads `create` by its name, as any ASGI server does (`uvicorn --factory simulator.ui.server:create`).
One process serves all: Streamlit keeps sessions and uploads in memory, so never start it with more than one worker.
"""

import asyncio
import gc
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from altair.utils.schemapi import disable_debug_mode
from starlette.middleware import Middleware

from simulator.domain.errors import SimulatorError
from simulator.domain.person import Person
from simulator.domain.reply import Facts, Reply
from simulator.i18n import catalogue
from simulator.ui.backend import services, training
from simulator.ui.desk import Desk
from simulator.ui.doors import routes
from simulator.ui.files import Files, Maker
from simulator.ui.gate import Gate
from simulator.ui.options import apply_options
from simulator.ui.shell import ChineseShell, shell

SCRIPT = Path(__file__).parent / "app.py"
_OWN_PATHS = frozenset({"/enter", "/leave"})
_HEAVY = (
    "simulator.ui.main",
    "simulator.ui.file_makers",
    "altair",
    "pandas",
    "pyarrow",
    "streamlit.elements.vega_charts",
)
_DAY_SECONDS = 24 * 3600
_log = logging.getLogger(__name__)


def create() -> st.App:
    """Return the application over the services of this process.

    Raises:
        SettingsError: If a setting cannot be used.
        ContentError: If data files hold mistakes.
        StorageError: If the database cannot be opened.
    """
    apply_options()
    people = services().people
    return st.App(
        SCRIPT,
        routes=[*routes(services(), training()), *_files().routes()],
        middleware=[Middleware(Gate, who=people.who), Middleware(ChineseShell, own_paths=_OWN_PATHS)],
        lifespan=_lifespan,
        on_script_error=_on_script_error,
    )


def _files() -> Files:
    def desk_of(person: Person) -> Desk:
        return Desk(person, services(), training(), pages={})

    def makers() -> Mapping[str, Maker]:
        found: Mapping[str, Maker] = import_module("simulator.ui.file_makers").MAKERS
        return found

    return Files(services().people.who, desk_of, makers)


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncGenerator[None]:
    """Load what is heavy before the first visitor, then freeze it out of the garbage collector's sight."""
    for module in _HEAVY:
        import_module(module)
    shell()
    disable_debug_mode()  # charts of the pages are proved by tests; checking each against its schema takes 50 ms
    _warm_grader()
    services().models.look()
    gc.collect()
    gc.freeze()
    sweeping = asyncio.create_task(_sweep_daily())
    yield
    sweeping.cancel()
    services().database.close()


def _warm_grader() -> None:
    """Have every pattern compiled: the first trainee of the day waits no longer than the others."""
    rubric, grader = services().rubric, services().grader
    for situation in rubric.by_row:
        grader.grade(situation.key, 1, Reply(text=situation.should), Facts())


async def _sweep_daily() -> None:
    """Delete transcripts whose time is over, now and every day."""
    while True:
        try:
            await asyncio.to_thread(training().retention.sweep_due)
        except SimulatorError as error:
            _log.error("old transcripts were not deleted: %s", catalogue("en").error(error))
        await asyncio.sleep(_DAY_SECONDS)


def _on_script_error(error: BaseException) -> bool | None:
    """A failure that nobody foresaw goes to the log in full; the visitor sees Streamlit's short message, translated."""
    _log.error("page failed", exc_info=error)
    return None
