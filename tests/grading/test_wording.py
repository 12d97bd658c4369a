"""What the n-grams of a reply weigh, stretch by stretch."""

import math
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.detection import Filing
from simulator.grading.normal import Normal
from simulator.grading.prefilter import Index
from simulator.grading.reading import Reading
from simulator.grading.wording import GramTable, Wording, grams

NAMES = ("您", "好", "您好", "您好，", "请", "请问")
WEIGHTS = np.array([[1, 0], [2, -3], [4, 5], [7, 7], [-127, 127], [6, 1]], dtype=np.int8)
TABLE = GramTable([(NAMES, WEIGHTS), (("问", "请问"), np.array([[9], [11]], dtype=np.int8))])
KNOWN = {name: (*row, 0) for name, row in zip(NAMES, WEIGHTS.tolist(), strict=True)} | {
    "问": (0, 0, 9),
    "请问": (6, 1, 11),
}

TEXTS = st.text("您好请问，。a ", max_size=400)


def by_hand(pieces: Sequence[str]) -> list[float]:
    found = [gram for piece in pieces for gram in grams(piece)]
    sums = [sum(column) for column in zip(*(KNOWN.get(gram, (0, 0, 0)) for gram in found), strict=True)] or [0, 0, 0]
    return [total / math.sqrt(len(found) or 1) for total in sums]


def wording_of(text: str) -> Wording:
    reading = Reading.of(Normal(text), Index(Filing()))
    return Wording(TABLE, reading.text, reading.clauses)


@given(TEXTS)
def test_every_stretch_weighs_what_its_runs_of_characters_weigh_together(text: str) -> None:
    wording = wording_of(text)
    expected = [by_hand((text,)), *(by_hand(pieces) for _, pieces in wording.pieces)]
    np.testing.assert_allclose(wording.means, expected)
    assert len(wording.stretches) == len(expected)


@given(TEXTS)
def test_a_text_has_every_run_of_one_to_three_characters(text: str) -> None:
    runs = [text[start : start + size] for size in (1, 2, 3) for start in range(len(text) - size + 1)]
    assert list(grams(text)) == runs


def test_another_reading_of_the_same_words_is_not_weighed_again() -> None:
    wording = wording_of("您好，请问")
    same = Reading.of(Normal("您好，请问"), Index(Filing()))
    assert wording.of(same) is wording
    assert wording.of(Reading.of(Normal("您好"), Index(Filing()))).text == "您好"
