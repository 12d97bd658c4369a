"""Patterns filed by their literals: nothing that matches is passed over, and the shipped filing is the right one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.content.rubric import load_detection
from simulator.domain.detection import Filing
from simulator.grading.normal import Normal
from simulator.grading.prefilter import Index, atoms_of
from simulator.grading.reading import Reading
from tests.grading.test_guide import GRADER, RUBRIC_DIR

PATTERNS = ["请问?(?:您|你)", "稍[等候]", "(?:普通|国)话.{0,3}(?:说|讲)", ".*", "[^，]{2}再见$", "a+b?c"]


@given(st.text(alphabet="请问您你稍等候普通国话说讲再见，abc", max_size=12))
def test_an_alternative_that_matches_is_always_tried(text: str) -> None:
    index = Index(Filing())
    filed = [index.add([pattern]) for pattern in PATTERNS]
    reading = Reading.of(Normal(text), index)
    for number, alternatives in enumerate(filed):
        if index.pattern(number).search(text):
            assert alternatives.live(reading) == [number]
            assert alternatives.occur(reading)


def test_the_shipped_filing_is_that_of_the_shipped_patterns() -> None:
    shipped = load_detection(RUBRIC_DIR, GRADER.rubric).filing
    assert GRADER.detector.index.filing() == shipped


def test_a_filing_of_other_patterns_is_not_used() -> None:
    index = Index(Filing(patterns="of others", atoms=("再见",)))
    alternatives = index.add(["您好"])
    assert index.filing().atoms == ("您好",)
    assert alternatives.occur(Reading.of(Normal("您好"), index))


def test_nothing_is_filed_once_a_text_was_looked_up() -> None:
    index = Index(Filing())
    index.add(["您好"]).occur(Reading.of(Normal("您好"), index))
    with pytest.raises(RuntimeError):
        index.add(["再见"])


def test_an_alternative_is_filed_under_what_the_texts_seldom_hold() -> None:
    index = Index(Filing())
    index.add(["请稍候"])
    assert index.refile(["请问", "请稍等", "请稍后"]).atoms == ("候",)


@pytest.mark.parametrize(("source", "atoms"), [("您好", {"您好"}), ("稍[等候]", {"稍等", "稍候"}), (".*", None)])
def test_atoms(source: str, atoms: set[str] | None) -> None:
    assert atoms_of(source, lambda found: -max(map(len, found))) == atoms
