"""The caller that improvises: a language model says what the director wants, in the persona's voice."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from simulator.callers.generated_prompt import caller_prompt
from simulator.callers.line_check import Fault, LineCheck
from simulator.callers.scripted import lines_for
from simulator.domain.errors import EndpointError
from simulator.domain.prompt import CallerPrompt
from simulator.domain.speech import Brief, Caller, Candidate, Hear, Part, Spoken
from simulator.llm.json_text import cut_words, json_objects
from simulator.llm.protocol import Chat, Prompt

TRIES = 2
"""A line that fails the check is asked for once more; then the script speaks."""

_STAGED = re.compile(r"(（[^）]*）)?([^（）]+)")
_UNSTAGED = re.compile(r"[^（）]+")


@dataclass(frozen=True)
class GeneratedCaller:
    """Implements `simulator.domain.speech.Caller` with a model, and with the script where the model fails.

    Attributes:
        chat: The model.
        prompt: What it is told.
        check: What it may not say.
        scripted: Speaks where the line is bad, no words are due or a scene is set amid them, or no usable ones came.
        nonce: Returns a new random word for every prompt.
        rejected: Is told of every line that was not let through, and why.
    """

    chat: Chat
    prompt: CallerPrompt
    check: LineCheck
    scripted: Caller
    nonce: Callable[[], str]
    rejected: Callable[[Fault, str], None] = lambda fault, words: None

    def speak(self, brief: Brief, hear: Hear | None = None) -> Spoken:
        """Return what the owner says; a failing endpoint is never noticed but by `stand_in`."""
        chosen = self._chosen(brief)
        scene = _scene(chosen)
        if brief.line != "clear" or scene is None:
            return self.scripted.speak(brief, hear)
        listen = hear or _nobody
        try:
            spoken = self._improvised(brief, chosen, lambda words: listen(words and scene + words))
        except EndpointError:
            spoken = None
        if spoken is not None:
            return spoken.model_copy(update={"text": scene + spoken.text})
        listen("")
        return self.scripted.speak(brief, hear).model_copy(update={"stand_in": True})

    def _chosen(self, brief: Brief) -> dict[Part, Candidate]:
        """The script's own choice, so that whoever speaks, no line's meaning comes twice in a call."""
        return dict(lines_for(brief, Random(f"{brief.seed}:{brief.turn}")))

    def _improvised(self, brief: Brief, chosen: dict[Part, Candidate], hear: Hear) -> Spoken | None:
        fault: Fault | None = None
        for _ in range(TRIES):
            text = self._listen(caller_prompt(self.prompt, brief, chosen, self.nonce(), fault or ""), brief, hear)
            line = _last_object(text)
            words = _text(line.get("words"))
            fault = self.check.fault(words, brief, hangs_up=line.get("hangs_up") is True) if line else "unreadable"
            if fault is None:
                hear(words)
                return _spoken(words, line, brief, chosen)
            self.rejected(fault, words)
            hear("")
        return None

    def _listen(self, prompt: Prompt, brief: Brief, hear: Hear) -> str:
        """Return the whole answer; what of its words is safe is heard as it comes."""
        text = shown = ""
        for piece in self.chat.stream(prompt):
            text += piece
            words = self.check.shown(cut_words(text, "words"), brief)
            if len(words) > len(shown):
                shown = words
                hear(shown)
        return text


def _spoken(words: str, line: dict[str, object], brief: Brief, chosen: dict[Part, Candidate]) -> Spoken:
    return Spoken(
        text=words,
        gloss=_text(line.get("gloss")) if any(candidate.gloss for candidate in chosen.values()) else "",
        told=tuple(part.fact for part in brief.parts if part.fact),
        lines=tuple(candidate.id for candidate in chosen.values()),
        generated=True,
        mood_shift=_shift(line.get("mood")),
    )


def _last_object(text: str) -> dict[str, object]:
    return next((found for found in reversed(list(json_objects(text))) if "words" in found), {})


def _shift(value: object) -> Literal[-1, 0, 1]:
    if not isinstance(value, int | float) or value == 0:
        return 0
    return 1 if value > 0 else -1


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _scene(chosen: dict[Part, Candidate]) -> str | None:
    """Return the stage direction that comes before the words, "" without one: it is the script's, not the model's.

    None where only the script will do: no words are due, or a direction stands elsewhere among them.
    """
    first, *others = (candidate.text for candidate in chosen.values()) if chosen else ("",)
    staged = _STAGED.fullmatch(first)
    if staged is None or not all(_UNSTAGED.fullmatch(text) for text in others):
        return None
    return staged[1] or ""


def _nobody(_: str) -> None:
    """Listen to nothing."""
