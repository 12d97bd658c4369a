"""The services behind the pages, one set a process; tests replace the two functions."""

from functools import cache

from simulator.services.people import TrainerCode
from simulator.settings import Settings
from simulator.wiring.desk import Desk as Training
from simulator.wiring.desk import build_desk
from simulator.wiring.site import Services, build


def services() -> Services:
    """Return the services of this process."""
    return _services()


def training() -> Training:
    """Return what trainers and administrators use, over the same database."""
    return _training()


@cache
def _services() -> Services:
    settings = Settings.load()
    return build(settings, _code(settings))


@cache
def _training() -> Training:
    built = _services()
    return build_desk(built.settings, built.rubric, built.library, built.database, _code(built.settings))


def _code(settings: Settings) -> TrainerCode | None:
    """Return the code that `serve` printed: it opens the trainer's desk, or makes the first administrator."""
    code = settings.trainer_code.get_secret_value()
    return TrainerCode(code) if code else None
