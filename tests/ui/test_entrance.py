"""Coming in, being recognised, leaving."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from simulator.ui.entrance import Entrance, safe_goal
from simulator.ui.gate import COOKIE, Gate
from simulator.ui.shell import ChineseShell
from simulator.wiring.site import Services
from tests.ui.conftest import CODE

ORIGIN = {"Origin": "http://testserver"}
HTML = {"Accept": "text/html"}


async def _inside(_request: Request) -> Response:
    return PlainTextResponse("inside")


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("inside")
    await socket.close()


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    app = Starlette(
        routes=[
            *Entrance(services.people).routes(),
            Route("/data", _inside),
            WebSocketRoute("/_stcore/stream", _stream),
        ],
        middleware=[
            Middleware(Gate, who=services.people.who),
            Middleware(ChineseShell, own_paths=frozenset({"/enter", "/leave"})),
        ],
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


def enter(client: TestClient, name: str = "王小燕", **fields: str) -> httpx2.Response:
    return client.post("/enter", data={"name": name, **fields}, headers=ORIGIN)


def test_a_stranger_is_sent_to_the_entrance_and_comes_back(client: TestClient) -> None:
    answer = client.get("/call?call=abc", headers=HTML)
    assert answer.status_code == 303
    form = client.get(answer.headers["location"], headers=HTML)
    assert 'value="/call?call=abc"' in form.text
    assert "进入后接着刚才的通话" in form.text
    assert "进入后接着刚才的通话" not in client.get("/enter", headers=HTML).text
    assert enter(client, next="/call?call=abc").headers["location"] == "/call?call=abc"


def test_a_name_is_enough(client: TestClient) -> None:
    answer = enter(client)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert '<html lang="zh-CN">' in client.get("/", headers=HTML).text


def test_the_cookie_is_secure_over_https(services: Services) -> None:
    app = Starlette(routes=list(Entrance(services.people).routes()))
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        answer = client.post("/enter", data={"name": "王小燕"}, headers={"Origin": "https://testserver"})
        assert "Secure" in answer.headers["set-cookie"]


def test_the_right_code_makes_a_trainer_and_a_wrong_one_is_refused(client: TestClient, services: Services) -> None:
    assert enter(client, name="陈老师", code="WRONG234").status_code == 403
    assert COOKIE not in client.cookies
    enter(client, name="陈老师", code=CODE)
    person = services.people.who(client.cookies[COOKIE])
    assert person is not None
    assert person.trains


def test_an_empty_name_is_told_and_a_bad_one_is_escaped(client: TestClient) -> None:
    empty = enter(client, name="   ")
    assert empty.status_code == 400
    assert 'role="alert"' in empty.text
    long = enter(client, name='"><script>alert(1)</script>' * 3)
    assert "<script>" not in long.text


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site", **ORIGIN}, {}):
        answer = client.post("/enter", data={"name": "王小燕"}, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_leaving_ends_the_session_on_the_server(client: TestClient) -> None:
    enter(client)
    token = client.cookies[COOKIE]
    assert client.post("/leave", headers=ORIGIN).headers["location"] == "/enter"
    client.cookies.set(COOKIE, token)
    assert client.get("/data").status_code == 401


def test_data_and_websocket_are_closed_to_strangers_and_open_to_people(client: TestClient) -> None:
    assert client.get("/data").status_code == 401
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
        pass
    enter(client)
    assert client.get("/data").text == "inside"
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "inside"


def test_a_session_planted_before_is_ended_at_the_entrance(client: TestClient, services: Services) -> None:
    planted = services.people.open_session(services.people.enter("李四"))
    client.cookies.set(COOKIE, planted)
    enter(client)
    assert services.people.who(planted) is None


@pytest.mark.parametrize(
    "goal", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", None, "/a\r\nb"]
)
def test_nobody_is_led_elsewhere(goal: str | None) -> None:
    assert safe_goal(goal) == "/"


def test_assets_stand_where_the_wheel_takes_them() -> None:
    ui = Path(__file__).parents[2] / "simulator" / "ui"
    assert (ui / "assets" / "phone.js").is_file()
    assert (ui / "templates" / "enter.html").is_file()
