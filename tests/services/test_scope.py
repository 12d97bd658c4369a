"""What a trainer sees of one class: every figure and every sheet is that of its members, and of nobody else."""

from collections.abc import Callable, Iterator

import pytest

from simulator.domain.dashboard import Scope
from simulator.domain.person import Person
from simulator.domain.review import Judgement
from simulator.domain.rubric import Rubric
from simulator.i18n import Catalogue
from simulator.services.reports_export import ReportTables
from tests.services.desk import Office, office, world

Ask = Callable[[Office, Person, Scope], object]
INSULT = Judgement(kind="violation", key="insult", value="present")
INSIDE, OUTSIDE = "王小燕", "李强"


def workbook(o: Office, p: Person, scope: Scope) -> object:
    tables = ReportTables(Catalogue("zh_CN"), world().rubric)
    return tables.workbook(o.desk.dashboard, p, scope, str)


FIGURES: dict[str, Ask] = {
    "heat": lambda o, p, s: o.desk.dashboard.heat(p, s),
    "trainees": lambda o, p, s: o.desk.dashboard.trainees(p, s),
    "rows to train": lambda o, p, s: o.desk.dashboard.to_train(p, s),
    "trend": lambda o, p, s: o.desk.dashboard.trend(p, s),
    "trend of people": lambda o, p, s: o.desk.dashboard.trend(p, s, "person"),
    "lifts": lambda o, p, s: o.desk.dashboard.lifts(p, s),
    "elements": lambda o, p, s: o.desk.dashboard.elements(p, s),
    "protocol": lambda o, p, s: o.desk.dashboard.protocol(p, s),
    "missed": lambda o, p, s: [o.desk.dashboard.missed(p, s, key) for key in _said(world().rubric)],
    "violations": lambda o, p, s: o.desk.dashboard.violations(p, s),
    "timing": lambda o, p, s: o.desk.dashboard.timing(p, s),
    "pick up": lambda o, p, s: o.desk.dashboard.pick_up(p, s),
    "scenarios": lambda o, p, s: o.desk.dashboard.scenarios(p, s),
    "workbook": workbook,
}


def _said(rubric: Rubric) -> list[str]:
    return [key for key, element in rubric.elements.items() if element.kind == "say"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two people who took the same four calls, poorly, and a class of one of them."""
    with office(tmp_path_factory.mktemp("scope")) as o:
        inside, outside = o.stores.trainee(INSIDE), o.stores.trainee(OUTSIDE)
        for n, scenario in enumerate(sorted(world().library.scenarios)[:4]):
            for who, call_id in ((inside, f"in{n}"), (outside, f"out{n}")):
                ref = o.call(who, call_id, scenario, poor=True)
                o.desk.review.override(o.person("trainer"), ref, [INSULT], "讽刺", 0)
            o.call(outside, f"more{n}", scenario)
        room = o.stores.classes.create("一班")
        o.stores.classes.set_members(room.id, [inside.id])
        yield o


@pytest.mark.parametrize("name", FIGURES)
def test_the_figures_of_a_class_are_those_of_its_members(desk: Office, name: str) -> None:
    trainer, ask = desk.person("trainer"), FIGURES[name]
    (room,) = desk.desk.classes.classes(trainer)
    (member,) = desk.desk.classes.members(trainer, room.id)
    of_class = ask(desk, trainer, Scope(class_id=room.id))
    assert of_class == ask(desk, trainer, Scope(trainee=member.id))
    assert of_class != ask(desk, trainer, Scope())
    assert OUTSIDE not in repr(of_class)


def test_somebody_without_a_graded_reply_is_in_the_table_all_the_same(desk: Office) -> None:
    trainer = desk.person("trainer")
    newcomer = desk.stores.trainee("赵新")
    log = desk.stores.calls.log("in0")
    desk.stores.calls.create("rang", (log[0].model_copy(update={"trainee": newcomer.id}),))
    lines = {line.trainee: line for line in desk.desk.dashboard.trainees(trainer, Scope())}
    new = lines[newcomer.id]
    assert (new.calls, new.replies, new.mean_score, new.weakest) == (1, 0, None, ())
    (known,) = desk.desk.dashboard.trainees(trainer, Scope(class_id=desk.desk.classes.classes(trainer)[0].id))
    assert (known.name, known.calls, lines[known.trainee]) == (INSIDE, 4, known)
    assert [row.row for row in known.weakest] == [1]
