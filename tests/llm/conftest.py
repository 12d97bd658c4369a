from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from simulator.llm.loopback import Loopback, Reaction, Script, loopback
from simulator.llm.openai_chat import Endpoint, OpenAIChat
from simulator.llm.protocol import Message, Prompt, Shape

SECRET = "sk-top-secret-1234"
HELLO = Prompt(messages=(Message(role="user", content="您好"),))
FORM = Prompt(
    messages=(Message(role="user", content="answer in JSON"),),
    shape=Shape(name="word", json_schema={"type": "object", "properties": {"word": {"type": "string"}}}),
)


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def at_once(work: Callable[[], None]) -> None:
    work()


Client = Callable[..., tuple[OpenAIChat, Loopback]]


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(time: Time) -> Iterator[Client]:
    """Return a client in front of an endpoint with this script; both are closed afterwards."""
    with ExitStack() as stack:

        def make(script: Script, **options: object) -> tuple[OpenAIChat, Loopback]:
            server = stack.enter_context(loopback(script))
            endpoint = Endpoint("m", server.url, SECRET)
            chat = OpenAIChat(endpoint, clock=time, sleep=time.sleep, spawn=at_once, **options)  # type: ignore[arg-type]
            stack.callback(chat.close)
            return chat, server

        yield make


def in_turn(*reactions: Reaction) -> Script:
    """Return a script that reacts so in turn, and at last always like the last one."""
    left = list(reactions)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
