"""Rows of the guide: what is to be trained next, and who may see it."""

import pytest

from simulator.domain.errors import AccessDenied
from simulator.domain.person import Person
from simulator.domain.summaries import RowScore
from simulator.services.reports import Reports, weakest

TRAINER = Person(id="t", name="李老师", role="trainer")
TRAINEE = Person(id="w", name="王小燕", role="trainee")


def row(number: int, mean: float | None) -> RowScore:
    return RowScore(situation=f"s{number}", row=number, replies=5, passed=1, mean_score=mean)


class Store:
    def rows(self, trainee: str | None = None) -> tuple[RowScore, ...]:
        means = {1: 90.0, 2: None, 3: 40.0, 4: 60.0, 5: 40.0}
        return tuple(row(number, mean) for number, mean in means.items())


def test_the_weakest_rows_are_named_and_unrated_ones_never() -> None:
    assert [r.row for r in weakest(Store().rows())] == [3, 5, 4]


def test_trainees_see_their_own_rows_and_nobody_elses() -> None:
    assert Reports(Store()).rows_of(TRAINEE, "w")
    assert Reports(Store()).rows_of(TRAINER, "w")
    with pytest.raises(AccessDenied):
        Reports(Store()).rows_of(TRAINEE, "somebody")
