"""Accounts over real HTTP requests: set-up, sign-in, a new password, guests, leaving, going on with a call."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from simulator.domain.person import Person
from simulator.services.people import TrainerCode
from simulator.settings import Settings
from simulator.ui.doors import routes
from simulator.ui.gate import COOKIE, ENTRANCES, Gate
from simulator.wiring.desk import Desk as Training
from simulator.wiring.desk import build_desk
from simulator.wiring.site import Services
from tests.services.desk import QUICK, site_over
from tests.ui.conftest import CODE

HTML = {"Accept": "text/html"}
PASSWORD = "一个很长很长的密码"


async def _inside(_request: Request) -> Response:
    return PlainTextResponse("inside")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("accounts"), database_url="", sign_in="accounts")
    services = site_over(settings, TrainerCode(CODE))
    yield services
    services.database.close()


@pytest.fixture(scope="module")
def training(built: Services) -> Training:
    return desk_of(built)


def desk_of(site: Services) -> Training:
    return build_desk(site.settings, site.rubric, site.library, site.database, TrainerCode(CODE), passwords=QUICK)


@pytest.fixture
def admin(built: Services, training: Training) -> Person:
    if training.accounts.needs_set_up():
        return training.accounts.set_up(CODE, "周主管", PASSWORD)
    return training.accounts.sign_in("周主管", PASSWORD, "").person


def browser(built: Services, training: Training, host: str = "localhost", address: str = "127.0.0.1") -> TestClient:
    app = Starlette(
        routes=[*routes(built, training), Route("/call", _inside)],
        middleware=[Middleware(Gate, who=built.people.who)],
    )
    return TestClient(app, base_url=f"http://{host}", client=(address, 5000), follow_redirects=False)


def send(client: TestClient, path: str, **fields: str) -> httpx2.Response:
    return client.post(path, data=fields, headers={"Origin": str(client.base_url)})


def is_in(client: TestClient) -> bool:
    return client.get("/call", headers=HTML).status_code == 200


def test_the_first_start_makes_the_administrator(tmp_path: Path) -> None:
    services = site_over(Settings(data_dir=tmp_path, database_url="", sign_in="accounts"))
    training = build_desk(
        services.settings, services.rubric, services.library, services.database, TrainerCode(CODE), passwords=QUICK
    )
    client = browser(services, training)
    assert "设置口令" in client.get("/enter").text
    first = {"name": "周主管", "new": PASSWORD, "again": PASSWORD, "next": "/"}
    wrong = send(client, "/enter/first", code="WRONG234", **first)
    assert wrong.status_code == 403
    assert "设置口令不对" in wrong.text
    differs = send(client, "/enter/first", code=CODE, **{**first, "again": "另一个很长很长的密码"})
    assert "两次输入的新密码不同" in differs.text
    assert send(client, "/enter/first", code=CODE, **first).status_code == 303
    assert is_in(client)
    assert "请用您的姓名和密码登录" in client.get("/enter").text
    assert send(browser(services, training), "/enter/first", code=CODE, **first).status_code == 403
    services.database.close()


@pytest.mark.usefixtures("admin")
def test_a_call_goes_on_after_signing_in_again(built: Services, training: Training) -> None:
    client = browser(built, training)
    sent_away = client.get("/call?call=abc", headers=HTML)
    form = client.get(sent_away.headers["location"], headers=HTML).text
    assert 'value="/call?call=abc"' in form
    answer = send(client, "/enter", name="周主管", password=PASSWORD, next="/call?call=abc")
    assert answer.headers["location"] == "/call?call=abc"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert is_in(client)


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(built: Services, training: Training, goal: str) -> None:
    answer = send(browser(built, training), "/enter", name="周主管", password=PASSWORD, next=goal)
    assert answer.headers["location"] == "/"


@pytest.mark.usefixtures("admin")
def test_a_wrong_password_is_told_and_throttled(built: Services, training: Training) -> None:
    client = browser(built, training)
    for _ in range(5):
        answer = send(client, "/enter", name="没有此人", password="不对的密码")
        assert answer.status_code == 400
        assert "姓名或密码不对" in answer.text
    assert "登录失败次数太多" in send(client, "/enter", name="没有此人", password="不对的密码").text
    assert COOKIE not in client.cookies


def test_a_given_password_must_be_changed_first(built: Services, training: Training, admin: Person) -> None:
    made = training.accounts.add(admin, "王小燕", "trainee")
    assert made.password is not None
    client = browser(built, training)
    form = send(client, "/enter", name="王小燕", password=made.password, next="/call?call=x").text
    assert "请先换成自己的" in form
    assert not is_in(client)
    fields = {"name": "王小燕", "must": "1", "next": "/call?call=x"}
    wrong = send(client, "/enter/password", password="不对的密码", new=PASSWORD, again=PASSWORD, **fields)
    assert "姓名或密码不对" in wrong.text
    answer = send(client, "/enter/password", password=made.password, new=PASSWORD, again=PASSWORD, **fields)
    assert answer.headers["location"] == "/call?call=x"
    assert is_in(client)


def test_an_own_password_is_changed_and_other_devices_are_signed_out(
    built: Services, training: Training, admin: Person
) -> None:
    made = training.accounts.add(admin, "赵敏", "trainee")
    assert made.password is not None
    training.accounts.change_password(made.person, made.password, PASSWORD)
    here, there = browser(built, training), browser(built, training)
    for client in (here, there):
        send(client, "/enter", name="赵敏", password=PASSWORD)
    assert "赵敏" in here.get("/enter/account").text
    send(here, "/enter/password", name="赵敏", password=PASSWORD, new="又一个很长的密码", again="又一个很长的密码")
    assert is_in(here)
    assert not is_in(there)
    send(there, "/enter", name="赵敏", password="又一个很长的密码")
    send(here, "/leave/everywhere")
    assert not is_in(here)
    assert not is_in(there)


@pytest.mark.usefixtures("admin")
def test_leaving_ends_the_session_even_for_a_copied_cookie(built: Services, training: Training) -> None:
    client = browser(built, training)
    send(client, "/enter", name="周主管", password=PASSWORD)
    token = client.cookies[COOKIE]
    send(client, "/leave")
    client.cookies.set(COOKIE, token)
    assert not is_in(client)


@pytest.mark.usefixtures("admin")
def test_a_guest_may_try_on_this_machine_only(built: Services, training: Training) -> None:
    here = browser(built, training)
    assert "只想试打一通" in here.get("/enter").text
    assert send(here, "/enter/guest", name="来看看").status_code == 303
    assert is_in(here)
    far = browser(built, training, host="train.example", address="10.0.0.7")
    assert "只想试打一通" not in far.get("/enter").text
    assert "访客试用只在本机开放" in send(far, "/enter/guest", name="来看看").text


@pytest.mark.usefixtures("admin")
def test_a_proxy_on_this_machine_makes_nobody_a_guest(built: Services, training: Training) -> None:
    behind = browser(built, training, host="train.example")
    assert send(behind, "/enter/guest", name="来看看").status_code == 403
    here = browser(built, training)
    here.headers["X-Forwarded-For"] = "10.0.0.7"
    assert send(here, "/enter/guest", name="来看看").status_code == 403


@pytest.mark.usefixtures("admin")
def test_a_form_of_another_site_signs_nobody_in(built: Services, training: Training) -> None:
    client = browser(built, training)
    answer = client.post(
        "/enter", data={"name": "周主管", "password": PASSWORD}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert COOKIE not in client.cookies


def test_names_are_escaped(built: Services, training: Training, admin: Person) -> None:
    assert admin
    page = send(browser(built, training), "/enter", name='"><script>alert(1)</script>', password="x").text
    assert "<script>" not in page


def test_every_entrance_is_open_to_strangers(built: Services, training: Training) -> None:
    assert {route.path for route in routes(built, training)} <= ENTRANCES
