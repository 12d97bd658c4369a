"""The training site put together: its services over data files, models and database."""

import secrets
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from simulator.callers.scripted import ScriptedCaller
from simulator.content.rubric import load_rubric
from simulator.content.scenarios import library_problems, load_library
from simulator.domain.base import Clock, utc_now
from simulator.domain.errors import ContentError, Problem
from simulator.domain.grade import Grader
from simulator.domain.library import Library
from simulator.domain.rubric import Rubric
from simulator.services.coverage import Coverage, cover
from simulator.services.debrief import Debriefing
from simulator.services.drill import Drill
from simulator.services.exam import Exams
from simulator.services.feedback import Feedback
from simulator.services.people import People, TrainerCode
from simulator.services.ports import CallStore
from simulator.services.practice import Practice
from simulator.services.practice_flow import World
from simulator.services.practice_grader import RememberingGrader
from simulator.services.reports import Reports
from simulator.settings import Settings
from simulator.storage.calls import SqlCalls
from simulator.storage.database import Database, open_database
from simulator.storage.drills import SqlDrills
from simulator.storage.people import SqlPeople
from simulator.storage.reports import SqlReports
from simulator.wiring.llm import Models, make_callers, make_grader, make_models, prompt_problems
from simulator.wiring.rubric import build_grader
from simulator.wiring.rubric import problems as rubric_problems

_SEEDS = 2**31


@dataclass(frozen=True, eq=False)
class Services:
    """Everything that console and command line use; each set is its own.

    Attributes:
        grader: The offline rules, to be warmed before the first reply.
        models: The language models, and what ails them.
        database: To be closed at the end.
    """

    settings: Settings
    rubric: Rubric
    library: Library
    practice: Practice
    drill: Drill
    exams: Exams
    people: People
    reports: Reports
    grader: Grader
    models: Models
    database: Database


def build(settings: Settings, code: TrainerCode | None = None, clock: Clock = utc_now) -> Services:
    """Return the services over the installation's data files and database.

    Args:
        settings: Of the installation.
        code: The trainer's code of this server, if it has one.
        clock: The judge of time.

    Raises:
        ContentError: If data files hold mistakes; all of them are listed.
        StorageError: If the database cannot be opened.
    """
    models = make_models(settings)
    world = make_world(settings, models)
    database = open_database(settings.effective_database_url)
    store = SqlCalls(database, ZoneInfo(settings.time_zone), settings.blind_share)
    practice = _practice(settings, world, store, clock)
    return Services(
        settings=settings,
        rubric=world.rubric,
        library=world.library,
        practice=practice,
        drill=Drill(world.rubric, SqlDrills(database), clock),
        exams=Exams(practice, store, world.library.house.timing, clock),
        people=People(SqlPeople(database, clock), code),
        reports=Reports(SqlReports(database, {s.key: s.row for s in world.rubric.by_row})),
        grader=world.ear,
        models=models,
        database=database,
    )


def make_world(settings: Settings, models: Models | None = None) -> World:
    """Return guide, owners, grader and callers, with the models given or those of the settings.

    Raises:
        ContentError: If data files hold mistakes.
    """
    offline = build_grader(settings.rubric_dir)
    library = load_library(settings.personas_dir, offline.rubric)
    models = models or make_models(settings)
    return World(
        rubric=offline.rubric,
        library=library,
        grader=make_grader(settings, offline, models=models),
        callers=make_callers(settings, offline.rubric, ScriptedCaller(), models),
        rules=RememberingGrader(offline),
    )


def make_feedback(settings: Settings, world: World) -> Feedback:
    """Return what puts the guide's words beside a grade."""
    return Feedback(world.rubric, settings.centre, world.library.house.hours)


def check_content(settings: Settings) -> tuple[tuple[Problem, ...], Coverage | None]:
    """Return everything that is wrong with the data files, or else the coverage of the guide."""
    found = rubric_problems(settings.rubric_dir)
    try:
        rubric = load_rubric(settings.rubric_dir)
        found += (*library_problems(settings.personas_dir, rubric), *prompt_problems(settings, rubric))
    except ContentError:  # a broken guide, listed above: owners cannot be checked against it
        return found, None
    if found:
        return found, None
    world = make_world(settings)
    world = replace(world, grader=world.ear)  # the check asks no language model
    return (), cover(world, make_feedback(settings, world))


def _practice(settings: Settings, world: World, store: CallStore, clock: Clock) -> Practice:
    return Practice(
        world=world,
        store=store,
        debriefing=Debriefing(world.rubric, make_feedback(settings, world), world.library.house.advice),
        clock=clock,
        new_id=lambda: secrets.token_urlsafe(9),
        new_seed=lambda: secrets.randbelow(_SEEDS),
    )
