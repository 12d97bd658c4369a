"""Who may do what: every deed of every service, asked by every role."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from simulator.domain.classroom import AssignmentDraft, Item
from simulator.domain.dashboard import Scope
from simulator.domain.errors import AccessDenied, SimulatorError
from simulator.domain.permissions import MAY, Deed, may, require
from simulator.domain.person import Person, Role
from simulator.domain.review import GradeRef, Judgement
from simulator.services.reports import Reports
from simulator.services.reports_export import ReportTables
from tests.services.desk import Office, office, world

ROLES: tuple[Role, ...] = ("guest", "trainee", "trainer", "admin")
NOWHERE = GradeRef(call_id="nothing", turn=1)
OTHERS = GradeRef(call_id="others", turn=1)
"""In a call of somebody who does not ask."""
MET = Judgement(kind="element", key="greet", value="met")
ALL = Scope()

Ask = Callable[[Office, Person], object]

TRAINERS: dict[str, Ask] = {
    "rows of another": lambda o, p: Reports(o.stores.reports).rows_of(p, "other"),
    "heat": lambda o, p: o.desk.dashboard.heat(p, ALL),
    "trainees of a scope": lambda o, p: o.desk.dashboard.trainees(p, ALL),
    "workbook": lambda o, p: ReportTables(str, world().rubric).workbook(o.desk.dashboard, p, ALL, str),
    "rows to train": lambda o, p: o.desk.dashboard.to_train(p, ALL),
    "trend": lambda o, p: o.desk.dashboard.trend(p, ALL),
    "lifts": lambda o, p: o.desk.dashboard.lifts(p, ALL),
    "elements": lambda o, p: o.desk.dashboard.elements(p, ALL),
    "protocol": lambda o, p: o.desk.dashboard.protocol(p, ALL),
    "missed": lambda o, p: o.desk.dashboard.missed(p, ALL, "greet"),
    "violations": lambda o, p: o.desk.dashboard.violations(p, ALL),
    "timing": lambda o, p: o.desk.dashboard.timing(p, ALL),
    "pick up": lambda o, p: o.desk.dashboard.pick_up(p, ALL),
    "scenarios": lambda o, p: o.desk.dashboard.scenarios(p, ALL),
    "queue": lambda o, p: o.desk.review.queue(p),
    "waiting": lambda o, p: o.desk.review.waiting(p),
    "second opinions": lambda o, p: o.desk.review.second_opinions(p),
    "grade in force of another": lambda o, p: o.desk.review.grade_in_force(p, OTHERS),
    "corrections of another": lambda o, p: o.desk.review.corrections(p, OTHERS.call_id),
    "disputes of another": lambda o, p: o.desk.review.disputes(p, OTHERS.call_id),
    "open": lambda o, p: o.desk.review.open(p, NOWHERE),
    "override": lambda o, p: o.desk.review.override(p, NOWHERE, [MET], "why", 0),
    "confirm": lambda o, p: o.desk.review.confirm(p, NOWHERE, 0),
    "grade blindly": lambda o, p: o.desk.review.grade_blindly(p, NOWHERE, {}, ()),
    "decide": lambda o, p: o.desk.review.decide(p, NOWHERE, "upheld", "yes"),
    "labels": lambda o, p: o.desk.labels.labelled(p),
    "classes": lambda o, p: o.desk.classes.classes(p),
    "create class": lambda o, p: o.desk.classes.create(p, f"class of {p.role}"),
    "rename class": lambda o, p: o.desk.classes.rename(p, "nothing", "x"),
    "delete class": lambda o, p: o.desk.classes.delete(p, "nothing"),
    "trainees": lambda o, p: o.desk.classes.trainees(p),
    "members": lambda o, p: o.desk.classes.members(p, "nothing"),
    "set members": lambda o, p: o.desk.classes.set_members(p, "nothing", []),
    "assign": lambda o, p: o.desk.classes.assign(p, _draft(o)),
    "withdraw": lambda o, p: o.desk.classes.withdraw(p, "nothing"),
    "assignments": lambda o, p: o.desk.classes.assignments(p, "nothing"),
    "progress": lambda o, p: o.desk.classes.progress(p, "nothing"),
    "readiness of another": lambda o, p: o.desk.certificates.readiness(p, "other"),
    "sign off": lambda o, p: o.desk.certificates.sign_off(p, "other"),
    "certificates": lambda o, p: o.desk.certificates.certificates(p),
    "import class": lambda o, p: o.desk.accounts.import_class(p, b"", {"name": ["name"]}, with_passwords=False),
}
ADMINS: dict[str, Ask] = {
    "accounts": lambda o, p: o.desk.accounts.accounts(p),
    "add account": lambda o, p: o.desk.accounts.add(p, f"new by {p.role}", "trainee", with_password=False),
    "reset password": lambda o, p: o.desk.accounts.reset(p, "nobody"),
    "set role": lambda o, p: o.desk.accounts.set_role(p, "nobody", "trainer"),
    "disable": lambda o, p: o.desk.accounts.disable(p, "nobody"),
    "find account": lambda o, p: o.desk.accounts.find(p, "nobody"),
    "sign another out": lambda o, p: o.desk.accounts.sign_out_everywhere(p, "nobody"),
    "sweep": lambda o, p: o.desk.retention.sweep(p),
    "export another": lambda o, p: o.desk.retention.export(p, "nobody"),
    "erase": lambda o, p: o.desk.retention.erase(p, "nobody"),
    "record": lambda o, p: o.desk.audit.entries(p),
}
KNOWN: dict[str, Ask] = {
    "dispute": lambda o, p: o.desk.review.dispute(p, NOWHERE, "why"),
    "agreement": lambda o, p: o.desk.agreement.machine_and_trainers(p),
    "agreement of trainers": lambda o, p: o.desk.agreement.trainers(p),
}
EVERYBODY: dict[str, Ask] = {
    "own rows": lambda o, p: Reports(o.stores.reports).rows_of(p, p.id),
    "own assignments": lambda o, p: o.desk.classes.todo(p),
    "own readiness": lambda o, p: o.desk.certificates.readiness(p, p.id),
    "own certificates": lambda o, p: o.desk.certificates.certificates(p, p.id),
    "own data": lambda o, p: o.desk.retention.export(p, p.id),
    "sign out everywhere": lambda o, p: o.desk.accounts.sign_out_everywhere(p),
}
NOT_GUESTS: frozenset[Role] = frozenset({"trainee", "trainer", "admin"})
TRAINING: frozenset[Role] = frozenset({"trainer", "admin"})
ADMINISTERING: frozenset[Role] = frozenset({"admin"})
TABLE: list[tuple[str, Ask, frozenset[Role]]] = [
    *((name, ask, TRAINING) for name, ask in TRAINERS.items()),
    *((name, ask, ADMINISTERING) for name, ask in ADMINS.items()),
    *((name, ask, NOT_GUESTS) for name, ask in KNOWN.items()),
    *((name, ask, frozenset(ROLES)) for name, ask in EVERYBODY.items()),
]


def _draft(o: Office) -> AssignmentDraft:
    items = (Item(kind="row", key="opening"),)
    return AssignmentDraft(
        class_id="nothing", title="t", items=items, mode="drill", due_at=o.clock() + timedelta(days=1)
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office")) as opened:
        opened.call(opened.stores.trainee("other one"), OTHERS.call_id)
        yield opened


def is_let_in(desk: Office, ask: Ask, role: Role) -> bool:
    """True unless the door stays shut; what lies behind it may well be missing."""
    try:
        ask(desk, desk.person(role))
    except AccessDenied:
        return False
    except SimulatorError:
        return True
    return True


@pytest.mark.parametrize(("name", "ask", "allowed"), TABLE, ids=[name for name, _, _ in TABLE])
def test_every_service_asks_for_the_role(desk: Office, name: str, ask: Ask, allowed: frozenset[Role]) -> None:
    assert {role for role in ROLES if is_let_in(desk, ask, role)} == allowed


def test_a_refused_person_changes_nothing(desk: Office) -> None:
    before = desk.stores.audit.entries(1000), desk.stores.classes.classes()
    for _, ask, allowed in TABLE:
        for role in set(ROLES) - allowed:
            assert not is_let_in(desk, ask, role)
    assert (desk.stores.audit.entries(1000), desk.stores.classes.classes()) == before


@pytest.mark.parametrize("deed", MAY)
def test_the_table_says_who_may(deed: Deed) -> None:
    for role in ROLES:
        person = Person(id="p", name="p", role=role)
        assert may(person, deed) == (role in MAY[deed])
        if may(person, deed):
            require(person, deed)
        else:
            with pytest.raises(AccessDenied, match=r"guests_cannot|trainers_only|admins_only"):
                require(person, deed)


def test_another_trainees_call_is_nobodys_business(tmp_path: Path) -> None:
    with office(tmp_path) as o:
        owner = o.person("trainee")
        ref = o.call(owner)
        stranger = o.stores.trainee("stranger")
        for ask in (o.desk.review.disputes, o.desk.review.corrections):
            assert ask(owner, ref.call_id) == ()
            assert ask(o.person("trainer"), ref.call_id) == ()
            with pytest.raises(AccessDenied):
                ask(stranger, ref.call_id)
        with pytest.raises(AccessDenied):
            o.desk.review.grade_in_force(stranger, ref)
        with pytest.raises(SimulatorError, match="grade_unknown"):
            o.desk.review.dispute(stranger, ref, "not mine")
