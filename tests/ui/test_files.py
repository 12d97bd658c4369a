"""Files of the pages: made when they are fetched, for whoever fetches them, whatever others do meanwhile."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import unquote
from uuid import uuid4

import httpx2
import openpyxl
import pytest
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from simulator.domain.base import utc_now
from simulator.domain.classroom import AssignmentDraft, Item
from simulator.domain.dashboard import Scope
from simulator.domain.person import Person
from simulator.ui.desk import Desk
from simulator.ui.file_makers import MAKERS
from simulator.ui.files import File, Files, Maker
from simulator.ui.gate import COOKIE, Gate
from simulator.wiring.site import Services
from tests.ui.conftest import CODE, MakeApp, training_of
from tests.ui.trained import House, house

OPEN_TO_TRAINEES = {"agreement", "timeline"}
ADMINS = {"audit", "person"}


@pytest.fixture(scope="module")
def at(services: Services) -> House:
    return house(services)


def _counter(services: Services, makers: dict[str, Maker]) -> Starlette:
    files = Files(
        services.people.who, lambda person: Desk(person, services, training_of(services), pages={}), lambda: makers
    )
    return Starlette(routes=list(files.routes()), middleware=[Middleware(Gate, who=services.people.who)])


class Browser:
    """Somebody's browser at the counter."""

    def __init__(self, client: TestClient, services: Services) -> None:
        self._client = client
        self._services = services

    def sign_in(self, person: Person) -> None:
        self._client.cookies.set(COOKIE, self._services.people.open_session(person))

    def leave(self) -> None:
        self._services.people.leave(self._client.cookies[COOKIE])

    def fetch(self, address: str, **headers: str) -> httpx2.Response:
        return self._client.get(address, headers={"Accept": "*/*", **headers})


@pytest.fixture
def browser(services: Services) -> Iterator[Browser]:
    with TestClient(_counter(services, dict(MAKERS)), follow_redirects=False) as client:
        yield Browser(client, services)


