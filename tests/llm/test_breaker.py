from simulator.llm.breaker import Breaker
from tests.llm.conftest import Time


def test_only_one_call_probes(time: Time) -> None:
    breaker = Breaker(time, threshold=1, rest_seconds=10)
    breaker.failed()
    assert breaker.enter() == "rest"
    time.now += 10
    assert [breaker.enter() for _ in range(3)] == ["probe", "rest", "rest"]
    breaker.succeeded()
    assert breaker.enter() == "go"


def test_the_rest_doubles_up_to_a_bound(time: Time) -> None:
    breaker = Breaker(time, threshold=1, rest_seconds=10, longest_rest_seconds=25)
    breaker.failed()
    for rest in (10, 20, 25, 25):
        time.now += rest - 0.1
        assert breaker.enter() == "rest"
        time.now += 0.1
        assert breaker.enter() == "probe"
        breaker.failed()


def test_a_probe_that_tells_nothing_lets_another_one_try(time: Time) -> None:
    breaker = Breaker(time, threshold=1, rest_seconds=10)
    breaker.failed()
    time.now += 10
    assert breaker.enter() == "probe"
    breaker.abandoned()
    assert breaker.enter() == "probe"


def test_failures_must_come_in_a_row(time: Time) -> None:
    breaker = Breaker(time, threshold=2)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.enter() == "go"
