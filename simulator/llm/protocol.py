"""What the program asks of a language model: a conversation in, words out."""

from collections.abc import Iterator, Mapping
from typing import Literal, Protocol

from simulator.domain.base import Frozen
from simulator.llm.usage import Usage

Role = Literal["system", "user", "assistant"]


class Message(Frozen):
    """One message of a conversation."""

    role: Role
    content: str


class Shape(Frozen):
    """The form that an answer must have.

    An endpoint may ignore it, so the messages say it in words as well (with the word JSON, which some
    endpoints insist on), and whoever asked checks the answer.

    Attributes:
        name: Letters, digits and underscores.
        json_schema: JSON schema of an object; every key required, no others allowed.
    """

    name: str
    json_schema: Mapping[str, object]


class Prompt(Frozen):
    """A conversation to be answered.

    Attributes:
        shape: None asks for plain words.
        max_tokens: Longest answer, the thoughts of a reasoning model included.
    """

    messages: tuple[Message, ...]
    shape: Shape | None = None
    max_tokens: int = 2000
    temperature: float = 0.0


class Answer(Frozen):
    """What the endpoint answered.

    Attributes:
        finish: Why it stopped, in the endpoint's words ("stop", "length"); None if it does not say.
    """

    text: str
    usage: Usage
    finish: str | None = None


class Chat(Protocol):
    """One model behind one endpoint."""

    @property
    def model(self) -> str:
        """Name of the model, as grades record it."""
        ...

    def ask(self, prompt: Prompt) -> Answer:
        """Return the whole answer.

        Raises:
            EndpointError: If none could be had within the time allowed.
        """
        ...

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Yield the answer piece by piece; closing the iterator ends the transfer.

        Raises:
            EndpointError: If nothing came, or the stream broke off.
        """
        ...
