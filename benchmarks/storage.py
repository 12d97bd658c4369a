"""Size and query times of a database with demonstration data, and the time of an append.

    python benchmarks/storage.py [--calls 60000] [--url postgresql://…]

Makes 300 demo trainees with their calls in a new SQLite file (and in the PostgreSQL database of `--url`,
which should be empty), then prints a table: the best of five runs of every query of the reports, and the
median and 95th percentile of the two appends of a turn, alone and with fifty writers, each a turn every four
seconds.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from simulator.domain.base import utc_now
from simulator.domain.classroom import Assignment, AssignmentDraft, Item
from simulator.domain.dashboard import Scope
from simulator.domain.events import Event
from simulator.services.demo import Demo, DemoPlan
from simulator.services.practice_flow import World
from simulator.services.rehearsal import ModelTrainee, rehearse
from simulator.settings import Settings
from simulator.storage.bulk import SqlBulk
from simulator.storage.calls import SqlCalls
from simulator.storage.classes import SqlClasses
from simulator.storage.dashboard import SqlDashboard
from simulator.storage.database import Database, open_database
from simulator.storage.people import SqlPeople
from simulator.storage.reports import SqlReports
from simulator.storage.reviews import SqlReviews
from simulator.wiring.site import make_feedback, make_world

ZONE = ZoneInfo("Asia/Shanghai")
RUNS = 5
WRITERS = 50
TURNS = 6
PAUSE_SECONDS = 4.0
Question = Callable[[], object]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=60_000)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database")
    arguments = parser.parse_args()
    settings = Settings.load()
    world = make_world(settings)
    table = Table("what", title="Storage, milliseconds")
    columns: list[dict[str, str]] = []
    with _databases(arguments.url) as databases:
        for name, database in databases.items():
            table.add_column(name, justify="right")
            columns.append(_measure(database, world, settings, arguments.calls))
    for what in columns[0]:
        table.add_row(what, *(column[what] for column in columns))
    Console().print(table)


@contextmanager
def _databases(url: str) -> Iterator[dict[str, Database]]:
    with tempfile.TemporaryDirectory() as folder:
        opened = {"SQLite": open_database(f"sqlite:///{Path(folder) / 'simulator.db'}")}
        if url:
            opened["PostgreSQL"] = open_database(url)
        yield opened
        for database in opened.values():
            database.close()


def _measure(database: Database, world: World, settings: Settings, calls: int) -> dict[str, str]:
    demo = Demo(world, make_feedback(settings, world), SqlBulk(database, ZONE), utc_now)
    began = time.perf_counter()
    demo.fill(DemoPlan(calls=calls), lambda n: f"Demo {n:03d}", lambda n: f"Class {n:02d}")
    seconds = time.perf_counter() - began
    info = database.info()
    found = {
        "calls": f"{info.calls:,}",
        "graded replies": f"{info.replies:,}",
        "size, MB": f"{info.bytes / 1e6:,.0f}",
        "made in, s": f"{seconds:,.0f}",
    }
    found |= {what: f"{_best(question) * 1000:,.0f}" for what, question in _questions(database, world).items()}
    log = rehearse(
        world, sorted(world.library.scenarios)[0], 1, ModelTrainee(world.rubric, make_feedback(settings, world))
    )
    for writers in (1, WRITERS):
        times = _appends(database, log, writers)
        found[f"turn (2 appends), {writers} writers, median"] = f"{statistics.median(times) * 1000:,.1f}"
        found[f"turn (2 appends), {writers} writers, p95"] = f"{statistics.quantiles(times, n=20)[-1] * 1000:,.1f}"
    return found


def _best(question: Question) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        question()
        times.append(time.perf_counter() - began)
    return min(times)


def _questions(database: Database, world: World) -> dict[str, Question]:
    row_of = {situation.key: situation.row for situation in world.rubric.by_row}
    reports, dashboard = SqlReports(database, row_of), SqlDashboard(database, row_of, ZONE)
    reviews, classes = SqlReviews(database), SqlClasses(database, utc_now)
    room = classes.classes()[0].id
    members = classes.members(room)
    trainee, task = members[0].id, _assigned(database, room, sorted(row_of))
    asking = {s.key for s in world.rubric.by_row}
    scopes = {
        "all": Scope(),
        "one class": Scope(class_id=room),
        "four weeks": Scope(since=date.today() - timedelta(weeks=4)),  # noqa: DTZ011 - whole weeks
        "exams": Scope(mode="exam"),
    }
    questions: dict[str, Question] = {
        "rows": reports.rows,
        "rows of one trainee": lambda: reports.rows(trainee),
        "review queue": lambda: reviews.queue(None, 100),
        "waiting for review": reviews.waiting,
        "latest replies of one trainee": lambda: classes.latest(trainee, 3),
        "a class at all rows, half a year": lambda: classes.tries(task, [member.id for member in members]),
    }
    for name, scope in scopes.items():
        questions |= {
            f"heat map, {name}": lambda s=scope: dashboard.heat(s),  # type: ignore[misc]
            f"trend, {name}": lambda s=scope: dashboard.trend(s),  # type: ignore[misc]
            f"trend of classes, {name}": lambda s=scope: dashboard.trend(s, "class"),  # type: ignore[misc]
            f"trend of people, {name}": lambda s=scope: dashboard.trend(s, "person"),  # type: ignore[misc]
            f"trainees, {name}": lambda s=scope: dashboard.taken(s),  # type: ignore[misc]
            f"lift, {name}": lambda s=scope: dashboard.lifts(s),  # type: ignore[misc]
            f"elements, {name}": lambda s=scope: dashboard.elements(s),  # type: ignore[misc]
            f"missed examples, {name}": lambda s=scope: dashboard.missed(s, "apologize", asking, 3),  # type: ignore[misc]
            f"violations, {name}": lambda s=scope: dashboard.violations(s),  # type: ignore[misc]
            f"time to answer, {name}": lambda s=scope: dashboard.timing(s),  # type: ignore[misc]
            f"pick-up, {name}": lambda s=scope: dashboard.pick_up(s),  # type: ignore[misc]
            f"scenarios, {name}": lambda s=scope: dashboard.scenarios(s),  # type: ignore[misc]
        }
    return questions


def _assigned(database: Database, room: str, rows: Sequence[str]) -> Assignment:
    """Give a class all rows of the guide, half a year ago."""
    now = utc_now()
    items = tuple(Item(kind="row", key=key) for key in rows)
    draft = AssignmentDraft(class_id=room, title="All", items=items, mode="practice", due_at=now)
    return SqlClasses(database, lambda: now - timedelta(weeks=26)).assign(draft, "Trainer")


def _appends(database: Database, log: tuple[Event, ...], writers: int) -> list[float]:
    """Return the seconds of each turn: the words, then the grade with the owner's next words."""
    calls, people = SqlCalls(database, ZONE), SqlPeople(database, utc_now)
    times: list[float] = []

    def write(number: int) -> None:
        who = people.enter(f"writer {writers}.{number}", "trainee").id
        for turn in range(TURNS):
            time.sleep(random.uniform(0, 2 * PAUSE_SECONDS) if writers > 1 else 0)
            call_id = f"append-{writers}-{number}-{turn}"
            calls.create(call_id, (log[0].model_copy(update={"trainee": who}), *log[1:3]))
            began = time.perf_counter()
            calls.append(call_id, 3, log[3:4])
            calls.append(call_id, 4, log[4:6])
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


if __name__ == "__main__":
    main()
