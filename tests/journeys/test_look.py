"""What may be seen: Chinese only, nothing cut off, at both widths."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from simulator.services.demo import DemoPlan
from simulator.settings import Settings
from simulator.wiring.desk import opened_demo
from tests.journeys.conftest import CODE, Visit, serving, visiting
from tests.journeys.test_calls import GREETING, choose, say, score

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
_ALLOWED = {"Enter", "CSV", "PNG", "SVG", "PDF", "Excel"}
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


_CUT = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const cut = main.scrollWidth > main.clientWidth ? [`page ${main.scrollWidth}`] : [];
  const isElsewhere = (e) => !e.checkVisibility({ opacityProperty: true }) || e.closest('[data-testid="stDataFrame"]');
  for (const element of main.querySelectorAll('*')) {
    const own = [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.nodeValue.trim());
    if (!own || isElsewhere(element)) continue;
    const edge = (element.closest('svg') ?? main).getBoundingClientRect().right;
    if (element.getBoundingClientRect().right > edge + 1) cut.push(element.textContent.trim());
  }
  return cut;
}"""


def cut(page: Page) -> list[str]:
    """Return the words that reach over the right edge of the page or of their chart, and the page if it scrolls."""
    found: list[str] = page.evaluate(_CUT)
    return found


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
    assert not cut(page)
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
        assert not cut(page), address


_DESK = {
    "/trainer": "明天先练",
    "/dashboard?by=按学员": "最近一周|持平",
    "/dashboard?part=首次与最好": "比首次平均高",
    "/dashboard?part=遗漏与禁忌": "最常漏掉",
    "/dashboard?part=时间与动作": "让业主等得最久",
    "/dashboard?part=场景": "中途放弃",
    "/agreement": "还没有足够的判断",
    "/review": "复核",
    "/classes": "截止",
    "/classes?view=成员": "名成员",
    "/classes?view=导入名单": "每个文件不超过",
    "/certificate": "种情况达标",
    "/accounts": "只有管理员能做",
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over demonstration data."""
    here = tmp_path_factory.mktemp("trained")
    plan = DemoPlan(trainees=12, classes=2, calls=150, weeks=4)
    with opened_demo(Settings(data_dir=here / "data", database_url="")) as demo:
        demo.fill(plan, lambda n: f"演示学员{n:03d}", lambda n: f"演示班{n}")
    with serving(here, {}) as address:
        yield address


def assign(page: Page) -> None:
    """Give a class something to do, with a look into the calendar and the lists on the way."""
    page.goto("/classes?view=布置任务")
    page.get_by_label("任务名称").fill("第一周：开场白")
    page.get_by_role("combobox", name="规范的情况").click()
    page.get_by_role("option", name="1 开场白").click()
    assert not english(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="选择日期").click()
    expect(page.get_by_role("dialog").get_by_text("月").first).to_be_visible()
    assert not english(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="布置给").click()
    expect(page.get_by_text("学员首页会有提醒")).to_be_visible()


def test_the_trainers_desk_is_chinese_and_fits(trained: str, browser: Browser) -> None:
    with visiting(browser, trained) as visit:
        page = visit("陈培训", CODE)
        assign(page)
        for address, words in _DESK.items():
            page.set_viewport_size({"width": 1440, "height": 900})
            page.goto(address)
            expect(page.get_by_text(re.compile(words)).first).to_be_visible()
            for chart in page.get_by_test_id("stVegaLiteChart").all():
                expect(chart.locator("svg, canvas").first).to_be_visible()
            assert not english(page), address
            assert not cut(page), address
            page.set_viewport_size({"width": 390, "height": 844})
            with suppress(TooLate):  # charts are drawn anew for the width
                page.wait_for_function(f"!({_CUT})().length", timeout=10_000)
            assert not cut(page), address
            assert not english(page), address


def test_the_figures_of_a_chart_open_as_a_table_in_chinese(trained: str, browser: Browser) -> None:
    with visiting(browser, trained) as visit:
        page = visit("陈培训", CODE)
        page.add_init_script("window.showSaveFilePicker = undefined")  # it would ask where to put the file
        page.goto("/dashboard")
        page.get_by_test_id("stVegaLiteChart").hover()
        expect(page.get_by_role("button", name="下载 PNG 图片")).to_be_visible()
        page.get_by_role("button", name="显示数据").click()
        page.get_by_test_id("stDataFrame").hover()
        assert not english(page)
        for button in (page.get_by_role("button", name="下载 CSV：趋势"), page.get_by_text("下载表格（CSV）")):
            with page.expect_download() as download:
                button.click()
            head = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()[0]
            assert "平均分（0–100）" in head
            assert "次数 n" in head
            assert not re.findall(r"[A-Za-z]{3,}", head)


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
