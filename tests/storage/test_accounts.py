"""Accounts, classes and the record, on both kinds of database."""

import threading

import pytest

from simulator.domain.account import Outsider
from simulator.domain.audit import AuditEntry
from simulator.domain.classroom import AssignmentDraft, Certificate, Item
from simulator.domain.errors import AccessDenied, Conflict, NotFound
from tests.storage.desk import AT, Stores
from tests.storage.logs import begun, ended, grade


def test_accounts_list_everybody_but_guests_with_their_classes(stores: Stores) -> None:
    stores.people.enter("访客", "guest")
    stores.accounts.add([("王", "trainee", "hash"), ("李", "trainer", None)], ["一班", ""])
    listed = {
        a.person.name: (a.person.role, a.has_password, a.must_change, a.classes) for a in stores.accounts.accounts()
    }
    assert listed == {"王": ("trainee", True, True, ("一班",)), "李": ("trainer", False, False, ())}


def test_of_several_new_accounts_all_are_made_or_none(stores: Stores) -> None:
    stores.trainee("李")
    with pytest.raises(Conflict, match="account_exists"):
        stores.accounts.add([("王", "trainee", None), ("李", "trainee", None)], ["一班", "一班"])
    assert [a.person.name for a in stores.accounts.accounts()] == ["李"]
    assert stores.classes.classes() == ()


def test_a_new_password_ends_all_sessions(stores: Stores) -> None:
    person = stores.trainee("王")
    token = stores.people.open_session(person.id, 60)
    stores.accounts.set_password(person.id, "hash", must_change=True)
    assert stores.people.by_session(token) is None


def test_who_is_disabled_is_out_at_once_and_stays_out(stores: Stores) -> None:
    person = stores.trainee("王")
    token = stores.people.open_session(person.id, 60)
    stores.accounts.set_disabled(person.id, True)
    assert stores.people.by_session(token) is None
    with pytest.raises(AccessDenied, match="account_disabled"):
        stores.people.enter("王", "trainee")
    stores.accounts.set_disabled(person.id, False)
    assert stores.people.enter("王", "trainee") == person


def test_a_name_with_a_password_is_not_entered_by_name(stores: Stores) -> None:
    stores.accounts.add([("王", "trainee", "hash")], [""])
    with pytest.raises(AccessDenied, match="name_needs_password"):
        stores.people.enter("王", "trainer")


def test_there_is_always_an_administrator(stores: Stores) -> None:
    admin = stores.accounts.set_up("张", "hash")
    with pytest.raises(Conflict, match="last_admin"):
        stores.accounts.set_disabled(admin.id, True)
    with pytest.raises(Conflict, match="last_admin"):
        stores.accounts.set_role(admin.id, "trainer")
    assert stores.accounts.has_admin()


def test_the_first_administrator_is_made_once_however_many_try(stores: Stores) -> None:
    outcomes: list[str] = []

    def set_up(number: int) -> None:
        try:
            outcomes.append(stores.accounts.set_up(f"admin {number}", "hash").role)
        except AccessDenied as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=set_up, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["admin", "set_up_done", "set_up_done", "set_up_done"]


def test_failures_are_counted_by_name_and_by_address(stores: Stores) -> None:
    now = stores.clock()
    for name, address in (("王", "10.0.0.1"), ("王", "10.0.0.2"), ("李", "10.0.0.1")):
        stores.accounts.note_failure(name, address, now, forget_before=now)
    stores.clock.move(60)
    assert stores.accounts.failures(" 王 ", "10.0.0.1", since=AT.replace(hour=0)) == (2, 2)
    assert stores.accounts.failures("王", "10.0.0.1", since=stores.clock()) == (0, 0)
    stores.accounts.forget_failures("王")
    assert stores.accounts.failures("王", "10.0.0.1", since=AT.replace(hour=0)) == (0, 1)


def test_people_of_the_identity_provider_are_known_by_subject_not_by_name(stores: Stores) -> None:
    first = stores.accounts.enter_outsider(Outsider(issuer="https://id", subject="7", name="王", role="trainee"))
    later = stores.accounts.enter_outsider(Outsider(issuer="https://id", subject="7", name="王小燕", role="trainer"))
    assert (later.id, later.name, later.role) == (first.id, "王小燕", "trainer")
    stores.trainee("李")
    with pytest.raises(AccessDenied, match="outsider_name_taken"):
        stores.accounts.enter_outsider(Outsider(issuer="https://id", subject="8", name="李", role="admin"))


def test_classes_have_names_members_and_assignments(stores: Stores) -> None:
    wang, li = stores.trainee("王"), stores.trainee("李")
    room = stores.classes.create("一班")
    with pytest.raises(Conflict, match="class_exists"):
        stores.classes.create(" 一班")
    stores.classes.set_members(room.id, [wang.id, li.id])
    stores.classes.set_members(room.id, [wang.id])
    assert stores.classes.members(room.id) == (wang,)
    given = stores.classes.assign(draft(room.id), "张")
    assert stores.classes.assignments(trainee=wang.id) == (given,) == stores.classes.assignments(class_id=room.id)
    assert stores.classes.assignments(trainee=li.id) == ()
    stores.classes.rename(room.id, "二班")
    assert [(c.name, c.members) for c in stores.classes.classes()] == [("二班", 1)]
    stores.classes.withdraw(given.id)
    assert stores.classes.assignments(class_id=room.id) == ()
    stores.classes.delete(room.id)
    assert stores.classes.classes() == ()
    assert stores.people.person(wang.id) == wang


