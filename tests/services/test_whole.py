"""Calls over the real guide, grader and database, across a restart of the program."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.domain.call import replay
from simulator.domain.errors import Refused
from simulator.services.rehearsal import ModelTrainee, rehearse
from simulator.services.views import CallOptions
from simulator.settings import Settings
from simulator.wiring.site import Services, build, make_feedback
from tests.desk import ROOT
from tests.services.desk import SETTINGS, world

OPENING = "您好，锦绣花园业主服务中心，请问有什么可以帮助您？"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, content_dir=ROOT, database_url="")


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    found = build(settings)
    yield found
    found.database.close()


def test_a_drill_is_remembered_by_the_map_of_rows(services: Services) -> None:
    person = services.people.enter("王小燕")
    first = services.drill.due(person, 1)[0]
    view = services.practice.start(person, services.drill.options(first))
    view = services.practice.answer(person, view.call_id, 1)
    view = services.practice.say(person, view.call_id, OPENING)
    assert view.call.end_reason == "completed"
    step = services.drill.rows(person)[0].steps[0]
    assert (step.tries, step.last, step.standing) == (1, "pass", "learning")
    assert services.drill.due(person, 1)[0].row == 2


def test_a_call_goes_on_after_a_restart(settings: Settings) -> None:
    before = build(settings)
    person = before.people.enter("王小燕")
    view = before.practice.start(person, CallOptions(scenario="leak_three_days", seed=3))
    view = before.practice.answer(person, view.call_id, 2)
    view = before.practice.say(person, view.call_id, OPENING)
    before.database.close()
    after = build(settings)
    assert after.practice.open_calls(person) == (view.call_id,)
    assert after.practice.view(person, view.call_id).call == view.call
    assert (
        after.practice.say(person, view.call_id, "对不起，先生，请问有什么可以帮助您？").call.length > view.call.length
    )
    after.database.close()


def test_exams_are_counted_in_the_database(services: Services) -> None:
    person = services.people.enter("王小燕")
    for attempt in (1, 2):
        view = services.exams.start(person, "suggestion_benches")
        assert services.exams.running(person) == view.call_id
        services.practice.answer(person, view.call_id, 1)
        services.exams.resume(person, view.call_id)
        with pytest.raises(Refused, match="exam_left_twice"):
            services.exams.resume(person, view.call_id)
        assert services.exams.result(person, view.call_id).attempt == attempt
    assert services.exams.attempts(person, "suggestion_benches") == 2


@pytest.mark.parametrize("scenario", sorted(world().library.scenarios))
def test_who_asks_in_the_words_of_the_guide_is_told(scenario: str) -> None:
    model = ModelTrainee(world().rubric, make_feedback(SETTINGS, world()))
    facts, asks = world().library.scenarios[scenario].facts, world().library.house.asks
    turns = replay(rehearse(world(), scenario, 1, model)).turns
    for turn, following in itertools.pairwise(turns):
        required = turn.grades[0].required if turn.grades else ()
        asked = [key for key in facts if key != "details" and not set(required).isdisjoint(asks.get(key, ()))]
        if following.caller.line == "clear" and "transfer" not in required:
            assert not [key for key in asked if facts[key].pieces[0] not in following.caller.text]


REPEATING = sorted(
    key
    for key, scenario in world().library.scenarios.items()
    if any(planned.key == "ask_repeat" for planned in scenario.situations)
)


@pytest.mark.parametrize("scenario", REPEATING)
def test_who_is_asked_to_say_it_again_says_it_again(scenario: str) -> None:
    model = ModelTrainee(world().rubric, make_feedback(SETTINGS, world()))
    turns = replay(rehearse(world(), scenario, 1, model)).turns
    answer = next(after for turn, after in itertools.pairwise(turns) if turn.caller.situation == "ask_repeat")
    assert answer.caller.told


@pytest.mark.parametrize(
    "words",
    [
        "对不起，麻烦您请家里会说普通话的人来接电话好吗？谢谢！",
        "对不起，您说的这个不在我们的服务范围内，麻烦您把电话挂了吧。",
        "对不起，您的声音有点小，请您拿起电话听筒说话好吗？",
        "感谢您的来电，有问题随时再打电话给我们，再见！",
    ],
)
def test_who_speaks_of_the_telephone_is_not_told_a_number(words: str) -> None:
    heard = world().library.house.clearly(world().ear.heard(words), words)
    assert "ask_contact" not in heard
