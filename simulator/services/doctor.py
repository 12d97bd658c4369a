"""Use case: look whether everything that an installation needs is well, and say how to mend what is not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from simulator.domain.errors import EndpointError, Problem, SimulatorError
from simulator.llm.json_text import json_objects
from simulator.llm.protocol import Chat, Message, Prompt, Shape

Level = Literal["ok", "note", "bad"]
SLOW_SECONDS = 5.0
"""A trainee waits no longer than this with ease; an endpoint that takes longer is worth a note."""

_SHAPE = Shape(
    name="reply",
    json_schema={
        "type": "object",
        "properties": {"ok": {"type": "boolean"}},
        "required": ["ok"],
        "additionalProperties": False,
    },
)
_QUESTION = Prompt(messages=(Message(role="user", content='只答JSON：{"ok":true}'),), shape=_SHAPE)
_CHAT = Prompt(messages=(Message(role="user", content="请用中文说一句问候的话。"),))


@dataclass(frozen=True)
class Finding:
    """One line of the examination.

    Attributes:
        level: "bad" wants mending; "note" is worth knowing.
        code: Key of the sentence in the catalogue, without the leading ``doctor.``; unused with an error.
        params: Values for its placeholders.
        error: The error that was met, which has its own sentence.
        problems: Mistakes in data files.
    """

    level: Level
    code: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)
    error: SimulatorError | None = None
    problems: tuple[Problem, ...] = ()


Check = Callable[[], Iterable[Finding]]


def examine(checks: Iterable[Check]) -> Iterator[Finding]:
    """Yield what each check finds; an expected error is a finding too."""
    for check in checks:
        try:
            yield from check()
        except SimulatorError as error:
            yield Finding("bad", error=error)


@dataclass(frozen=True)
class EndpointCheck:
    """Asks a model a question, a question to be answered in JSON, and for a stream of words.

    Attributes:
        chat: The model.
        clock: Seconds that only go forward.
        form: Returns the form of answers that the endpoint was found to understand.
    """

    chat: Chat
    clock: Callable[[], float]
    form: Callable[[], str]

    def __call__(self) -> Iterator[Finding]:
        """Yield a finding for each; without an answer to the first there are no more."""
        began = self.clock()
        text = self.chat.ask(_QUESTION).text
        seconds = self.clock() - began
        slow = seconds > SLOW_SECONDS
        params: dict[str, str | int | float] = {"model": self.chat.model, "seconds": round(seconds, 1)}
        yield Finding("note" if slow else "ok", "endpoint_slow" if slow else "endpoint_answers", params)
        if any(found.get("ok") is True for found in json_objects(text)):
            yield Finding("ok", "endpoint_json", {"form": self.form()})
        else:
            yield Finding("bad", "endpoint_no_json", {"model": self.chat.model})
        yield self._streams()

    def _streams(self) -> Finding:
        began = self.clock()
        first: float | None = None
        try:
            for _ in self.chat.stream(_CHAT):
                first = self.clock() - began if first is None else first
        except EndpointError:
            return Finding("note", "endpoint_no_stream", {"model": self.chat.model})
        return Finding("ok", "endpoint_streams", {"seconds": round(first or 0.0, 1)})


@dataclass(frozen=True)
class TrialCheck:
    """Has the judge grade a reply whose grade is known.

    Attributes:
        agrees: Asks the judge: True if he finds what is there, False if not, None if he cannot be understood.
        model: His name.
    """

    agrees: Callable[[], bool | None]
    model: str

    def __call__(self) -> Iterator[Finding]:
        """Yield one finding."""
        codes: dict[bool | None, tuple[Level, str]] = {
            True: ("ok", "judge_agrees"),
            False: ("note", "judge_differs"),
            None: ("bad", "judge_unreadable"),
        }
        level, code = codes[self.agrees()]
        yield Finding(level, code, {"model": self.model})


def note(code: str, **params: str | int | float) -> Check:
    """Return a check that only has something to say."""
    return lambda: (Finding("note", code, params),)
