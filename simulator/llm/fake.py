"""A model that speaks from a script, in the process itself: for demonstrations, tests and measurements."""

from collections.abc import Callable, Iterator

from simulator.llm.protocol import Answer, Prompt
from simulator.llm.usage import Usage

Script = Callable[[Prompt], str]
"""Returns the answer to a prompt, or raises `EndpointError`."""


class ScriptedChat:
    """Implements `simulator.llm.protocol.Chat`.

    Args:
        script: What to answer.
        model: Name that it goes by.
        piece: Characters in one piece of a stream.
    """

    def __init__(self, script: Script, *, model: str = "scripted", piece: int = 2) -> None:
        """Keep the script."""
        self._script = script
        self._model = model
        self._piece = piece
        self.prompts: list[Prompt] = []

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._model

    def ask(self, prompt: Prompt) -> Answer:
        """Return what the script says."""
        self.prompts.append(prompt)
        return Answer(text=self._script(prompt), usage=Usage(calls=1), finish="stop")

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """Yield what the script says in pieces."""
        text = self.ask(prompt).text
        for start in range(0, len(text), self._piece):
            yield text[start : start + self._piece]
