"""The client in front of a real HTTP server that misbehaves."""

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from simulator.domain.errors import EndpointError
from simulator.i18n import catalogue
from simulator.llm import failures
from simulator.llm.breaker import Breaker
from simulator.llm.loopback import Reaction, Request, Script, loopback
from simulator.llm.openai_chat import Endpoint, OpenAIChat, in_background
from simulator.llm.retry import Patience
from simulator.llm.usage import Price
from tests.llm.conftest import FORM, HELLO, SECRET, Client, Time, in_turn

OK = Reaction(text="您好")
CUT = Reaction(text="您好" * 50, cut_after=60)
EMPTY = Reaction(text="")
NO_CHOICES = Reaction(raw='{"choices": []}')
HIDDEN_ERROR = Reaction(raw='{"error": {"message": "overloaded"}}')
HTML = Reaction(raw="<html>Sign in</html>", content_type="text/html")


def failing(status: int, message: str = "no", **headers: str) -> Reaction:
    body = json.dumps({"error": {"message": message}})
    return Reaction(status=status, raw=body, headers={n.replace("_", "-"): v for n, v in headers.items()})


@pytest.mark.parametrize(
    "fault",
    [failing(s) for s in (408, 409, 429, 500, 502, 503, 504)] + [CUT, EMPTY, NO_CHOICES, HIDDEN_ERROR],
    ids=["408", "409", "429", "500", "502", "503", "504", "cut", "empty", "no choices", "error in a 200"],
)
def test_a_passing_fault_is_tried_again(client: Client, fault: Reaction) -> None:
    chat, server = client(in_turn(fault, OK))
    assert chat.ask(HELLO).text == "您好"
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (failing(400), "endpoint_refused"),
        (failing(401, f"Incorrect API key: {SECRET}"), "endpoint_key"),
        (failing(403), "endpoint_key"),
        (failing(400, "No connected db."), "endpoint_key"),
        (failing(400, "API key not valid. Please pass a valid API key."), "endpoint_key"),
        (failing(402), "endpoint_quota"),
        (failing(404, "The model `m` does not exist"), "endpoint_model"),
        (failing(400, "Model Not Exist"), "endpoint_model"),
        (failing(404, "Not Found"), "endpoint_address"),
        (Reaction(status=501, raw="<p>Unsupported method</p>", content_type="text/html"), "endpoint_address"),
        (HTML, "endpoint_not_api"),
        (Reaction(raw="[]"), "endpoint_not_api"),
        (Reaction(raw='{"hello": 1}'), "endpoint_not_api"),
        (Reaction(text="x", finish="content_filter"), "endpoint_filtered"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_lasting_fault_is_not_tried_again(client: Client, fault: Reaction, code: str) -> None:
    chat, server = client(in_turn(fault))
    with pytest.raises(EndpointError) as caught:
        chat.ask(HELLO)
    assert caught.value.code == code
    assert len(server.requests) == 1


def test_tries_are_bounded_in_number(client: Client) -> None:
    chat, server = client(in_turn(failing(503)), patience=Patience(max_attempts=3))
    with pytest.raises(EndpointError, match="endpoint_server"):
        chat.ask(HELLO)
    assert len(server.requests) == 3


def test_tries_are_bounded_in_time(client: Client, time: Time) -> None:
    chat, server = client(in_turn(failing(503)), patience=Patience(max_attempts=99, budget_seconds=5))
    with pytest.raises(EndpointError):
        chat.ask(HELLO)
    assert time.now - 1000 < 5
    assert 2 < len(server.requests) < 99


def test_the_endpoint_says_how_long_to_wait(client: Client, time: Time) -> None:
    chat, _ = client(in_turn(failing(429, retry_after="3"), failing(429, retry_after_ms="250"), OK))
    assert chat.ask(HELLO).text == "您好"
    assert time.slept == [3, 0.25]


def test_a_wait_that_outlasts_the_call_is_not_begun(client: Client, time: Time) -> None:
    chat, _ = client(in_turn(failing(429, retry_after="60"), OK))
    with pytest.raises(EndpointError, match="endpoint_busy"):
        chat.ask(HELLO)
    assert time.slept == []


def test_a_trickle_ends_at_the_deadline() -> None:
    ticks = iter(range(1000))

    def script(_: Request) -> Reaction:
        return Reaction(text="您好" * 100, piece_seconds=0.01)

    with loopback(script) as server:
        chat = OpenAIChat(
            Endpoint("m", server.url), clock=lambda: float(next(ticks)), patience=Patience(budget_seconds=6)
        )
        with pytest.raises(EndpointError, match="endpoint_timeout"):
            chat.ask(HELLO)
        chat.close()


def test_nobody_listens(client: Client, time: Time) -> None:
    chat = OpenAIChat(Endpoint("m", "http://127.0.0.1:9/v1"), clock=time, sleep=time.sleep)
    with pytest.raises(EndpointError, match="endpoint_unreachable"):
        chat.ask(HELLO)
    chat.close()


@pytest.mark.parametrize("address", ["ftp://example.org", "nonsense", "http://[::1"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(EndpointError, match="endpoint_url"):
        OpenAIChat(Endpoint("m", address), sleep=lambda _: None).ask(HELLO)


def test_a_dead_endpoint_is_left_alone_and_probed_later(client: Client, time: Time) -> None:
    dead = failing(503)
    chat, server = client(in_turn(*[dead] * 9, OK))
    for _ in range(2):
        with pytest.raises(EndpointError, match="endpoint_server"):
            chat.ask(HELLO)
    sent = len(server.requests)
    began = time.now
    for _ in range(10):
        with pytest.raises(EndpointError, match="endpoint_resting"):
            chat.ask(HELLO)
    assert len(server.requests) == sent
    assert time.now == began
    time.now += 31
    with pytest.raises(EndpointError, match="endpoint_resting"):
        chat.ask(HELLO)  # nobody waits for the probe
    assert len(server.requests) == sent + 1  # which is one try
    time.now += 61
    with pytest.raises(EndpointError, match="endpoint_resting"):
        chat.ask(HELLO)
    assert chat.ask(HELLO).text == "您好"


def test_the_probe_runs_beside_the_calls(time: Time) -> None:
    """The caller is turned away at once, while the endpoint still thinks about the probe."""
    turned_away = Event()

    def script(_: Request) -> Reaction:
        assert turned_away.wait(timeout=30)
        return OK

    breaker = Breaker(time, threshold=1, rest_seconds=1)
    breaker.failed()
    time.now += 2
    with loopback(script) as server, ThreadPoolExecutor(1) as pool:
        endpoint = Endpoint("m", server.url)
        chat = OpenAIChat(endpoint, clock=time, sleep=time.sleep, breaker=breaker, spawn=pool.submit)
        with pytest.raises(EndpointError, match="endpoint_resting"):
            chat.ask(HELLO)
        assert breaker.is_open
        turned_away.set()
        pool.shutdown()
        assert chat.ask(HELLO).text == "您好"
        chat.close()


def test_work_in_the_background_is_done() -> None:
    done = Event()
    in_background(done.set)
    assert done.wait(timeout=30)


def test_a_look_tells_what_ails_the_endpoint_before_anybody_calls(client: Client) -> None:
    chat, server = client(in_turn(failing(401)))
    chat.look()
    assert trouble(chat) == "endpoint_key"
    assert len(server.requests) == 1


def test_a_wrong_key_is_asked_about_once(client: Client) -> None:
    chat, server = client(in_turn(failing(401)))
    with pytest.raises(EndpointError, match="endpoint_key"):
        chat.ask(HELLO)
    with pytest.raises(EndpointError, match="endpoint_resting"):
        chat.ask(HELLO)
    assert len(server.requests) == 1


def test_what_ails_the_endpoint_is_known_until_it_is_well(client: Client) -> None:
    chat, _ = client(in_turn(failing(400), OK))
    with pytest.raises(EndpointError):
        chat.ask(HELLO)
    assert trouble(chat) == "endpoint_refused"
    chat.ask(HELLO)
    assert trouble(chat) == ""


def test_the_cause_is_remembered_while_the_endpoint_is_left_alone(client: Client) -> None:
    chat, _ = client(in_turn(failing(401)))
    for _ in range(2):
        with pytest.raises(EndpointError):
            chat.ask(HELLO)
    assert trouble(chat) == "endpoint_key"


def trouble(chat: OpenAIChat) -> str:
    return chat.trouble.code if chat.trouble else ""


def test_one_refused_call_does_not_close_the_line(client: Client) -> None:
    chat, _ = client(in_turn(failing(400), failing(400), failing(400), OK))
    for _ in range(3):
        with pytest.raises(EndpointError, match="endpoint_refused"):
            chat.ask(HELLO)
    assert chat.ask(HELLO).text == "您好"


def takes_only(form: str, refusal: Reaction) -> Script:
    def script(body: Request) -> Reaction:
        asked = body.get("response_format", {}).get("type", "text")
        return Reaction(text='{"word": "好"}') if asked == form else refusal

    return script


@pytest.mark.parametrize("form", ["json_object", "text"])
@pytest.mark.parametrize(
    "refusal",
    [
        failing(400, "response_format.type json_schema is unavailable now"),
        failing(400, "bad request"),
        failing(422, "extra fields"),
        failing(500, "Internal Server Error"),
        failing(500, "json_schema not supported"),
    ],
    ids=["400 named", "400", "422", "500", "500 named"],
)
def test_a_refused_form_is_learned_and_is_no_failure(client: Client, form: str, refusal: Reaction) -> None:
    chat, server = client(takes_only(form, refusal), patience=Patience(budget_seconds=60))
    assert chat.ask(FORM).text == '{"word": "好"}'
    sent = len(server.requests)
    assert chat.ask(FORM).text == '{"word": "好"}'
    assert len(server.requests) == sent + 1  # remembered
    assert not chat.breaker.is_open


def test_the_best_form_is_tried_first_and_kept(client: Client) -> None:
    chat, server = client(in_turn(Reaction(text="{}"), failing(500), Reaction(text="{}")))
    chat.ask(FORM)
    chat.ask(FORM)
    assert {r["response_format"]["type"] for r in server.requests} == {"json_schema"}


PROSE = Reaction(text="我觉得挺好。")
JSON = Reaction(text='{"word": "好"}')


def test_prose_for_a_form_is_a_slip_and_asked_for_once_more_in_sterner_words(client: Client) -> None:
    chat, server = client(in_turn(JSON, PROSE, JSON))
    assert [chat.ask(FORM).text for _ in range(2)] == [JSON.text, JSON.text]
    first, _, last = (body["messages"][-1]["content"] for body in server.requests)
    assert last.startswith(first)
    assert last != first


def test_who_never_keeps_to_the_form_is_soon_not_asked_twice(client: Client) -> None:
    chat, server = client(in_turn(PROSE))
    for _ in range(10):
        assert chat.ask(FORM).text == PROSE.text
    assert len(server.requests) == 11


def test_a_slip_is_not_asked_about_more_than_once(client: Client) -> None:
    chat, server = client(in_turn(JSON, PROSE, PROSE, JSON))
    chat.ask(FORM)
    assert chat.ask(FORM).text == PROSE.text
    assert len(server.requests) == 3


def test_words_that_were_asked_for_without_a_form_are_no_slip(client: Client) -> None:
    chat, server = client(in_turn(PROSE))
    chat.ask(HELLO)
    assert len(server.requests) == 1


def test_a_parameter_that_is_not_known_is_left_out(client: Client) -> None:
    def script(body: Request) -> Reaction:
        for name in ("temperature", "max_tokens"):
            if name in body:
                return failing(400, f"Unsupported parameter: '{name}'")
        return OK

    chat, server = client(script)
    assert chat.ask(HELLO).text == "您好"
    assert server.requests[-1]["max_completion_tokens"] == HELLO.max_tokens
    chat.ask(HELLO)
    assert len(server.requests) == 4


def test_usage_is_counted_and_priced(client: Client) -> None:
    chat, _ = client(in_turn(OK))
    assert chat.ask(HELLO).usage.cost is None
    assert chat.meter.total.calls == 1
    assert chat.meter.total.tokens_in == 2
    assert chat.meter.total.tokens_cached is None
    assert Price(tokens_in=1_000_000, tokens_out=2_000_000).of(2, 3) == 8


def test_an_answer_in_parts_is_joined(client: Client) -> None:
    message = {"content": [{"type": "text", "text": "您"}, {"type": "text", "text": "好"}]}
    chat, _ = client(in_turn(Reaction(raw=json.dumps({"choices": [{"message": message}]}))))
    assert chat.ask(HELLO).text == "您好"


def test_no_secret_in_errors_and_logs(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chat, _ = client(in_turn(failing(401, f"Incorrect API key provided: {SECRET}")))
    with pytest.raises(EndpointError) as caught:
        chat.ask(HELLO)
    shown = f"{caught.value!r} {caught.value.params} {chat.endpoint!r} {caplog.text}"
    assert SECRET not in shown
    assert caught.value.__cause__ is None


def test_only_host_and_port_of_an_address_are_shown() -> None:
    assert Endpoint("m", "https://user:pw@llm.example:8443/v1?key=abc").host == "llm.example:8443"


def test_every_failure_has_its_words() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(failures.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'"(endpoint_[a-z_]+)"', source))
    assert len(codes) > 10
    for language in ("zh_CN", "en"):
        assert {code for code in codes if f"error.{code}" not in catalogue(language)} == set()
