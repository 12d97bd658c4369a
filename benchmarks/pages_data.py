"""What the benchmark of the pages adds to the demonstration data: people who look, assignments, blind gradings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from simulator.domain.base import utc_now
from simulator.domain.classroom import AssignmentDraft, Item
from simulator.domain.events import Mode
from simulator.domain.person import Person
from simulator.domain.review import QueueItem
from simulator.services.demo import DemoPlan
from simulator.settings import Settings
from simulator.storage.classes import SqlClasses
from simulator.storage.people import SqlPeople
from simulator.storage.reviews import SqlReviews
from simulator.ui.views.review import address_of
from simulator.wiring.desk import build_desk, opened_demo
from simulator.wiring.site import Services, build

GRADED_BLINDLY = 2000
"""Replies that trainers have graded without sight of the machine's grade; every fourth was graded twice."""

_SESSION_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Known:
    """What the pages need to know of a database.

    Attributes:
        tokens: A session for each of "trainer", "admin" and "trainee".
        class_name: A class of demo people; the trainee is one of them.
        trainee: Name of the trainee.
        reply, blind: Addresses of a reply that waits and of one that waits for a blind grading.
        call: A call of the trainee that is over.
    """

    tokens: dict[str, str]
    class_name: str
    trainee: str
    reply: str
    blind: str
    call: str


def prepare(settings: Settings, calls: int) -> Known:
    """Make demonstration data if there are none, add what is lacking, and return where to look."""
    services = build(settings)
    try:
        if not services.database.info().calls:
            with opened_demo(settings) as demo:
                demo.fill(DemoPlan(calls=calls), lambda n: f"学员 {n:03d}", lambda n: f"班级 {n:02d}")
        return _known(services)
    finally:
        services.database.close()


def _known(services: Services) -> Known:
    people, classes = SqlPeople(services.database, utc_now), SqlClasses(services.database, utc_now)
    trainer, other = people.enter("pages one", "trainer"), people.enter("pages two", "trainer")
    admin = people.enter("pages top", "admin")
    room = classes.classes()[0]
    trainee = classes.members(room.id)[0]
    if not classes.assignments():
        _assign(services, room.id)
    reviews = SqlReviews(services.database)
    graded = {ref for ref, _, _ in reviews.all_marks(blind=True)}
    if len(graded) < GRADED_BLINDLY:
        _grade_blindly(services, reviews.queue("audit", GRADED_BLINDLY - len(graded)), trainer, other)
    waiting, blind = reviews.queue("unsure", 1), reviews.queue("audit", 1)
    over = next(call for call in services.practice.history(trainee) if call.ended_at)
    seen = {"trainer": trainer, "admin": admin, "trainee": trainee}
    return Known(
        tokens={name: people.open_session(person.id, _SESSION_SECONDS) for name, person in seen.items()},
        class_name=room.name,
        trainee=trainee.name,
        reply=address_of((waiting or blind)[0].ref),
        blind=address_of(blind[0].ref),
        call=over.call_id,
    )


def _assign(services: Services, class_id: str) -> None:
    """Give a class three assignments, the largest of them half a year ago: all thirty rows."""
    rows = [situation.key for situation in services.rubric.by_row]
    scenarios = sorted(services.library.scenarios)[:3]
    given: tuple[tuple[int, Mode, list[Item]], ...] = (
        (26, "practice", [Item(kind="row", key=key) for key in rows]),
        (12, "practice", [Item(kind="row", key=key) for key in rows[:5]]),
        (4, "exam", [Item(kind="scenario", key=key) for key in scenarios]),
    )
    for weeks, mode, items in given:
        now = utc_now()
        at = now - timedelta(weeks=weeks)

        def then(at: datetime = at) -> datetime:
            return at

        draft = AssignmentDraft(
            class_id=class_id, title=f"{weeks} 周前", items=tuple(items), mode=mode, due_at=now + timedelta(days=2)
        )
        SqlClasses(services.database, then).assign(draft, "pages one")


def _grade_blindly(services: Services, waiting: tuple[QueueItem, ...], one: Person, two: Person) -> None:
    """Let two trainers grade as the machine would, but for every seventh element."""
    review = build_desk(services.settings, services.rubric, services.library, services.database).review
    contrary = cycle((False,) * 6 + (True,))
    for number, item in enumerate(waiting):
        for person in (one, two) if number % 4 == 0 else (one,):
            machine = review.grade_in_force(person, item.ref)
            elements = {key: (mark.state == "met") ^ next(contrary) for key, mark in machine.elements.items()}
            review.grade_blindly(person, item.ref, elements, [v.key for v in machine.violations])
