"""The clients of an installation: how many there are, and what trainers are told of them."""

import pytest

from simulator.domain.errors import EndpointError
from simulator.llm.loopback import Reaction, loopback
from simulator.settings import Settings
from simulator.wiring.llm import Models, make_models
from tests.llm.conftest import HELLO, in_turn
from tests.llm.test_openai_chat import failing

OK = Reaction(text="您好")


def models(url: str, **named: str) -> Models:
    return make_models(Settings.model_validate({"openai_base_url": url, "openai_api_key": "k", **named}))


def test_one_model_is_one_client_and_trouble_ends_with_the_first_call_that_goes_well() -> None:
    with loopback(in_turn(failing(400), OK)) as server:
        made = models(server.url, model="m")
        assert made.judge is not None
        assert made.caller is made.judge
        with pytest.raises(EndpointError):
            made.judge.ask(HELLO)
        assert made.trouble is not None
        made.judge.ask(HELLO)
        assert made.trouble is None


def test_two_models_are_two_clients_of_one_endpoint() -> None:
    made = models("http://127.0.0.1:9/v1", judge_model="j", caller_model="c")
    assert made.judge is not None and made.caller is not None
    assert (made.judge.model, made.caller.model) == ("j", "c")
    assert made.judge.breaker is made.caller.breaker


def test_a_judge_alone_leaves_the_owners_to_the_script() -> None:
    made = models("http://127.0.0.1:9/v1", judge_model="j")
    assert made.judge is not None
    assert made.caller is None