def draft(class_id: str, attempts: int | None = 2) -> AssignmentDraft:
    items = (Item(kind="scenario", key="leak"), Item(kind="row", key="closing"))
    return AssignmentDraft(
        class_id=class_id, title="第一周", items=items, mode="exam", due_at=AT.replace(day=9), attempts=attempts
    )


def test_what_is_unknown_is_named(stores: Stores) -> None:
    with pytest.raises(NotFound, match="class_unknown"):
        stores.classes.members("nothing")
    with pytest.raises(NotFound, match="assignment_unknown"):
        stores.classes.withdraw("nothing")
    with pytest.raises(NotFound, match="person_unknown"):
        stores.classes.set_members(stores.classes.create("一班").id, ["nobody"])
    with pytest.raises(NotFound, match="person_unknown"):
        stores.accounts.set_password("nobody", "hash", must_change=False)


def test_attempts_are_finished_calls_and_graded_replies_since_the_assignment_in_its_mode(stores: Stores) -> None:
    wang = stores.trainee("王")
    room = stores.classes.create("一班")
    stores.classes.set_members(room.id, [wang.id])
    given = stores.classes.assign(draft(room.id), "张")
    later = AT.replace(day=3)
    for call_id, mode, at, over in (
        ("early", "exam", AT.replace(day=1), True),
        ("other mode", "practice", later, True),
        ("open", "exam", later, False),
        ("counts", "exam", later, True),
    ):
        log = begun(wang.id, at, (grade(70, "closing"),), mode=mode)
        stores.calls.create(call_id, (*log, ended(at)) if over else log)
    tries = stores.classes.tries(given, [wang.id])
    assert [(t.trainee, t.item.kind, t.tried, t.best, t.clean) for t in tries] == [
        (wang.id, "scenario", 1, 70, 70),
        (wang.id, "row", 2, 70, 70),
    ]


@pytest.mark.parametrize(
    ("scores", "allowed", "best", "clean"),
    [
        ((79, 80), None, 80, 80),
        ((None,), None, None, None),
        ((10, 10, 95), 2, 10, 10),
        ((10, 95), 2, 95, 95),
        ((-95, 40), None, 95, 40),
        ((-95,), None, 95, None),
    ],
)
def test_the_first_attempts_in_time_count(
    stores: Stores, scores: tuple[int | None, ...], allowed: int | None, best: int | None, clean: int | None
) -> None:
    """A negative score stands for one with a critical violation."""
    wang = stores.trainee("王")
    stores.calls.create("before", begun(wang.id, AT.replace(day=1), (grade(100, "closing"),), mode="exam"))
    given = stores.classes.assign(draft(stores.classes.create("一班").id, allowed), "张")
    grades = [
        (grade(score and abs(score), "closing", violations=("insult",) if (score or 0) < 0 else ()),)
        for score in scores
    ]
    for number, at in enumerate((AT.replace(day=3), given.due_at)):  # the second call comes too late
        log = begun(wang.id, at, *(grades if number == 0 else [(grade(100, "closing"),)]), mode="exam")
        stores.calls.create(f"c{number}", (*log, ended(log[-1].at)))
    found = {tries.item.kind: tries for tries in stores.classes.tries(given, [wang.id])}
    assert (found["row"].tried, found["row"].best, found["row"].clean) == (len(scores) + 1, best, clean)
    assert found["scenario"].tried == 2


def test_the_latest_scored_replies_come_newest_first(stores: Stores) -> None:
    wang = stores.trainee("王")
    stores.calls.create("c1", begun(wang.id, AT, *[(grade(score),) for score in (10, 20, None, 30, 40)]))
    stores.calls.create("c2", begun(wang.id, AT.replace(day=3), (grade(50, violations=("insult",)),)))
    assert stores.classes.latest(wang.id, 3) == {"opening": ((50, True), (40, False), (30, False))}


def test_a_certificate_reads_as_it_was_signed(stores: Stores) -> None:
    wang = stores.trainee("王")
    paper = Certificate(
        id="00000001",
        trainee=wang.id,
        name="王",
        rows={"opening": 91},
        rubric="r1",
        signed_by="张",
        signed_at=AT,
        note="很好",
    )
    stores.classes.sign(paper)
    assert stores.classes.certificates(wang.id) == (paper,) == stores.classes.certificates()


def test_the_record_reads_newest_first(stores: Stores) -> None:
    entries = [AuditEntry(at=AT.replace(minute=n), actor="p", actor_name="张", deed="swept", target="") for n in (1, 2)]
    for entry in entries:
        stores.audit.add(entry)
    assert stores.audit.entries(10) == tuple(reversed(entries))
    assert stores.audit.entries(1) == (entries[1],)
