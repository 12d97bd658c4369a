"""Files in the browser, while somebody else's pages run again and again."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright

from tests.journeys.conftest import CHROMIUM, CODE, Visit, visiting
from tests.journeys.test_calls import GREETING, choose, say

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
FEW = 3
FILES = "**/files/*"


@contextmanager
def reloading(address: str) -> Iterator[list[int]]:
    """Let somebody reload a page back to back from a browser of their own; count the reloads."""
    reloads, enough, ready = [0], threading.Event(), threading.Event()

    def go_on() -> None:
        with sync_playwright() as playwright:
            launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
            with visiting(launched, address) as visit:
                page = visit("李强")
                while not enough.is_set():
                    page.reload()
                    expect(page.get_by_role("heading", name="今天练什么")).to_be_visible()
                    reloads[0] += 1
                    ready.set()
            launched.close()

    other = threading.Thread(target=go_on)
    other.start()
    try:
        assert ready.wait(60)
        yield reloads
    finally:
        enough.set()
        other.join()


def practise(page: Page) -> None:
    """Greet an owner, so that there is something to report."""
    choose(page, "漏水三天没人管")
    page.get_by_role("button", name="接听").click()
    say(page, GREETING)
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="看复盘")).to_be_visible()


def excel(page: Page) -> bytes:
    """Download the workbook of the overview that is open."""
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下载全部报表（Excel）").click()
    assert downloading.value.suggested_filename == "培训报表.xlsx"
    return Path(downloading.value.path()).read_bytes()


def test_a_workbook_arrives_while_others_reload_their_pages(site: str, visit: Visit) -> None:
    practise(visit("王小燕"))
    trainer = visit("陈老师", code=CODE)
    trainer.goto("/trainer")
    expect(trainer.get_by_role("button", name="下载全部报表（Excel）")).to_be_visible()
    with reloading(site) as reloads:

        def on_a_slow_line(route: Route) -> None:
            before = reloads[0]
            while reloads[0] < before + FEW:
                trainer.wait_for_timeout(50)
            route.continue_()

        trainer.route(FILES, on_a_slow_line)
        book = openpyxl.load_workbook(io.BytesIO(excel(trainer)))
    assert len(book.worksheets) == 7


def slowly(route: Route) -> None:
    """Let a request wait a little."""
    route.request.frame.page.wait_for_timeout(1000)
    route.continue_()


def test_the_button_says_what_goes_on_and_why_there_is_no_file(visit: Visit) -> None:
    practise(visit("赵敏"))
    trainer = visit("陈老师", code=CODE)
    trainer.goto("/trainer")
    button = trainer.get_by_role("button", name="下载全部报表（Excel）")
    button.focus()
    trainer.route(FILES, slowly)
    with trainer.expect_download():
        trainer.keyboard.press("Enter")
        expect(trainer.get_by_role("button", name="正在生成")).to_have_attribute("aria-busy", "true")
    expect(button).to_be_visible()
    trainer.unroute(FILES)
    trainer.evaluate("fetch('/leave', {method: 'POST'})")
    button.click()
    expect(trainer.get_by_role("status").get_by_text("登录已结束")).to_be_visible()
