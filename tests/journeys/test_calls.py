"""What a trainee does, in a browser."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
GREETING = "您好，锦绣花园业主服务中心，请问有什么可以帮助您？"
SOOTHING = "对不起，先生，请问有什么可以帮助您？"


def choose(page: Page, title: str) -> None:
    """Find a scenario on the first page and let its telephone ring."""
    page.get_by_label("找场景").fill(title)
    page.get_by_label("找场景").press("Enter")
    card = page.locator("[class*='st-key-card-']").filter(has_text=title)
    expect(page.get_by_role("button", name="接这通电话")).to_have_count(1)
    card.get_by_role("button", name="接这通电话").click()
    expect(page.get_by_role("button", name="接听")).to_be_visible()


def say(page: Page, text: str) -> None:
    page.get_by_placeholder("请输入回复").fill(text)
    page.get_by_placeholder("请输入回复").press("Enter")
    expect(page.get_by_role("log").get_by_text(text[-6:]).last).to_be_visible()


def score(page: Page, points: int) -> Locator:
    """Return the score beside the reply that has it."""
    return page.get_by_role("log").get_by_text(f"{points} 分", exact=True).first


def test_a_whole_call_with_an_angry_owner(visit: Visit) -> None:
    page = visit("王小燕")
    choose(page, "孩子困在电梯里")
    expect(page.get_by_text("第 1 声")).to_be_visible()
    page.get_by_role("button", name="接听").click()
    say(page, GREETING)
    expect(score(page, 100)).to_be_visible()
    say(page, SOOTHING)
    page.get_by_role("button", name="稍停五秒").click()
    expect(page.get_by_role("button", name="正在稍停")).to_be_visible()
    expect(page.get_by_role("log").get_by_text("稍停 5.")).to_be_visible()
    page.get_by_role("button", name="上报主管").click()
    expect(page.get_by_role("log").get_by_text("上报了主管")).to_be_visible()
    say(page, "请问您还有什么可以帮助您的吗？感谢您的来电，再见！")
    page.get_by_role("button", name="挂机").click()
    expect(page.get_by_text("您先挂断了电话").or_(page.get_by_text("通话正常结束"))).to_be_visible()
    page.get_by_role("button", name="看复盘").click()
    expect(page.get_by_role("heading", name="逐句复盘")).to_be_visible()
    expect(page.get_by_text("得分构成")).to_be_visible()


def test_a_reload_in_mid_call_goes_on_where_it_was(visit: Visit) -> None:
    page = visit("李强")
    choose(page, "漏水三天没人管")
    page.get_by_role("button", name="接听").click()
    say(page, GREETING)
    expect(score(page, 100)).to_be_visible()
    page.reload()
    expect(score(page, 100)).to_be_visible()
    expect(page.get_by_role("log").get_by_text(GREETING[3:8])).to_be_visible()
    say(page, SOOTHING)


def test_a_reload_while_it_rings_goes_on_counting(visit: Visit) -> None:
    page = visit("周七")
    choose(page, "漏水三天没人管")
    expect(page.get_by_text("第 2 声")).to_be_visible()
    page.reload()
    expect(page.get_by_text("第 2 声").or_(page.get_by_text("第 3 声"))).to_be_visible()
    page.keyboard.press("F2")
    expect(page.get_by_text("声接起")).not_to_have_text("响铃 1 声接起")


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit("赵六")
    choose(page, "漏水三天没人管")
    page.keyboard.press("F2")
    expect(page.get_by_placeholder("请输入回复")).to_be_focused()
    page.keyboard.type(GREETING)
    page.keyboard.press("Enter")
    expect(score(page, 100)).to_be_visible()
    page.keyboard.press("F4")
    expect(page.get_by_role("button", name="正在稍停")).to_be_visible()
    expect(page.get_by_role("log").get_by_text("稍停 5.")).to_be_visible()
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="看复盘")).to_be_visible()


def test_the_second_tab_is_told_and_shows_where_the_call_stands(visit: Visit) -> None:
    page = visit("孙八")
    choose(page, "漏水三天没人管")
    page.get_by_role("button", name="接听").click()
    expect(page.get_by_placeholder("请输入回复")).to_be_visible()
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.get_by_placeholder("请输入回复")).to_be_visible()
    say(page, GREETING)
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="看复盘")).to_be_visible()
    second.get_by_placeholder("请输入回复").fill(GREETING)
    second.get_by_placeholder("请输入回复").press("Enter")
    expect(second.get_by_text("已在另一个窗口继续").or_(second.get_by_text("通话已经结束")).first).to_be_visible()
    expect(second.get_by_role("button", name="看复盘")).to_be_visible()


def test_whoever_leaves_in_one_tab_has_left_in_all(visit: Visit) -> None:
    page = visit("吴九")
    second = page.context.new_page()
    second.goto("/guide")
    expect(second.get_by_role("heading", name="规范", exact=True)).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("姓名")).to_be_visible()
    second.get_by_text("16 业主破口大骂").click()
    expect(second.get_by_label("姓名")).to_be_visible()
