"""What may be seen: Chinese only, nothing cut off, at both widths."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import CODE, Visit
from tests.journeys.test_calls import GREETING, choose, say, score

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
_ALLOWED = {"Enter", "CSV", "PNG", "SVG", "PDF"}
_TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (!element.checkVisibility() || element.closest('[data-testid*="Icon"], noscript, script, style')) continue;
    if (node.nodeType === Node.TEXT_NODE) found.push(node.nodeValue);
    else found.push(...['placeholder', 'aria-label', 'title'].map((name) => element.getAttribute(name) ?? ''));
  }
  return found.join('\\n');
}"""


def english(page: Page) -> set[str]:
    """Return the English words that can be seen or are read out; names of icons are drawn as pictures."""
    return set(re.findall(r"[A-Za-z]{3,}", page.evaluate(_TEXTS))) - _ALLOWED


def wide(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_are_chinese_and_fit(visit: Visit, width: int) -> None:
    page = visit("陈培训", CODE, width=width)
    assert not english(page)
    choose(page, "漏水三天没人管")
    assert not english(page)
    page.keyboard.press("F2")
    say(page, GREETING)
    expect(score(page, 100)).to_be_visible()
    assert not english(page)
    assert wide(page) <= 0
    page.get_by_role("button", name="登记工单").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("业主姓名").fill("张三")
    assert not english(page)
    page.keyboard.press("Escape")
    page.keyboard.press("F8")
    page.get_by_role("button", name="看复盘").click()
    expect(page.get_by_role("heading", name="逐句复盘")).to_be_visible()
    expect(page.locator("svg.marks")).to_be_visible()
    assert not english(page)
    for address, heading in (("/history", "通话记录"), ("/guide", "规范")):
        page.goto(address)
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        assert not english(page), address
        assert wide(page) <= 0


def test_an_address_that_does_not_exist_is_told_in_chinese(visit: Visit) -> None:
    page = visit("钱十")
    page.goto("/nosuchpage")
    expect(page.get_by_text("没有这个页面")).to_be_visible()
    assert not english(page)


def test_a_reply_is_shown_as_it_was_typed(visit: Visit) -> None:
    page = visit("<b>郑十一</b>")
    choose(page, "漏水三天没人管")
    page.keyboard.press("F2")
    say(page, "Stop <img src=x onerror=document.title='hit'> **对不起**")
    expect(page.get_by_text("<b>郑十一</b>").first).to_be_visible()
    expect(page.get_by_role("log").get_by_text("Stop <img src=x")).to_be_visible()
    assert page.title() != "hit"


_FAINT = (Path(__file__).parent / "faint.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit: Visit, theme: Literal["light", "dark"]) -> None:
    page = visit("冯十二")
    page.emulate_media(color_scheme=theme)
    page.reload()
    expect(page.get_by_role("heading", name="今天练什么")).to_be_visible()
    assert not page.evaluate(_FAINT)
    choose(page, "漏水三天没人管")
    page.keyboard.press("F2")
    page.get_by_placeholder("请输入回复").fill("喂，你说什么？")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text("✕ 以“喂”开头")).to_be_visible()
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="看复盘")).to_be_visible()
    assert not page.evaluate(_FAINT)
    page.get_by_role("button", name="看复盘").click()
    expect(page.get_by_role("heading", name="逐句复盘")).to_be_visible()
    assert not page.evaluate(_FAINT)
