"""Dashboards: figures over a scope, n everywhere, nothing over too few."""

from datetime import date, datetime, timedelta

import pytest

from simulator.domain.dashboard import Scope
from simulator.domain.grade import State
from tests.storage.desk import AT, Stores
from tests.storage.logs import begun, ended, grade

WEEK = timedelta(weeks=1)


def take(stores: Stores, who: str, at: datetime, *scores: int | None, mode: str = "practice", **more: object) -> str:
    """Take a call with replies of these scores to the opening."""
    call_id = f"{who}-{at:%m%d%H%M}-{mode}"
    turns = [(grade(s, verdict="pass" if (s or 0) >= 80 else "partial"),) for s in scores]
    stores.calls.create(call_id, (*begun(who, at, *turns, mode=mode, **more), ended(at + timedelta(minutes=9))))
    return call_id


@pytest.fixture
def wang(stores: Stores) -> str:
    return stores.trainee("王").id


@pytest.fixture
def li(stores: Stores) -> str:
    return stores.trainee("李").id


def test_the_heat_map_has_a_cell_for_every_person_and_row(stores: Stores, wang: str, li: str) -> None:
    take(stores, wang, AT, 60, 70, 80)
    take(stores, li, AT, 90, 90)
    cells = stores.dashboard.heat(Scope())
    assert [(c.trainee, c.row, c.replies, c.passed, c.mean_score) for c in cells] == [
        (li, 1, 2, 2, None),
        (wang, 1, 3, 1, 70.0),
    ]


def test_a_scope_narrows_by_class_person_mode_and_week(stores: Stores, wang: str, li: str) -> None:
    take(stores, wang, AT, 60)
    take(stores, wang, AT + WEEK, 70, mode="exam")
    take(stores, li, AT, 80)
    room = stores.classes.create("一班")
    stores.classes.set_members(room.id, [li])

    def replies(scope: Scope) -> int:
        return sum(cell.replies for cell in stores.dashboard.heat(scope))

    tuesday = date(2026, 3, 3)
    assert replies(Scope()) == 3
    assert replies(Scope(class_id=room.id)) == 1
    assert replies(Scope(trainee=wang)) == 2
    assert replies(Scope(mode="exam")) == 1
    assert replies(Scope(since=tuesday + WEEK)) == 1
    assert replies(Scope(until=tuesday)) == 2
    assert replies(Scope(class_id="nothing")) == 0
    assert stores.dashboard.pick_up(Scope(since=tuesday + WEEK)).calls == 1
    assert stores.dashboard.pick_up(Scope(until=tuesday)).calls == 2


def test_trends_run_by_week_for_everybody_each_class_and_each_person(stores: Stores, wang: str, li: str) -> None:
    take(stores, wang, AT, 60, 60, 60)
    take(stores, li, AT, 90)
    take(stores, wang, AT + WEEK, 80, 80, 80)
    room = stores.classes.create("一班")
    stores.classes.set_members(room.id, [wang])
    monday = date(2026, 3, 2)
    everybody = stores.dashboard.trend(Scope())
    assert [(p.who, p.week, p.replies, p.mean_score) for p in everybody] == [
        (None, monday, 4, 67.5),
        (None, monday + WEEK, 3, 80.0),
    ]
    assert [(p.who, p.name, p.replies) for p in stores.dashboard.trend(Scope(), "class")] == [
        (room.id, "一班", 3),
        (room.id, "一班", 3),
    ]
    assert [(p.who, p.mean_score) for p in stores.dashboard.trend(Scope(), "person")] == [
        (li, None),
        (wang, 60.0),
        (wang, 80.0),
    ]


def test_lift_is_from_the_first_call_to_the_best_and_needs_three(stores: Stores, wang: str, li: str) -> None:
    for day, score in enumerate((40, 90, 70)):
        take(stores, wang, AT + timedelta(days=day), score)
    take(stores, wang, AT + timedelta(days=5), None)
    take(stores, li, AT, 50)
    lifts = stores.dashboard.lifts(Scope())
    assert [(x.name, x.calls, x.first, x.best, x.gain) for x in lifts] == [
        ("李", 1, None, None, None),
        ("王", 3, 40, 90, 50),
    ]


def test_missed_elements_come_with_their_rate_among_what_was_decided(stores: Stores, wang: str) -> None:
    met, missed = {"greet": State.MET, "thank": State.NOT_MET}, {"greet": State.NOT_MET, "thank": State.NOT_MET}
    unsure = {"greet": State.UNSURE, "thank": State.NOT_ASSESSED}
    stores.calls.create("c1", begun(wang, AT, *[(grade(50, elements=e),) for e in (met, met, missed, unsure)]))
    rates = stores.dashboard.elements(Scope())
    assert [(r.element, r.asked, r.missed, r.unsure, r.rate) for r in rates] == [
        ("thank", 3, 3, 0, 1.0),
        ("greet", 4, 1, 1, pytest.approx(1 / 3)),
    ]
    assert stores.dashboard.elements(Scope(mode="exam")) == ()


