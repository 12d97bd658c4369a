"""Breadth: lists of replies thought up apart from the rules, by the violation that each holds."""

from pathlib import Path

import pytest
import yaml

from simulator.domain.reply import Facts, Reply
from tests.grading.test_guide import GRADER

LISTS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "offences.yaml").read_text(encoding="utf-8"))
LEAST_SHARE_HEARD = 0.85


def keys(text: str) -> set[str]:
    return {v.key for v in GRADER.grade("opening", 1, Reply(text=text), Facts()).violations}


@pytest.mark.parametrize("key", [key for key in LISTS if key != "polite"])
def test_most_ways_of_offending_are_heard(key: str) -> None:
    heard = [key in keys(text) for text in LISTS[key]]
    assert sum(heard) >= LEAST_SHARE_HEARD * len(heard)


def test_at_most_one_polite_reply_in_a_hundred_is_blamed() -> None:
    blamed = [text for text in LISTS["polite"] if keys(text)]
    assert len(blamed) <= len(LISTS["polite"]) / 100
