"""The words of a streamed answer, checked while they come."""

from collections.abc import Callable, Iterator
from typing import Any

from openai.types.chat import ChatCompletionChunk

from simulator.llm.failures import Unusable
from simulator.llm.usage import Price, Usage
from simulator.llm.wire import read_usage


class Pieces:
    """The words of a stream, with its first piece already there.

    Args:
        chunks: The SDK's stream.
        is_late: True once the time allowed is over.
    """

    def __init__(self, chunks: Any, is_late: Callable[[], bool]) -> None:
        """Keep the stream; nothing is read yet."""
        self._chunks = chunks
        self._is_late = is_late
        self._usage: dict[str, object] = {}
        self._first = ""
        self._words = self._read()

    def begun(self) -> "Pieces":
        """Wait for the first words, so that a stream without any can still be tried again.

        Raises:
            Unusable: If there are none.
        """
        try:
            if "html" in self._chunks.response.headers.get("content-type", ""):
                raise Unusable("endpoint_not_api", transient=False)
            self._first = next(self._words)
        except StopIteration:
            self.close()
            raise Unusable("endpoint_empty", transient=True) from None
        except BaseException:
            self.close()
            raise
        return self

    def __iter__(self) -> Iterator[str]:
        """Yield the words as they come; a stream that ends without saying why is broken off."""
        yield self._first
        yield from self._words

    def close(self) -> None:
        """End the transfer."""
        self._chunks.close()

    def usage(self, seconds: float, price: Price | None) -> Usage:
        """Return the cost as far as the endpoint told it."""
        return read_usage(self._usage, seconds, price)

    def _read(self) -> Iterator[str]:
        finish: str | None = None
        for chunk in self._chunks:
            if self._is_late():
                raise Unusable("endpoint_timeout", transient=False)
            finish = self._note(chunk) or finish
            if chunk.choices and (delta := chunk.choices[0].delta) and delta.content:
                yield delta.content
        if finish is None:  # a connection that closes early looks like an end
            raise Unusable("endpoint_cut", transient=True)

    def _note(self, chunk: ChatCompletionChunk) -> str | None:
        if chunk.usage is not None:
            self._usage = chunk.usage.model_dump()
        return chunk.choices[0].finish_reason if chunk.choices else None