def test_examples_of_a_missed_element_are_the_trainees_words_with_numbers_masked(stores: Stores, wang: str) -> None:
    missed = grade(20, verdict="fail", elements={"greet": State.NOT_MET})
    stores.calls.create("c1", begun(wang, AT, (grade(90, verdict="pass"),), (missed,)))
    found = stores.dashboard.missed(Scope(), "greet", {"opening"}, limit=3)
    assert [(e.call_id, e.turn, e.words) for e in found] == [("c1", 2, "您好，锦绣花园业主服务中心。")]
    assert stores.dashboard.missed(Scope(), "greet", {"closing"}, limit=3) == ()


def test_violations_are_counted_with_people_and_examples(stores: Stores, wang: str, li: str) -> None:
    stores.calls.create("c1", begun(wang, AT, (grade(0, violations=("insult",)),), (grade(0, violations=("insult",)),)))
    stores.calls.create("c2", begun(li, AT + WEEK, (grade(0, violations=("insult", "shirk")),)))
    counts = stores.dashboard.violations(Scope())
    assert [(c.violation, c.severity, c.count, c.people) for c in counts] == [
        ("insult", "critical", 3, 2),
        ("shirk", "critical", 1, 1),
    ]
    assert [(e.call_id, e.turn, e.words) for e in counts[0].examples] == [
        ("c2", 1, "大声点"),
        ("c1", 2, "大声点"),
        ("c1", 1, "大声点"),
    ]


def test_pick_up_and_time_to_answer(stores: Stores, wang: str) -> None:
    for day, rings in enumerate((1, 2, 5)):
        log = begun(wang, AT + timedelta(days=day), (grade(80),))
        stores.calls.create(f"c{day}", (log[0], log[1].model_copy(update={"rings": rings}), *log[2:]))
    pick_up = stores.dashboard.pick_up(Scope())
    assert pick_up.calls == 3
    assert pick_up.mean_rings == pytest.approx(8 / 3)
    assert pick_up.late == pytest.approx(1 / 3)
    assert [(t.row, t.replies, t.mean_seconds, t.slow) for t in stores.dashboard.timing(Scope())] == [(1, 3, 9.0, 0.0)]


def test_the_time_to_answer_runs_over_several_appends(stores: Stores, wang: str) -> None:
    log = begun(wang, AT, *[(grade(80),)] * 3)
    stores.calls.create("c1", log[:1])
    for length in range(1, len(log)):
        stores.calls.append("c1", length, log[length : length + 1])
    assert [(t.replies, t.mean_seconds) for t in stores.dashboard.timing(Scope())] == [(3, 9.0)]


def test_scenario_health_counts_ends(stores: Stores, wang: str) -> None:
    for day, reason in enumerate(("completed", "completed", "caller_hung_up")):
        at = AT + timedelta(days=day)
        end = ended(at).model_copy(update={"reason": reason})
        stores.calls.create(f"c{day}", (*begun(wang, at, (grade(60),)), end))
    stores.calls.create("open", begun(wang, AT, (grade(80, violations=("insult",)),)))
    (health,) = stores.dashboard.scenarios(Scope())
    assert (health.scenario, health.calls, health.mean_score) == ("leak", 4, 65.0)
    assert (health.finished, health.hung_up_on, health.left, health.critical) == (0.5, 0.25, 0.25, 0.25)


def test_who_has_taken_calls_is_counted_within_the_scope(stores: Stores, wang: str, li: str) -> None:
    take(stores, wang, AT)
    take(stores, wang, AT + WEEK, 70, mode="exam")
    take(stores, li, AT, 80)
    take(stores, stores.people.enter("访客", "guest").id, AT, 80)
    stores.trainee("赵")
    room = stores.classes.create("一班")
    stores.classes.set_members(room.id, [wang])
    assert {(t.trainee, t.calls) for t in stores.dashboard.taken(Scope())} == {(li, 1), (wang, 2)}
    assert [(t.trainee, t.calls) for t in stores.dashboard.taken(Scope(mode="exam"))] == [(wang, 1)]
    (of_class,) = stores.dashboard.taken(Scope(class_id=room.id))
    assert (of_class.name, of_class.calls, of_class.last_call_at) == ("王", 2, AT + WEEK)


def test_the_trend_of_one_class_names_no_other(stores: Stores, wang: str, li: str) -> None:
    take(stores, wang, AT, 60)
    take(stores, li, AT, 80)
    one, other = stores.classes.create("一班"), stores.classes.create("二班")
    stores.classes.set_members(one.id, [wang])
    stores.classes.set_members(other.id, [wang, li])
    assert [(p.who, p.replies) for p in stores.dashboard.trend(Scope(class_id=one.id), "class")] == [(one.id, 1)]
    assert {p.who for p in stores.dashboard.trend(Scope(), "class")} == {one.id, other.id}


def test_demo_data_come_and_go_together(stores: Stores, wang: str) -> None:
    take(stores, wang, AT, 60)
    ids = stores.bulk.add_class("演示班", ["演示一", "演示二"], AT)
    logs = [(f"d{n}", begun(who, AT, (grade(80),), (grade(90),))) for n, who in enumerate(ids)]
    assert stores.bulk.add_calls(logs) == 4
    assert stores.calls.log("d1") == logs[1][1]
    assert {(c.name, c.replies) for c in stores.dashboard.heat(Scope())} == {("王", 1), ("演示一", 2), ("演示二", 2)}
    assert stores.bulk.remove() == 2
    assert [(c.name, c.replies) for c in stores.dashboard.heat(Scope())] == [("王", 1)]
    assert stores.classes.classes() == ()
