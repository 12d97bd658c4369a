"""Reading the judge's answer: what cannot be read is unsure, never pass or fail."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from simulator.llm.json_text import json_objects

_YES = frozenset({"true", "yes", "是", "符合", "met"})
_NO = frozenset({"false", "no", "否", "不是", "不符合", "not_met"})


@dataclass(frozen=True, slots=True)
class Said:
    """What the judge says about one element: met, not met, or None for "cannot tell"."""

    met: bool | None
    quote: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the judge says about a reply.

    Attributes:
        items: By id; an id that he left out, or gave twice, is not in it.
        violations: (label, quote).
    """

    items: Mapping[str, Said]
    violations: tuple[tuple[str, str], ...]


def read_answer(text: str, nonce: str, ids: frozenset[str], needed: str) -> Answer | None:
    """Return the LAST answer in `text` that repeats the nonce, speaks of our ids alone, and decides `needed`.

    None if there is no such answer.
    """
    answer = None
    for data in json_objects(text):
        if str(data.get("nonce", "")).strip() == nonce:
            answer = _answer(data, ids, needed) or answer
    return answer


def _answer(data: Mapping[str, object], ids: frozenset[str], needed: str) -> Answer | None:
    items = [(str(item.get("id", "")).strip(), item) for item in _mappings(data.get("items"))]
    names = [name for name, _ in items]
    if needed not in names or not ids.issuperset(names):
        return None
    said = {name: Said(_met(item.get("met")), _text(item.get("quote"))) for name, item in items}
    said = {name: one for name, one in said.items() if names.count(name) == 1 or name == needed}
    if said[needed].met is None:
        return None
    return Answer(said, tuple(_violations(data.get("violations"))))


def _violations(data: object) -> Iterator[tuple[str, str]]:
    for item in _mappings(data):
        yield _text(item.get("key")).strip(), _text(item.get("quote"))


def _met(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _YES else False if word in _NO else None


def _mappings(data: object) -> Iterable[Mapping[str, object]]:
    return [item for item in data if isinstance(item, Mapping)] if isinstance(data, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
