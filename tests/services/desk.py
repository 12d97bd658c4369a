"""The trainer's desk as the program wires it, over a database in a file, with the guide that is shipped."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from simulator.domain.base import Clock, utc_now
from simulator.domain.call import replay
from simulator.domain.person import Person, Role
from simulator.domain.review import GradeRef
from simulator.services.passwords import Passwords
from simulator.services.people import TrainerCode
from simulator.services.practice_flow import World
from simulator.services.rehearsal import ModelTrainee, PoorTrainee, rehearse
from simulator.settings import Settings
from simulator.wiring.desk import Desk, build_desk
from simulator.wiring.site import Services, build, make_feedback, make_world
from tests.storage.desk import Stores
from tests.storage.hands import Hands
from tests.storage.template import fresh_database, fresh_file

CODE = TrainerCode("ABCD2345")
SETTINGS = Settings(transcript_days=30, blind_share=0, model="", openai_base_url="")
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""The shipped parameters take a tenth of a second of every core, by design."""


@cache
def world() -> World:
    """The guide and the owners that are shipped; loaded once."""
    return make_world(SETTINGS)


def site_over(settings: Settings, code: TrainerCode | None = None, clock: Clock = utc_now) -> Services:
    """Build the site as the program does, but over the world that is already loaded, and in a folder with tables."""
    fresh_file(settings.data_dir)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulator.wiring.site.make_world", lambda *given: world())
        return build(settings, code, clock)


@dataclass(frozen=True)
class Office:
    """A desk with people at it."""

    desk: Desk
    stores: Stores
    clock: Hands

    def person(self, role: Role) -> Person:
        """Somebody of this role who enters."""
        return self.stores.people.enter(f"{role} one", role)

    def call(self, who: Person, call_id: str = "c1", scenario: str = "", poor: bool = False) -> GradeRef:
        """Let somebody take a whole call well or poorly; return its first grade."""
        key = scenario or sorted(world().library.scenarios)[0]
        model = ModelTrainee(world().rubric, make_feedback(SETTINGS, world()))
        log = rehearse(world(), key, 1, PoorTrainee() if poor else model)
        rang = log[0].model_copy(update={"trainee": who.id})
        shift = self.clock() - log[0].at
        moved = [event.model_copy(update={"at": event.at + shift}) for event in (rang, *log[1:])]
        self.stores.calls.create(call_id, moved)
        return GradeRef(call_id=call_id, turn=replay(moved).turns[0].number)


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Open a desk in a folder, and close it again."""
    clock = Hands()
    database = fresh_database(folder)
    desk = build_desk(SETTINGS, world().rubric, world().library, database, CODE, clock, QUICK)
    yield Office(desk, Stores(database, clock), clock)
    database.close()