class _Buttons(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and "download" in found:
            self.found.append(found)


def buttons(test: AppTest) -> list[dict[str, str]]:
    """Return the attributes of every download button of a page."""
    assert not test.exception
    parser = _Buttons()
    for element in test.get("html"):
        parser.feed(element.proto.body)
    return parser.found


def lines(answer: httpx2.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


PAGES = {
    "trainer": [{}],
    "dashboard": [
        *({"part": part} for part in ("趋势", "首次与最好", "遗漏与禁忌", "时间与动作", "场景")),
        *({"part": "趋势", "by": by} for by in ("按班级", "按学员")),
    ],
    "privacy": [{}],
}


@pytest.mark.parametrize(("page", "queries"), PAGES.items())
def test_every_button_hands_out_its_file_under_its_chinese_name(
    app_of: MakeApp, at: House, browser: Browser, page: str, queries: list[dict[str, str]]
) -> None:
    browser.sign_in(at.admin)
    for query in queries:
        found = buttons(app_of(at.admin).open(page, period="全部", **query))
        assert found, query
        for button in found:
            answer = browser.fetch(button["href"])
            assert answer.status_code == 200, button["href"]
            kind, _, name = answer.headers["content-disposition"].partition("; filename*=UTF-8''")
            assert (kind, unquote(name)) == ("attachment", button["download"])
            assert answer.headers["cache-control"] == "no-store"
            assert answer.content


def test_a_file_holds_what_the_page_was_about(app_of: MakeApp, at: House, browser: Browser) -> None:
    group = next(g for g in at.training.classes.classes(at.trainer) if g.name == "演示班1")
    members = {p.name for p in at.training.classes.members(at.trainer, group.id)}
    (heat, workbook) = buttons(app_of(at.trainer).open("trainer", period="全部", **{"class": group.name}))
    browser.sign_in(at.trainer)
    assert {line[0] for line in lines(browser.fetch(heat["href"]))[1:]} == members
    book = openpyxl.load_workbook(io.BytesIO(browser.fetch(workbook["href"]).content))
    assert len(book.worksheets) == 7
    assert {row[0].value for row in book.worksheets[0].iter_rows(min_row=2)} == members


def test_the_trend_holds_the_people_that_are_drawn(app_of: MakeApp, at: House, browser: Browser) -> None:
    test = app_of(at.trainer).open("dashboard", by="按学员", period="全部")
    (button,) = buttons(test)
    browser.sign_in(at.trainer)
    drawn = set(test.multiselect(key="people").value)
    assert len(drawn) == 5
    assert {line[0] for line in lines(browser.fetch(button["href"]))[1:]} == drawn


def test_nobody_gets_a_file_of_another_role(at: House, person: Person, browser: Browser) -> None:
    browser.sign_in(person)
    for name in MAKERS.keys() - OPEN_TO_TRAINEES:
        answer = browser.fetch(f"/files/{name}?whom={at.trainer.id}&group=x")
        assert answer.status_code == 403, name
        assert "开放" in answer.text or "只有管理员" in answer.text
    browser.sign_in(at.trainer)
    for name in ADMINS:
        assert browser.fetch(f"/files/{name}?whom={person.id}").status_code == 403


def test_a_call_is_ones_own(at: House, person: Person, browser: Browser, services: Services) -> None:
    call = at.call_of(person).call_id
    browser.sign_in(person)
    assert len(lines(browser.fetch(f"/files/timeline?call={call}"))) > 1
    browser.sign_in(services.people.enter("别人"))
    assert browser.fetch(f"/files/timeline?call={call}").status_code in (403, 404)


def test_whoever_is_signed_out_or_comes_from_elsewhere_gets_nothing(at: House, browser: Browser) -> None:
    assert browser.fetch("/files/heat").status_code == 401
    browser.sign_in(at.trainer)
    assert browser.fetch("/files/heat", **{"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert browser.fetch("/files/heat", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    browser.leave()
    assert browser.fetch("/files/heat").status_code == 401


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/files/nothing", 404),
        ("/files/heat?since=yesterday", 400),
        ("/files/heat?mode=sleep", 400),
        ("/files/person?whom=nobody", 404),
        ("/files/timeline?call=nothing", 404),
    ],
)
def test_an_address_that_was_changed_by_hand_gets_a_sentence(
    at: House, browser: Browser, address: str, status: int
) -> None:
    browser.sign_in(at.admin)
    answer = browser.fetch(address)
    assert answer.status_code == status
    assert "；" in answer.text


def test_a_failure_nobody_foresaw_becomes_a_sentence(at: House, services: Services) -> None:
    def fail(_desk: Desk, _query: QueryParams) -> File:
        raise RuntimeError("secret")

    with TestClient(_counter(services, {"heat": fail})) as client:
        browser = Browser(client, services)
        browser.sign_in(at.trainer)
        answer = browser.fetch("/files/heat")
        assert (answer.status_code, "secret" in answer.text) == (500, False)
        assert "数据都在" in answer.text


def test_a_file_of_one_person_is_theirs(at: House, person: Person, browser: Browser) -> None:
    call = at.call_of(person).call_id
    browser.sign_in(at.admin)
    answer = browser.fetch(f"/files/person?whom={person.id}")
    assert call in answer.text
    assert json.loads(answer.text)
    assert any(entry.deed == "person_exported" for entry in at.training.audit.entries(at.admin, 5))


def test_the_heat_map_of_everybody_is_whole(at: House, browser: Browser) -> None:
    browser.sign_in(at.trainer)
    cells = at.training.dashboard.heat(at.trainer, Scope())
    assert len(lines(browser.fetch("/files/heat"))) == 1 + len({cell.trainee for cell in cells})


def test_the_progress_of_a_class_is_a_file(app_of: MakeApp, at: House, person: Person, browser: Browser) -> None:
    group = at.training.classes.create(at.trainer, f"新班{uuid4().hex[:6]}")
    at.training.classes.set_members(at.trainer, group.id, [person.id])
    at.training.classes.assign(
        at.trainer,
        AssignmentDraft(
            class_id=group.id,
            title="第一周",
            items=(Item(kind="row", key="opening"),),
            mode="practice",
            due_at=utc_now() + timedelta(days=1),
        ),
    )
    (button,) = buttons(app_of(at.trainer).open("classes", view="进度", group=group.name))
    browser.sign_in(at.trainer)
    (_, line) = lines(browser.fetch(button["href"]))
    assert line[:4] == [person.name, "第一周", "1 开场白", "进行中"]


@pytest.mark.parametrize("who", ["机器与培训师", "两位培训师之间"])
@pytest.mark.parametrize(("by", "column"), [("规范的情况", "by_row"), ("要素", "by_element")])
def test_agreement_is_a_file_for_everybody(
    app_of: MakeApp, at: House, person: Person, browser: Browser, who: str, by: str, column: str
) -> None:
    trainers = [at.trainer, at.services.people.enter(f"培训{uuid4().hex[:6]}", CODE)]
    for item in at.training.review.queue(at.trainer, "audit")[:3]:
        for trainer in trainers:
            reviewed = at.training.review.open(trainer, item.ref, blind=True)
            at.training.review.grade_blindly(trainer, item.ref, dict.fromkeys(reviewed.asked, True), ())
    test = app_of(person).open("agreement", who=who, per=by)
    (button,) = buttons(test)
    browser.sign_in(person)
    found = lines(browser.fetch(button["href"]))[1:]
    study = at.training.agreement
    report = study.trainers(person) if who == "两位培训师之间" else study.machine_and_trainers(person)
    assert [int(line[1]) for line in found] == [part.n for part in getattr(report, column).values()]
    assert [line[0] for line in found] == list(test.dataframe[0].value.iloc[:, 0])
