"""The trainer's page: what it shows and to whom."""

import pytest

from simulator.domain.errors import AccessDenied
from simulator.domain.person import Person
from simulator.domain.summaries import RowScore, TraineeScore
from simulator.services.reports import Reports

TRAINER = Person(id="t", name="李老师", role="trainer")
TRAINEE = Person(id="w", name="王小燕", role="trainee")


def row(number: int, mean: float | None) -> RowScore:
    return RowScore(situation=f"s{number}", row=number, replies=5, passed=1, mean_score=mean)


class Store:
    def trainees(self) -> tuple[TraineeScore, ...]:
        return ()

    def rows(self, trainee: str | None = None) -> tuple[RowScore, ...]:
        means = {1: 90.0, 2: None, 3: 40.0, 4: 60.0, 5: 40.0}
        return tuple(row(number, mean) for number, mean in means.items())


def test_the_weakest_rows_are_named_and_unrated_ones_never() -> None:
    overview = Reports(Store()).overview(TRAINER)
    assert [r.row for r in overview.weakest] == [3, 5, 4]
    assert len(overview.rows) == 5


def test_only_trainers_see_the_page() -> None:
    with pytest.raises(AccessDenied, match="trainers_only"):
        Reports(Store()).overview(TRAINEE)


def test_trainees_see_their_own_rows_and_nobody_elses() -> None:
    assert Reports(Store()).rows_of(TRAINEE, "w")
    assert Reports(Store()).rows_of(TRAINER, "w")
    with pytest.raises(AccessDenied):
        Reports(Store()).rows_of(TRAINEE, "somebody")
