"""The audit of generated owners put together."""

from collections.abc import Sequence
from dataclasses import replace

from simulator.callers.scripted import ScriptedCaller
from simulator.content.prompts import load_caller_prompt
from simulator.llm.usage import Usage
from simulator.services.caller_audit import AuditReport, Stopped, audit, plan
from simulator.services.rehearsal import ModelTrainee
from simulator.settings import Settings
from simulator.wiring.llm import make_callers, make_models
from simulator.wiring.rubric import build_grader
from simulator.wiring.site import make_feedback, make_world


def audit_callers(
    settings: Settings, calls: int, scenarios: Sequence[str], seed: int
) -> tuple[AuditReport, Usage] | None:
    """Play calls and return what came of them and what they cost; None without a model.

    Args:
        settings: Of the installation.
        calls: How many.
        scenarios: Which, in turn; () means all.
        seed: Of the first call.

    Raises:
        NotFound: If a scenario is unknown.
        ContentError: If data files hold mistakes.
    """
    models = make_models(settings, batch=True)
    if models.caller is None:
        return None
    offline = build_grader(settings.rubric_dir)
    stopped = Stopped()
    callers = make_callers(settings, offline.rubric, ScriptedCaller(), models, stopped)
    world = replace(make_world(settings), grader=offline, callers=callers)
    trainee = ModelTrainee(offline.rubric, make_feedback(settings, world))
    chosen = tuple(scenarios) or tuple(sorted(world.library.scenarios))
    for key in chosen:
        world.library.scenario(key, seed)
    desk_words = load_caller_prompt(settings.personas_dir).desk_words
    report = audit(
        world, stopped, trainee, plan(chosen, calls, seed), lambda text: any(word in text for word in desk_words)
    )
    return report, models.caller.meter.total
