"""Reading what an OpenAI-compatible endpoint sends: defensive, for every dialect of it differs a little."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from simulator.llm.failures import Unusable
from simulator.llm.usage import Price, Usage

MAX_BODY_BYTES = 4_000_000
"""More than any answer; an endpoint that sends more is cut off."""


def read_body(pieces: Iterable[bytes], is_late: Callable[[], bool]) -> bytes:
    """Join the body; a trickle that outlasts the time allowed is given up.

    Raises:
        Unusable: If it is late or endless.
    """
    body = bytearray()
    for piece in pieces:
        body += piece
        if is_late():
            raise Unusable("endpoint_timeout", transient=False)
        if len(body) > MAX_BODY_BYTES:
            raise Unusable("endpoint_not_api", transient=False)
    return bytes(body)


def read_completion(body: bytes) -> tuple[str, str | None, Mapping[str, object]]:
    """Return text, reason of finishing and usage of a chat completion.

    Raises:
        Unusable: If it is no chat completion (a web page), an error in disguise, refused or empty.
    """
    try:
        data = json.loads(body)
    except ValueError as error:
        raise _unreadable(body) from error
    if not isinstance(data, Mapping):
        raise Unusable("endpoint_not_api", transient=False)
    if data.get("error"):
        raise Unusable("endpoint_server", transient=True)
    if "choices" not in data:
        raise Unusable("endpoint_not_api", transient=False)
    choice = _first(data["choices"])
    finish = choice.get("finish_reason")
    if finish == "content_filter":
        raise Unusable("endpoint_filtered", transient=False)
    text = text_of(_mapping(choice.get("message")).get("content"))
    if not text.strip():
        raise Unusable("endpoint_empty", transient=finish != "length")
    return text, str(finish) if finish else None, _mapping(data.get("usage"))


def read_usage(usage: Mapping[str, object], seconds: float, price: Price | None) -> Usage:
    """Return the cost of one call; counts that the endpoint leaves out are unknown."""
    tokens_in, tokens_out = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    cached = _count(_mapping(usage.get("prompt_tokens_details")).get("cached_tokens"))
    if cached is None:
        cached = _count(usage.get("prompt_cache_hit_tokens"))  # DeepSeek
    cost = price.of(tokens_in, tokens_out) if price is not None else None
    return Usage(1, tokens_in, cached, tokens_out, seconds, cost)


def text_of(content: object) -> str:
    """Return the words of a message's content: a string, or a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):
        return "".join(text_of(_mapping(part).get("text")) for part in content)
    return ""


def _unreadable(body: bytes) -> Unusable:
    """A body cut in the middle may come whole the next time; a web page will not turn into an answer."""
    return Unusable("endpoint_broken", transient=True) if body.lstrip()[:1] == b"{" else _not_api()


def _not_api() -> Unusable:
    return Unusable("endpoint_not_api", transient=False)


def _first(choices: object) -> Mapping[str, object]:
    if not isinstance(choices, Sequence) or not choices:
        raise Unusable("endpoint_empty", transient=True)
    return _mapping(choices[0])


def _mapping(value: object) -> Mapping[str, object]:
    return cast(Mapping[str, object], value) if isinstance(value, Mapping) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
