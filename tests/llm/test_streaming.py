from collections.abc import Generator

import pytest

from simulator.domain.errors import EndpointError
from simulator.llm.loopback import Reaction
from tests.llm.conftest import HELLO, Client, in_turn
from tests.llm.test_openai_chat import HTML, failing

OK = Reaction(pieces=("您", "好", "！"))


def test_pieces_arrive_one_by_one(client: Client) -> None:
    chat, _ = client(in_turn(OK))
    assert list(chat.stream(HELLO)) == ["您", "好", "！"]
    assert chat.meter.total.calls == 1
    assert chat.meter.total.tokens_out == 3


@pytest.mark.parametrize(
    "fault",
    [failing(500), failing(429), Reaction(pieces=("", "")), Reaction(pieces=("好",), cut_after=0)],
    ids=["500", "429", "empty", "dropped at once"],
)
def test_a_stream_that_never_began_is_tried_again(client: Client, fault: Reaction) -> None:
    chat, server = client(in_turn(fault, OK))
    assert "".join(chat.stream(HELLO)) == "您好！"
    assert len(server.requests) == 2


def test_a_stream_that_breaks_off_is_an_error(client: Client) -> None:
    chat, server = client(in_turn(Reaction(pieces=("您", "好", "！"), cut_after=2)))
    heard: list[str] = []
    with pytest.raises(EndpointError, match="endpoint_cut"):
        for piece in chat.stream(HELLO):
            heard.append(piece)
    assert heard == ["您", "好"]
    assert len(server.requests) == 1


def test_a_web_page_is_no_stream(client: Client) -> None:
    chat, _ = client(in_turn(HTML))
    with pytest.raises(EndpointError, match="endpoint_not_api"):
        list(chat.stream(HELLO))


def test_hanging_up_in_the_middle_leaves_the_line_usable(client: Client) -> None:
    chat, _ = client(in_turn(OK))
    stream = chat.stream(HELLO)
    assert next(stream) == "您"
    assert isinstance(stream, Generator)
    stream.close()
    assert "".join(chat.stream(HELLO)) == "您好！"
