"""Finding JSON objects in what a model wrote: behind its thoughts, inside fences, between prose."""

import json
import re
from collections.abc import Iterator

from pydantic_core import from_json

_TAGS = "think|thinking|thought|thoughts|reasoning|reflection|analysis"
_THOUGHT = re.compile(rf"<({_TAGS})>.*?</\1>", re.S | re.I)
_THOUGHT_END = re.compile(rf"</(?:{_TAGS})>", re.I)
_THOUGHT_OPEN = re.compile(rf"<(?:{_TAGS})>", re.I)
_DECODER = json.JSONDecoder(strict=False)
_MAX_CHARACTERS = 100_000
_MAX_ATTEMPTS = 500


def without_thoughts(text: str) -> str:
    """Return the text without what a reasoning model thought aloud.

    Thoughts that never end leave nothing of what follows them; some templates leave out the opening tag.
    """
    text = _THOUGHT.sub("", text)
    if (ends := list(_THOUGHT_END.finditer(text))) != []:
        text = text[ends[-1].end() :]
    if (begins := _THOUGHT_OPEN.search(text)) is not None:
        text = text[: begins.start()]
    return text


def json_objects(text: str) -> Iterator[dict[str, object]]:
    """Yield every JSON object of the text in order, outermost ones only; broken ones are passed over.

    An object that the end of the text cuts short comes last, with what is complete of it.
    """
    text = without_thoughts(text[:_MAX_CHARACTERS])
    place = 0
    for _ in range(_MAX_ATTEMPTS):
        if (place := text.find("{", place)) < 0:
            return
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            if (cut := cut_object(text[place:])) is not None:
                yield cut
                return
            place += 1
            continue
        if isinstance(value, dict):
            yield value


def cut_object(text: str) -> dict[str, object] | None:
    """Return what is complete of the JSON object that begins here and never ends; None if it is broken otherwise."""
    try:
        value = from_json(text, allow_partial=True)
    except ValueError:
        return None
    return value if isinstance(value, dict) and value else None


def cut_words(text: str, key: str) -> str:
    """Return as much of the string under `key` as has come of an object that is still being written."""
    text = without_thoughts(text)
    start = text.find("{")
    if start < 0:
        return ""
    try:
        value = from_json(text[start:], allow_partial="trailing-strings")
    except ValueError:
        return ""
    words = value.get(key) if isinstance(value, dict) else None
    return words if isinstance(words, str) else ""
