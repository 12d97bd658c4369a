"""Calls with grades for the tests of the trainers' pages, made by the shipped demonstration data."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from simulator.domain.events import Ended, Event, Mode, TurnGraded
from simulator.domain.person import Person
from simulator.domain.review import GradeRef, QueueItem
from simulator.services.demo import DemoPlan
from simulator.services.rehearsal import ModelTrainee, rehearse
from simulator.services.views import CallOptions
from simulator.storage.calls import SqlCalls
from simulator.wiring.desk import Desk as Training
from simulator.wiring.desk import opened_demo
from simulator.wiring.site import Services, make_feedback
from tests.services.desk import SETTINGS, world
from tests.ui.conftest import CODE, training_of

PLAN = DemoPlan(trainees=6, classes=2, calls=60, replies_per_call=6, weeks=4, played=12, seed=3)
PASSWORD = "一个很长很长的密码"
GREETING = "您好，锦绣花园业主服务中心，请问有什么可以帮助您？"


@dataclass(frozen=True)
class House:
    """An installation in use."""

    services: Services
    training: Training
    trainer: Person
    admin: Person

    def item(self, *, blind: bool = False) -> QueueItem:
        """Return a reply that waits for a trainer."""
        queue = self.training.review.queue(self.trainer, "audit" if blind else None)
        return next(item for item in queue if item.blind == blind)

    def call_of(self, person: Person) -> GradeRef:
        """Let somebody say one good thing, and return the grade of it."""
        practice = self.services.practice
        view = practice.start(person, CallOptions(scenario="leak_three_days", seed=7))
        practice.answer(person, view.call_id, 1)
        practice.say(person, view.call_id, GREETING)
        practice.go_on(person, view.call_id)
        return GradeRef(call_id=view.call_id, turn=1)


def take(
    services: Services,
    person: Person,
    scenario: str,
    *,
    mode: Mode = "practice",
    score: int | None = None,
    end: str = "",
) -> str:
    """Let somebody take a whole call just now as the guide has it; return its id.

    Args:
        services: Keep the call.
        person: The trainee.
        scenario: Which owner calls.
        mode: Of the call.
        score: Of every reply, instead of that of the grader.
        end: Why the call ended, instead of the real reason.
    """
    model = ModelTrainee(world().rubric, make_feedback(SETTINGS, world()))
    log = rehearse(world(), scenario, 1, model)
    shift = datetime.now(UTC) - log[0].at
    changed = [_changed(event, score, end).model_copy(update={"at": event.at + shift}) for event in log]
    changed[0] = changed[0].model_copy(update={"trainee": person.id, "mode": mode})
    call_id = uuid4().hex
    zone = ZoneInfo(services.settings.time_zone)
    SqlCalls(services.database, zone, blind_share=0).create(call_id, changed)
    return call_id


def _changed(event: Event, score: int | None, end: str) -> Event:
    if isinstance(event, TurnGraded) and score is not None:
        grades = tuple(grade.model_copy(update={"score": score}) for grade in event.grades)
        return event.model_copy(update={"grades": grades})
    return event.model_copy(update={"reason": end}) if isinstance(event, Ended) and end else event


def house(services: Services) -> House:
    """Fill the database of the tests once, and return it with a trainer and an administrator."""
    training = training_of(services)
    if training.accounts.needs_set_up():
        training.accounts.set_up(CODE, "周主管", PASSWORD)
    admin = training.accounts.sign_in("周主管", PASSWORD, "").person
    trainer = services.people.enter(f"培训{uuid4().hex[:6]}", CODE)
    if not any(group.name.startswith("演示班") for group in training.classes.classes(admin)):
        with opened_demo(services.settings.model_copy(update={"blind_share": 0.3})) as demo:
            demo.fill(PLAN, lambda n: f"演示学员{n:02d}", lambda n: f"演示班{n}")
    return House(services, training, trainer, admin)
