"""The language-model part of the wiring. Without a model there is none of it, and nothing of it is loaded."""

import secrets
from random import SystemRandom
from time import monotonic
from typing import TYPE_CHECKING, Literal

from simulator.content.prompts import load_judge_prompt
from simulator.domain.grade import Grader
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


def make_chat(settings: Settings, part: Literal["judge", "caller"], *, batch: bool = False) -> "OpenAIChat | None":
    """Return the client for one part of the program; None without a model.

    Args:
        settings: Endpoint and models.
        part: Judge and caller may have models of their own.
        batch: Nobody waits for the answer: try longer.
    """
    own = settings.judge_model if part == "judge" else settings.caller_model
    if not (model := own or settings.model):
        return None
    from simulator.llm.openai_chat import Endpoint, OpenAIChat  # half a second that an offline start is spared
    from simulator.llm.retry import Patience
    from simulator.llm.usage import Price

    price_in, price_out = settings.price_per_million_in, settings.price_per_million_out
    price = None if price_in is None or price_out is None else Price(price_in, price_out)
    endpoint = Endpoint(model, settings.openai_base_url, settings.openai_api_key.get_secret_value(), price)
    live = Patience(_LIVE_ATTEMPTS, settings.answer_seconds, read_seconds=settings.answer_seconds)
    patient = Patience(_BATCH_ATTEMPTS, _BATCH_SECONDS, read_seconds=60.0, longest_wait_seconds=20.0)
    return OpenAIChat(endpoint, patience=patient if batch else live, clock=monotonic)


def make_judged_grader(settings: Settings, offline: OfflineGrader, *, batch: bool = False) -> JudgedGrader | None:
    """Return the offline grader completed by the judge; None without a model.

    Raises:
        ContentError: If the judge's prompt file is wrong.
    """
    chat = make_chat(settings, "judge", batch=batch)
    if chat is None:
        return None
    rubric = offline.rubric
    prompt = load_judge_prompt(settings.rubric_dir, rubric)
    judge = Judge.of(chat, prompt, rubric, offline.detector.normalise, lambda: secrets.token_hex(_NONCE_BYTES))
    return JudgedGrader(offline, judge, rubric, settings.audit_share, SystemRandom().random)


def make_grader(settings: Settings, offline: OfflineGrader, *, judge: bool = True, batch: bool = False) -> Grader:
    """Return the judged grader where it is wanted and there is a model, else the offline one."""
    return (make_judged_grader(settings, offline, batch=batch) if judge else None) or offline
