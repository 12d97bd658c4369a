"""The examples inside the rubric's data, run: every rule proves what it hears and what it passes over."""

import re
from collections.abc import Iterator

from simulator.domain.detection import Clue, Detection, Rule
from simulator.domain.errors import Problem
from simulator.domain.grade import State
from simulator.domain.reply import Facts
from simulator.domain.rubric import Rubric
from simulator.grading.detector import Detector
from simulator.grading.patterns import Lexicon


def example_problems(rubric: Rubric, detection: Detection) -> tuple[Problem, ...]:
    """Return every example of elements, violations and clues that the compiled rules get wrong."""
    if malformed := tuple(_malformed(detection)):
        return malformed
    detector = Detector(detection)
    return (
        *_of_elements(rubric, detector),
        *_of_violations(rubric, detector),
        *_of_clues("elements", detection.elements, detector),
        *_of_clues("violations", detection.violations, detector),
    )


def _malformed(detection: Detection) -> Iterator[Problem]:
    """Yield every pattern that cannot be compiled or names a concept that the lexicon lacks."""
    lexicon = Lexicon(detection.lexicon)
    for file, key, pattern in _patterns(detection):
        try:
            lexicon.compile(pattern)
        except KeyError as error:
            yield Problem(file=file, key=key, code="unknown_reference", params={"name": str(error.args[0])})
        except re.error as error:
            yield Problem(file=file, key=key, code="bad_pattern", params={"detail": error.msg})


def _patterns(detection: Detection) -> Iterator[tuple[str, str, str]]:
    for name, pattern in detection.guards.items():
        yield "guards.yaml", name, pattern
    for kind, rules in (("elements", detection.elements), ("violations", detection.violations)):
        for key, rule in rules.items():
            yield f"detect/{kind}", f"{key}.weak", rule.weak
            for place, clue in enumerate(rule.clues):
                for name in ("say", "unless", "never", "after"):
                    yield f"detect/{kind}", f"{key}.clues.{place}.{name}", getattr(clue, name)
                for concept in clue.needs:
                    yield f"detect/{kind}", f"{key}.clues.{place}.needs", f"{{{concept}}}"


def _hears(kind: str, key: str, text: str, detector: Detector) -> bool:
    heard = detector.hear(text)
    if kind == "violations":
        return key in heard.offences.by_rule
    return heard.element(key, Facts(complaint="complex")).state is State.MET


def _failures(
    kind: str, key: str, place: str, ok: tuple[str, ...], not_ok: tuple[str, ...], detector: Detector, file: str
) -> Iterator[Problem]:
    for text in ok:
        if not _hears(kind, key, text, detector):
            yield Problem(file=file, key=f"{place}.ok", code="example_missed", params={"text": text})
    for text in not_ok:
        if _hears(kind, key, text, detector):
            yield Problem(file=file, key=f"{place}.not_ok", code="example_heard", params={"text": text})


def _of_elements(rubric: Rubric, detector: Detector) -> Iterator[Problem]:
    for key, element in rubric.elements.items():
        if element.kind == "say":
            yield from _failures("elements", key, key, element.ok, element.not_ok, detector, "elements.yaml")


def _of_violations(rubric: Rubric, detector: Detector) -> Iterator[Problem]:
    for key, violation in rubric.violations.items():
        if key in detector.offences.rules.keys:
            yield from _failures("violations", key, key, violation.ok, violation.not_ok, detector, "violations.yaml")


def _of_clues(kind: str, rules: dict[str, Rule], detector: Detector) -> Iterator[Problem]:
    for key, rule in rules.items():
        for place, clue in enumerate(rule.clues):
            yield from _of_clue(kind, key, place, clue, detector)


def _of_clue(kind: str, key: str, place: int, clue: Clue, detector: Detector) -> Iterator[Problem]:
    where = f"{key}.clues.{place}"
    yield from _failures(kind, key, where, clue.ok, clue.not_ok, detector, f"detect/{kind}")
