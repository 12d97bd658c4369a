"""A trainee's words cut into stretches, each with what it was marked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from simulator.domain.grade import Grade, State
from simulator.domain.rubric import Rubric

MarkKind = Literal["plain", "met", "violation"]


@dataclass(frozen=True)
class Stretch:
    """Part of a reply that carries the same marks throughout.

    Attributes:
        kind: A violation outweighs what was met in the same words.
        labels: Chinese labels of the elements or violations, each once.
    """

    text: str
    kind: MarkKind = "plain"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    kind: MarkKind
    label: str


def stretches(text: str, grades: Iterable[Grade], rubric: Rubric) -> tuple[Stretch, ...]:
    """Return `text` in order, cut wherever a mark begins or ends; joined, the stretches are `text`."""
    spans = [s for grade in grades for s in _spans(grade, rubric) if 0 <= s.start < s.end <= len(text)]
    cuts = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    return tuple(_stretch(text, start, end, spans) for start, end in pairwise(cuts))


def _spans(grade: Grade, rubric: Rubric) -> Iterator[_Span]:
    for key, element in grade.elements.items():
        if element.state is State.MET and element.start is not None and element.end is not None:
            yield _Span(element.start, element.end, "met", rubric.elements[key].label)
    for violation in grade.violations:
        if violation.start is not None and violation.end is not None:
            yield _Span(violation.start, violation.end, "violation", rubric.violations[violation.key].label)


def _stretch(text: str, start: int, end: int, spans: list[_Span]) -> Stretch:
    over = [s for s in spans if s.start <= start and end <= s.end]
    kind: MarkKind = "violation" if any(s.kind == "violation" for s in over) else "met" if over else "plain"
    labels = tuple(dict.fromkeys(s.label for s in over if s.kind == kind))
    return Stretch(text[start:end], kind, labels)
