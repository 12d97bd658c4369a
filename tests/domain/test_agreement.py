"""Agreement figures against worked examples and their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.agreement import agreement, wilson

YES, NO = True, False


def test_a_worked_example() -> None:
    """Cohen 1960 style table: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; κ = 0.40 by hand."""
    found = agreement([(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15)
    assert (found.n, found.share) == (50, 0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.ac1 == pytest.approx((0.7 - 2 * 0.55 * 0.45) / (1 - 2 * 0.55 * 0.45))
    assert found.difference == pytest.approx(-0.1)
    assert found.low == pytest.approx(0.5625, abs=1e-3)
    assert found.high == pytest.approx(0.8090, abs=1e-3)


def test_where_one_answer_is_rare_kappa_collapses_and_ac1_does_not() -> None:
    found = agreement([(YES, YES)] * 98 + [(YES, NO), (NO, YES)])
    assert found.kappa is not None and found.ac1 is not None
    assert found.kappa < 0.0
    assert found.ac1 > 0.97


def test_where_nothing_varies_there_is_no_kappa() -> None:
    found = agreement([(YES, YES)] * 5)
    assert (found.kappa, found.ac1, found.share) == (None, 1.0, 1.0)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_under_three_nothing_is_claimed(n: int) -> None:
    found = agreement([(YES, NO)] * n)
    assert (found.n, found.share, found.low, found.high, found.kappa, found.ac1, found.difference) == (n, *[None] * 6)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=3, max_size=60))
def test_figures_keep_their_bounds(pairs: list[tuple[bool, bool]]) -> None:
    found, swapped = agreement(pairs), agreement([(b, a) for a, b in pairs])
    assert found.share is not None and found.low is not None and found.high is not None and found.ac1 is not None
    assert 0 <= found.low <= found.share + 1e-9
    assert found.share - 1e-9 <= found.high <= 1
    assert -1 <= found.ac1 <= 1
    assert found.kappa is None or -1 <= found.kappa <= 1 + 1e-9
    assert swapped.kappa == pytest.approx(found.kappa)
    assert found.difference == pytest.approx(-(swapped.difference or 0))


def test_the_interval_of_nothing_is_everything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
