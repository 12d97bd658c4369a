"""Grading again put together."""

from zoneinfo import ZoneInfo

from simulator.content.scenarios import load_library
from simulator.domain.base import Clock, utc_now
from simulator.domain.call import Call
from simulator.domain.reply import Facts
from simulator.services.regrade import Regrade, RegradeReport
from simulator.settings import Settings
from simulator.storage.calls import SqlCalls
from simulator.storage.database import open_database
from simulator.storage.reviews import SqlReviews
from simulator.wiring.llm import make_judged_grader
from simulator.wiring.rubric import build_grader


def regrade(settings: Settings, limit: int, clock: Clock = utc_now) -> RegradeReport | None:
    """Grade again at most `limit` replies; None without a model.

    Raises:
        ContentError: If data files hold mistakes.
        StorageError: If the database cannot be opened.
    """
    offline = build_grader(settings.rubric_dir)
    judged = make_judged_grader(settings, offline, batch=True)
    if judged is None:
        return None
    library = load_library(settings.personas_dir, offline.rubric)

    def facts(call: Call) -> Facts:
        return library.scenario(call.started.scenario, call.started.seed).for_grading

    database = open_database(settings.effective_database_url)
    try:
        calls = SqlCalls(database, ZoneInfo(settings.time_zone))
        return Regrade(calls, SqlReviews(database), judged, facts, clock).run(limit)
    finally:
        database.close()
