"""What `simulator doctor` looks at in this installation."""

from collections.abc import Callable, Iterator
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING

from simulator.content.scenarios import library_problems
from simulator.domain.reply import Facts
from simulator.grading.judge import NoOpinion
from simulator.services.doctor import Check, EndpointCheck, Finding, TrialCheck, note
from simulator.settings import Settings
from simulator.storage.database import open_database
from simulator.wiring.llm import make_judged_grader, make_models, prompt_problems
from simulator.wiring.rubric import build_grader
from simulator.wiring.rubric import problems as rubric_problems

if TYPE_CHECKING:
    from simulator.llm.openai_chat import OpenAIChat

TRIAL = ("opening", 1, "您好，这里是锦绣花园业主服务中心，请问有什么可以帮助您？")
TRIAL_ELEMENTS = ("greet", "identify_centre", "offer_help")
"""A reply whose grade is known: situation, step, words, and what they contain."""


def checks(settings: Settings) -> Iterator[Check]:
    """Yield every check, quick ones first; what a broken part prevents is left out."""
    yield lambda: _data(settings)
    yield lambda: _database(settings)
    yield from _endpoint(settings)
    yield note("voice")


def _data(settings: Settings) -> Iterator[Finding]:
    problems = rubric_problems(settings.rubric_dir)
    if not problems:
        rubric = build_grader(settings.rubric_dir).rubric
        problems = (*library_problems(settings.personas_dir, rubric), *prompt_problems(settings, rubric))
    folder = str(settings.content_dir)
    if problems:
        yield Finding("bad", "data_wrong", {"folder": folder, "count": len(problems)}, problems=problems)
    else:
        yield Finding("ok", "data", {"folder": folder})


def _database(settings: Settings) -> Iterator[Finding]:
    database = open_database(settings.effective_database_url)
    database.close()
    if settings.database_url:  # it may hold a password
        yield Finding("ok", "database")
    else:
        yield Finding("ok", "database_at", {"folder": str(settings.data_dir)})


def _endpoint(settings: Settings) -> Iterator[Check]:
    models = make_models(settings)
    if models.judge is None and models.caller is None:
        yield note("endpoint_none")
        return
    if models.judge is not None:
        judge = EndpointCheck(models.judge, monotonic, _form(models.judge))
        yield lambda: chain(judge(), _trial(settings))
    if models.caller is not None and (models.judge is None or models.caller.model != models.judge.model):
        own = make_models(settings).caller  # with a breaker of its own: one model's fault is not the other's
        assert own is not None
        yield EndpointCheck(own, monotonic, _form(own))


def _form(chat: "OpenAIChat") -> Callable[[], str]:
    return lambda: chat.dialect.form


def _trial(settings: Settings) -> Iterator[Finding]:
    judged = make_judged_grader(settings, build_grader(settings.rubric_dir))
    assert judged is not None
    judge = judged.judge

    def agrees() -> bool | None:
        situation, step, text = TRIAL
        try:
            opinion = judge.ask(situation, step, Facts(), text, TRIAL_ELEMENTS)
        except NoOpinion:
            return None
        return all((view := opinion.views.get(key)) is not None and view.met for key in TRIAL_ELEMENTS)

    yield from TrialCheck(agrees, judge.chat.model)()
