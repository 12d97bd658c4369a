"""Demonstration data: real calls of people who do not exist."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from simulator.domain.call import replay
from simulator.domain.dashboard import Scope
from simulator.domain.errors import Conflict
from simulator.services.demo import LEVELS, Demo, DemoPlan
from simulator.storage.bulk import SqlBulk
from simulator.wiring.site import make_feedback
from tests.services.desk import SETTINGS, world
from tests.storage.desk import Stores
from tests.storage.hands import Hands
from tests.storage.template import fresh_database

PLAN = DemoPlan(trainees=6, classes=2, calls=120, weeks=8, played=6 * LEVELS)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    database = fresh_database(tmp_path)
    yield Stores(database, Hands())
    database.close()


@pytest.fixture
def demo(stores: Stores) -> Demo:
    bulk = SqlBulk(stores.database, ZoneInfo("Asia/Shanghai"), blind_share=0.02)
    return Demo(world(), make_feedback(SETTINGS, world()), bulk, stores.clock)


def fill(demo: Demo, plan: DemoPlan = PLAN) -> int:
    return demo.fill(plan, trainee_name=lambda n: f"demo {n}", class_name=lambda n: f"class {n}").replies


def test_every_demo_call_replays_and_adds_up(demo: Demo, stores: Stores) -> None:
    replies = fill(demo)
    trainees = stores.dashboard.taken(Scope())
    assert [t.calls for t in trainees] == [20] * 6
    total = 0
    for trainee in trainees:
        for summary in stores.calls.calls_of(trainee.trainee):
            call = replay(stores.calls.log(summary.call_id))
            assert (call.is_over, call.score, len(call.grades)) == (True, summary.score, summary.replies)
            assert summary.began_at <= stores.clock()
            total += summary.replies
    assert total == replies


def test_whole_calls_have_at_least_the_replies_asked_for(demo: Demo, stores: Stores) -> None:
    fill(demo)
    for trainee in stores.dashboard.taken(Scope()):
        for summary in stores.calls.calls_of(trainee.trainee):
            assert summary.mode == "drill" or summary.replies >= PLAN.replies_per_call


def test_demo_trainees_get_better(demo: Demo, stores: Stores) -> None:
    fill(demo)
    trend = [p.mean_score for p in stores.dashboard.trend(Scope()) if p.mean_score is not None]
    assert sum(trend[-3:]) > sum(trend[:3])


def test_the_same_seed_makes_the_same_data(demo: Demo, stores: Stores) -> None:
    first = fill(demo)
    with pytest.raises(Conflict, match="demo_exists"):
        fill(demo)
    scores = [c.score_sum for c in stores.dashboard.heat(Scope())]
    assert demo.remove() == 6
    assert fill(demo) == first
    assert [c.score_sum for c in stores.dashboard.heat(Scope())] == scores
