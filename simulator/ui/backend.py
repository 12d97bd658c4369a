"""The services behind the pages, one set a process."""

from functools import cache

from simulator.services.people import TrainerCode
from simulator.settings import Settings
from simulator.wiring import Services, build


def services() -> Services:
    """Return the services of this process; tests replace this function."""
    return _built()


@cache
def _built() -> Services:
    settings = Settings.load()
    code = settings.trainer_code.get_secret_value()
    return build(settings, TrainerCode(code) if code else None)
