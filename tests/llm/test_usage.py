from hypothesis import given
from hypothesis import strategies as st

from simulator.llm.usage import Meter, Usage

COUNTS = st.none() | st.integers(0, 10**6)
USAGES = st.builds(Usage, st.integers(0, 99), COUNTS, COUNTS, COUNTS, st.integers(0, 99).map(float), COUNTS)


@given(USAGES, USAGES, USAGES)
def test_usage_adds_like_numbers(a: Usage, b: Usage, c: Usage) -> None:
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + Usage() == a


@given(st.lists(USAGES))
def test_an_unknown_part_makes_the_sum_unknown(usages: list[Usage]) -> None:
    meter = Meter()
    for usage in usages:
        meter.record(usage)
    assert (meter.total.cost is None) == any(u.cost is None for u in usages)
