"""The examples inside the rubric's data, run: every rule proves what it hears and what it passes over."""

from collections.abc import Iterator

from simulator.domain.detection import Clue, Detection, Rule
from simulator.domain.errors import Problem
from simulator.domain.grade import State
from simulator.domain.reply import Facts
from simulator.domain.rubric import Rubric
from simulator.grading.detector import Detector


def example_problems(rubric: Rubric, detection: Detection) -> tuple[Problem, ...]:
    """Return every example of elements, violations and clues that the compiled rules get wrong."""
    try:
        detector = Detector(detection)
    except KeyError as error:
        return (Problem(file="lexicon.yaml", key=str(error.args[0]), code="unknown_reference", params={"name": "{}"}),)
    return (
        *_of_elements(rubric, detector),
        *_of_violations(rubric, detector),
        *_of_clues("elements", detection.elements, detector),
        *_of_clues("violations", detection.violations, detector),
    )


def _hears(kind: str, key: str, text: str, detector: Detector) -> bool:
    heard = detector.hear(text)
    if kind == "violations":
        return key in heard.violations()
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
        if key in detector.violations:
            yield from _failures("violations", key, key, violation.ok, violation.not_ok, detector, "violations.yaml")


def _of_clues(kind: str, rules: dict[str, Rule], detector: Detector) -> Iterator[Problem]:
    for key, rule in rules.items():
        for place, clue in enumerate(rule.clues):
            yield from _of_clue(kind, key, place, clue, detector)


def _of_clue(kind: str, key: str, place: int, clue: Clue, detector: Detector) -> Iterator[Problem]:
    where = f"{key}.clues.{place}"
    yield from _failures(kind, key, where, clue.ok, clue.not_ok, detector, f"detect/{kind}")
