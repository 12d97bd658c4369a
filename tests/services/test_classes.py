"""Assignments and their progress, reminders, and the certificate of the thirty rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.domain import events as ev
from simulator.domain.classroom import Assignment, AssignmentDraft, Classroom, Item, Tries
from simulator.domain.errors import AccessDenied, Conflict, NotFound, Refused
from simulator.domain.events import Mode
from simulator.domain.person import Person
from simulator.services.classes import progress_of
from simulator.services.classes_certificates import readiness_of
from tests.services.desk import Office, office, world
from tests.storage.logs import begun, grade

WHOLE = Item(kind="scenario", key=sorted(world().library.scenarios)[0])
ROW = Item(kind="row", key="opening")
DAY = timedelta(days=1)
DUE = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def room(desk: Office) -> Classroom:
    """A class with one trainee in it."""
    trainer = desk.person("trainer")
    made = desk.desk.classes.create(trainer, "一班")
    desk.desk.classes.set_members(trainer, made.id, [desk.person("trainee").id])
    return made


def draft(desk: Office, room: Classroom, *items: Item, mode: Mode = "practice", **changes: object) -> AssignmentDraft:
    return AssignmentDraft.model_validate(
        {
            "class_id": room.id,
            "title": "第一周",
            "items": items,
            "mode": mode,
            "due_at": desk.clock() + 7 * DAY,
            **changes,
        }
    )


def test_a_trainee_is_reminded_until_it_is_done(desk: Office, room: Classroom) -> None:
    trainee, trainer = desk.person("trainee"), desk.person("trainer")
    assert desk.desk.classes.todo(trainee) == ()
    desk.desk.classes.assign(trainer, draft(desk, room, WHOLE, ROW))
    (todo,) = desk.desk.classes.todo(trainee)
    assert (todo.state, todo.passed, len(todo.items)) == ("open", 0, 2)
    assert not desk.desk.classes.is_due_soon(todo)
    desk.clock.move(5 * 86400)
    assert desk.desk.classes.is_due_soon(desk.desk.classes.todo(trainee)[0])
    desk.call(trainee, "c1", WHOLE.key)
    assert desk.desk.classes.todo(trainee) == ()
    (done,) = desk.desk.classes.progress(trainer, room.id)
    assert (done.state, done.passed, done.items[0].best) == ("done", 2, 100)


def test_a_call_that_was_cut_short_never_passes(desk: Office, room: Classroom) -> None:
    trainee, trainer = desk.person("trainee"), desk.person("trainer")
    desk.desk.classes.assign(trainer, draft(desk, room, WHOLE))
    log = begun(trainee.id, desk.clock(), (grade(100, verdict="pass"),), scenario=WHOLE.key)
    desk.stores.calls.create("short", (*log, ev.Ended(at=desk.clock(), reason="trainee_hung_up")))
    (progress,) = desk.desk.classes.progress(trainer, room.id)
    assert (progress.state, progress.items[0].tried, progress.items[0].best, progress.passed) == ("open", 1, 100, 0)


def test_the_pass_mark_of_an_exam_is_its_assignments(desk: Office, room: Classroom) -> None:
    trainee, trainer, classes = desk.person("trainee"), desk.person("trainer"), desk.desk.classes
    given = desk.clock()
    assert classes.pass_mark(trainee, trainee.id, WHOLE.key, given) == 80
    classes.assign(trainer, draft(desk, room, WHOLE, mode="exam", pass_mark=70))
    classes.assign(trainer, draft(desk, room, WHOLE, mode="practice", pass_mark=95))
    for who in (trainee, trainer):
        assert classes.pass_mark(who, trainee.id, WHOLE.key, given + DAY) == 70
    classes.assign(trainer, draft(desk, room, WHOLE, mode="exam", pass_mark=90))
    assert classes.pass_mark(trainee, trainee.id, WHOLE.key, given + DAY) == 90
    assert classes.pass_mark(trainee, trainee.id, "another", given + DAY) == 80
    assert classes.pass_mark(trainee, trainee.id, WHOLE.key, given + 8 * DAY) == 80
    assert classes.pass_mark(trainee, trainee.id, WHOLE.key, given - DAY) == 80
    with pytest.raises(AccessDenied):
        classes.pass_mark(desk.stores.trainee("stranger"), trainee.id, WHOLE.key, given)


def test_a_poor_call_is_an_attempt_and_does_not_pass(desk: Office, room: Classroom) -> None:
    trainee, trainer = desk.person("trainee"), desk.person("trainer")
    desk.desk.classes.assign(trainer, draft(desk, room, WHOLE, attempts=2))
    for n, left in enumerate((1, 0)):
        desk.clock.move(3600)
        desk.call(trainee, f"c{n}", WHOLE.key, poor=True)
        (progress,) = desk.desk.classes.progress(trainer, room.id)
        assert (progress.items[0].tried, progress.items[0].passed, progress.items[0].left) == (n + 1, False, left)
        assert desk.desk.classes.attempts_left(trainee, WHOLE, "practice") == left
    assert progress.state == "spent"
    assert desk.desk.classes.attempts_left(trainee, ROW, "practice") is None
    desk.clock.move(8 * 86400)
    assert [p.state for p in desk.desk.classes.todo(trainee)] == ["overdue"]


def assignment(**changes: object) -> Assignment:
    return Assignment.model_validate(
        {
            "id": "a",
            "class_id": "c",
            "class_name": "一班",
            "title": "t",
            "items": (ROW,),
            "mode": "drill",
            "due_at": DUE,
            "pass_mark": 80,
            "assigned_at": DUE - 7 * DAY,
            "assigned_by": "张",
            **changes,
        }
    )


MEMBER = Person(id="w", name="王", role="trainee")


@pytest.mark.parametrize(
    ("tried", "best", "clean", "state"),
    [
        (1, 80, 80, "done"),
        (1, 79, 79, "open"),
        (1, None, None, "open"),
        (1, 95, None, "open"),
        (2, 95, 79, "spent"),
        (2, 95, 80, "done"),
        (0, None, None, "open"),
    ],
)
def test_what_passes(tried: int, best: int | None, clean: int | None, state: str) -> None:
    tries = [Tries(trainee="w", item=ROW, tried=tried, best=best, clean=clean)] if tried else []
    progress = progress_of(assignment(attempts=2), MEMBER, tries, overdue=False)
    (item,) = progress.items
    assert (item.tried, item.best, item.left) == (tried, best, 2 - tried)
    assert (progress.state, item.passed) == (state, state == "done")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "  "}, "assignment_title"),
        ({"items": ()}, "assignment_empty"),
        ({"items": (Item(kind="row", key="nothing"),)}, "assignment_item"),
        ({"items": (Item(kind="scenario", key="opening"),)}, "assignment_item"),
    ],
)
def test_an_assignment_that_makes_no_sense(
    desk: Office, room: Classroom, changes: dict[str, object], code: str
) -> None:
    bad = draft(desk, room, ROW).model_copy(update=changes)
    with pytest.raises(Refused, match=code):
        desk.desk.classes.assign(desk.person("trainer"), bad)


def test_an_assignment_is_due_later_for_a_class_that_exists(desk: Office, room: Classroom) -> None:
    trainer = desk.person("trainer")
    with pytest.raises(Refused, match="assignment_due"):
        desk.desk.classes.assign(trainer, draft(desk, room, ROW, due_at=desk.clock()))
    with pytest.raises(NotFound, match="class_unknown"):
        desk.desk.classes.assign(trainer, draft(desk, room, ROW, class_id="nothing"))
    with pytest.raises(Conflict, match="class_exists"):
        desk.desk.classes.create(trainer, "一班")


def test_the_same_item_twice_is_once(desk: Office, room: Classroom) -> None:
    given = desk.desk.classes.assign(desk.person("trainer"), draft(desk, room, ROW, ROW))
    assert given.items == (ROW,)


@pytest.mark.parametrize(
    ("latest", "ready"),
    [
        (((80, False), (80, False), (80, False)), True),
        (((79, False), (80, False), (80, False)), False),
        (((100, False), (100, False)), False),
        (((100, False), (100, True), (100, False)), False),
        ((), False),
    ],
)
def test_a_row_is_mastered_by_its_last_three_replies(latest: tuple[tuple[int, bool], ...], ready: bool) -> None:
    assert readiness_of("opening", 1, latest).ready is ready


def test_a_certificate_needs_all_thirty_rows_and_a_trainers_hand(desk: Office) -> None:
    trainee, trainer = desk.person("trainee"), desk.person("trainer")
    keys = [situation.key for situation in world().rubric.by_row]
    turns = [(grade(90, key),) for key in keys[:-1] for _ in range(3)]
    desk.stores.calls.create("c1", begun(trainee.id, desk.clock(), *turns))
    with pytest.raises(Refused, match="certificate_rows") as caught:
        desk.desk.certificates.sign_off(trainer, trainee.id)
    assert caught.value.params == {"count": 1}
    last = [(grade(90, keys[-1]),) for _ in range(3)]
    desk.stores.calls.create("c2", begun(trainee.id, desk.clock(), *last))
    assert all(row.ready for row in desk.desk.certificates.readiness(trainee, trainee.id))
    paper = desk.desk.certificates.sign_off(trainer, trainee.id, " 稳 ")
    assert (paper.name, paper.signed_by, paper.note, len(paper.rows)) == (trainee.name, trainer.name, "稳", 30)
    assert desk.desk.certificates.certificates(trainee, trainee.id) == (paper,)


def test_nobody_signs_for_themselves_or_for_nobody(desk: Office) -> None:
    trainer = desk.person("trainer")
    with pytest.raises(Refused, match="certificate_own"):
        desk.desk.certificates.sign_off(trainer, trainer.id)
    with pytest.raises(NotFound, match="person_unknown"):
        desk.desk.certificates.sign_off(trainer, "nobody")
    with pytest.raises(Refused, match="note_long"):
        desk.desk.certificates.sign_off(trainer, desk.person("trainee").id, "长" * 501)
