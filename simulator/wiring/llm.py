"""The language-model part of the wiring. Without a model there is none of it, and nothing of it is loaded."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from random import SystemRandom
from time import monotonic
from typing import TYPE_CHECKING

from simulator.callers.generated import GeneratedCaller
from simulator.callers.line_check import Fault, LineCheck
from simulator.content.prompts import load_caller_prompt, load_judge_prompt
from simulator.domain.errors import ContentError, EndpointError, Problem
from simulator.domain.grade import Grader
from simulator.domain.rubric import Rubric
from simulator.domain.speech import Caller
from simulator.grading.cascade import JudgedGrader
from simulator.grading.judge import Judge
from simulator.grading.offline import OfflineGrader
from simulator.settings import Settings

if TYPE_CHECKING:
    from simulator.llm.openai_chat import OpenAIChat

_LIVE_ATTEMPTS = 3
_BATCH_ATTEMPTS = 6
_BATCH_SECONDS = 120.0
_NONCE_BYTES = 4


@dataclass(frozen=True)
class Models:
    """The clients; both None without a model. They share one circuit breaker and one meter."""

    judge: "OpenAIChat | None" = None
    caller: "OpenAIChat | None" = None

    @property
    def trouble(self) -> EndpointError | None:
        """What trainers should know about the endpoint; None if the last calls went well."""
        return next((chat.trouble for chat in (self.judge, self.caller) if chat and chat.trouble), None)

    def look(self) -> None:
        """Ask each model a trifle beside everything else: what ails it shows, and a local one loads, before a call."""
        for chat in dict.fromkeys(chat for chat in (self.judge, self.caller) if chat):
            chat.look()


def make_models(settings: Settings, *, batch: bool = False) -> Models:
    """Return the clients of the configured endpoint.

    Args:
        settings: Endpoint and models.
        batch: Nobody waits for the answers: try longer.
    """
    judge, caller = settings.judge_model or settings.model, settings.caller_model or settings.model
    if not (judge or caller):
        return Models()
    from simulator.llm.breaker import Breaker
    from simulator.llm.openai_chat import Endpoint, OpenAIChat  # half a second that an offline start is spared
    from simulator.llm.retry import Patience
    from simulator.llm.usage import Meter, Price

    price_in, price_out = settings.price_per_million_in, settings.price_per_million_out
    price = None if price_in is None or price_out is None else Price(price_in, price_out)
    live = Patience(_LIVE_ATTEMPTS, settings.answer_seconds, read_seconds=settings.answer_seconds)
    patient = Patience(_BATCH_ATTEMPTS, _BATCH_SECONDS, read_seconds=60.0, longest_wait_seconds=20.0)
    breaker, meter = Breaker(monotonic), Meter()

    def client(model: str) -> OpenAIChat | None:
        if not model:
            return None
        key = settings.openai_api_key.get_secret_value()
        endpoint = Endpoint(model, settings.openai_base_url, key, price)
        chat = OpenAIChat(endpoint, patience=patient if batch else live, breaker=breaker, meter=meter)
        chat.warm()
        return chat

    asked = client(judge)
    # One model is one client: what its last call taught, trouble or a form it refuses, holds for judge and owner.
    return Models(asked, asked if caller == judge else client(caller))


def make_judged_grader(
    settings: Settings, offline: OfflineGrader, *, batch: bool = False, models: Models | None = None
) -> JudgedGrader | None:
    """Return the offline grader completed by the judge; None without a model.

    Raises:
        ContentError: If the judge's prompt file is wrong.
    """
    chat = (models or make_models(settings, batch=batch)).judge
    if chat is None:
        return None
    rubric = offline.rubric
    prompt = load_judge_prompt(settings.rubric_dir, rubric)
    judge = Judge.of(chat, prompt, rubric, offline.detector.normalise, _nonce)
    return JudgedGrader(offline, judge, rubric, settings.audit_share, SystemRandom().random)


def make_grader(
    settings: Settings,
    offline: OfflineGrader,
    *,
    judge: bool = True,
    batch: bool = False,
    models: Models | None = None,
) -> Grader:
    """Return the judged grader where it is wanted and there is a model, else the offline one."""
    return (make_judged_grader(settings, offline, batch=batch, models=models) if judge else None) or offline


def make_callers(
    settings: Settings,
    rubric: Rubric,
    scripted: Caller,
    models: Models,
    rejected: Callable[[Fault, str], None] = lambda fault, words: None,
) -> dict[str, Caller]:
    """Return who can speak for owners, by the name that the log gives them; "generated" only with a model.

    Args:
        settings: Of the installation.
        rubric: Its approved wordings are what no owner says.
        scripted: The caller that is always there.
        models: The clients.
        rejected: Is told of every line of a model that was not let through.

    Raises:
        ContentError: If the caller's prompt file is wrong.
    """
    if models.caller is None:
        return {"scripted": scripted}
    prompt = load_caller_prompt(settings.personas_dir)
    check = LineCheck(prompt, _approved(rubric, settings.centre))
    return {
        "scripted": scripted,
        "generated": GeneratedCaller(models.caller, prompt, check, scripted, _nonce, rejected),
    }


def prompt_problems(settings: Settings, rubric: Rubric) -> tuple[Problem, ...]:
    """Return everything that is wrong with the prompt files."""
    problems: list[Problem] = []
    loads: tuple[Callable[[], object], ...] = (
        lambda: load_judge_prompt(settings.rubric_dir, rubric),
        lambda: load_caller_prompt(settings.personas_dir),
    )
    for load in loads:
        try:
            load()
        except ContentError as error:
            problems += error.problems
    return tuple(problems)


def _approved(rubric: Rubric, centre: str) -> tuple[str, ...]:
    blanks = {"centre": f"{centre}业主服务中心", "surname": "", "honorific": "", "hours": ""}
    steps = (step for situation in rubric.by_row for step in situation.steps)
    return tuple(wording.format(**blanks) for step in steps for wording in step.approved)


def _nonce() -> str:
    return secrets.token_hex(_NONCE_BYTES)
