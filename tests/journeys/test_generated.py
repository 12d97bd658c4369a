"""Owners that a language model plays, in a browser and in front of an endpoint that is well or ails."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.scripted import Pace, dying, refusing, web_page, well
from simulator.llm.loopback import Reaction, Request, Script, loopback
from tests.journeys.conftest import CODE, Visit, serving, visiting
from tests.journeys.test_calls import GREETING, SOOTHING, choose, say, score

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
AT_ONCE = Pace(first_seconds=0, token_seconds=0)
NOTE = "业主按脚本说"
BEGUN = 7
"""Pieces of an owner's line after which it stands still: some words are out, and more are to come."""

Site = Callable[..., Visit]


@pytest.fixture
def site_with(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """Return a function that starts an endpoint with a script, and a server with that endpoint."""
    with ExitStack() as stack:

        def start(script: Script, **more: str) -> Visit:
            endpoint = stack.enter_context(loopback(script))
            model = {"OPENAI_BASE_URL": endpoint.url, "OPENAI_API_KEY": "sk-test", "SIMULATOR_MODEL": "scripted"}
            address = stack.enter_context(serving(tmp_path_factory.mktemp("site"), {**model, **more}))
            return stack.enter_context(visiting(browser, address))

        yield start


def call(visit: Visit, name: str) -> Page:
    page = visit(name)
    choose(page, "孩子困在电梯里")
    page.get_by_role("button", name="接听").click()
    return page


def to_the_end(page: Page) -> None:
    """Hang up, and see that the call is graded."""
    page.get_by_role("button", name="挂机").click()
    page.get_by_role("button", name="看复盘").click()
    expect(page.get_by_role("heading", name="逐句复盘")).to_be_visible()
    expect(page.get_by_text("得分构成")).to_be_visible()


def owner(page: Page) -> str:
    """Return the owner's words on the screen, the last ones."""
    return page.locator(".hl-owner p:not(.hl-note)").last.inner_text()


def test_words_appear_before_the_line_is_complete(site_with: Site) -> None:
    go_on = Event()
    spoken = well(AT_ONCE)

    def held(body: Request) -> Reaction:
        reaction = spoken(body)
        stops = bool(body.get("stream")) and not go_on.is_set()
        return Reaction(pieces=reaction.pieces, hold=lambda n: n != BEGUN or go_on.wait(60)) if stops else reaction

    visit = site_with(held)
    page = call(visit, "王小燕")
    page.get_by_placeholder("请输入回复").fill(GREETING)
    page.get_by_placeholder("请输入回复").press("Enter")
    begun = page.locator(".hl-owner p", has_text=re.compile("^哎，.+"))
    expect(begun).to_be_visible()
    first = begun.inner_text()
    assert not page.get_by_text("100 分", exact=True).is_visible()  # the turn is still open
    go_on.set()
    expect(score(page, 100)).to_be_visible()
    assert owner(page).startswith(first)
    assert len(owner(page)) > len(first)
    say(page, SOOTHING)
    expect(page.get_by_role("log").get_by_text("我说啊，")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_have_count(0)
    to_the_end(page)


def test_an_endpoint_that_dies_in_mid_word_is_noted_and_the_call_is_graded_to_the_end(site_with: Site) -> None:
    visit = site_with(dying(well(AT_ONCE), after=1))
    page = call(visit, "李强")
    say(page, GREETING)
    expect(page.get_by_role("log").get_by_text("哎，")).to_be_visible()
    say(page, SOOTHING)
    expect(page.get_by_role("log").get_by_text(NOTE)).to_have_count(1)
    assert not owner(page).startswith("我说啊，")  # what had come of the broken line is taken back
    expect(score(page, 100)).to_be_visible()
    page.get_by_role("button", name="稍停五秒").click()
    expect(page.get_by_role("log").get_by_text("稍停 5.")).to_be_visible()
    page.get_by_role("button", name="上报主管").click()
    expect(page.get_by_role("log").get_by_text("上报了主管")).to_be_visible()
    expect(page.get_by_role("log").get_by_text(NOTE)).to_have_count(1)
    to_the_end(page)


@pytest.mark.parametrize(
    ("script", "what"),
    [(refusing(401, "Incorrect API key"), "OPENAI_API_KEY"), (web_page, "OPENAI_BASE_URL")],
    ids=["wrong key", "web page"],
)
def test_a_trainer_is_told_in_one_sentence_and_trainees_go_on(site_with: Site, script: Script, what: str) -> None:
    visit = site_with(script)
    page = visit("赵老师", code=CODE)
    expect(page.get_by_role("alert").filter(has_text=what)).to_have_count(1)
    page.goto("/trainer")
    expect(page.get_by_role("alert").filter(has_text=what)).to_have_count(1)
    page = call(visit, "王小燕")
    expect(page.get_by_text(what)).to_have_count(0)
    say(page, GREETING)
    expect(page.get_by_role("log").get_by_text(NOTE)).to_have_count(1)
    expect(score(page, 100)).to_be_visible()
    to_the_end(page)


def test_what_only_the_judge_found_counts_and_is_shown_as_provisional(site_with: Site) -> None:
    spoken = well(AT_ONCE)

    def offended(body: Request) -> Reaction:
        reaction = spoken(body)
        if '"nonce"' not in reaction.text:
            return reaction
        found = [{"key": "居高临下", "quote": "请问有什么", "why": "语气"}]
        return Reaction(text=json.dumps({**json.loads(reaction.text), "violations": found}, ensure_ascii=False))

    page = call(site_with(offended, SIMULATOR_AUDIT_SHARE="1"), "王小燕")
    say(page, GREETING)
    expect(page.get_by_role("log").get_by_text(re.compile("^[0-9]+ 分 · 待复核$"))).to_be_visible()
    expect(page.locator(".hl-card").get_by_text("居高临下", exact=True)).to_be_visible()
    expect(page.locator(".hl-card header").get_by_text("待复核")).to_be_visible()
    page.get_by_role("button", name="挂机").click()
    page.get_by_role("button", name="看复盘").click()
    expect(page.get_by_text("培训师复核之前是暂定的")).to_be_visible()
