"""A rubric folder put to work: the part of the wiring that joins content and grading."""

from pathlib import Path

from simulator.content.rubric import load_detection, load_rubric
from simulator.domain.errors import ContentError, Problem
from simulator.grading.detector import Detector
from simulator.grading.examples import example_problems
from simulator.grading.offline import OfflineGrader


def build_grader(rubric_dir: Path) -> OfflineGrader:
    """Return the offline grader of a rubric folder.

    Raises:
        ContentError: If the folder holds mistakes; all of them are listed.
    """
    rubric = load_rubric(rubric_dir)
    return OfflineGrader(rubric, Detector(load_detection(rubric_dir, rubric)))


def problems(rubric_dir: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a rubric folder, failing examples included."""
    try:
        rubric = load_rubric(rubric_dir)
        detection = load_detection(rubric_dir, rubric)
    except ContentError as error:
        return error.problems
    return example_problems(rubric, detection)
