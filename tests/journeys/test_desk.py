"""From an empty installation to a corrected grade: administrator, trainee and trainer in three browsers."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import CODE, serving
from tests.journeys.test_calls import GREETING, choose, say, score

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
PASSWORD = "一个很长很长的密码"
_DECISIONS = re.compile(r"全部 n=(\d+)，仅盲评 n=(\d+)")


@pytest.fixture(scope="module")
def accounts_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty site with accounts, on which every reply is drawn for blind grading."""
    own = {"SIMULATOR_SIGN_IN": "accounts", "SIMULATOR_BLIND_SHARE": "1"}
    with serving(tmp_path_factory.mktemp("accounts"), own) as address:
        yield address


Window = Callable[[], Page]


@pytest.fixture
def window(accounts_site: str, browser: Browser) -> Iterator[Window]:
    """Return a function that opens a browser of its own on the site."""
    contexts = []

    def opened() -> Page:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=accounts_site)
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        return page

    yield opened
    for context in contexts:
        context.close()


def set_up(page: Page) -> None:
    page.get_by_label("设置口令").fill(CODE)
    page.get_by_label("姓名").fill("周主管")
    page.get_by_label("新密码（至少 8 个字符）").fill(PASSWORD)
    page.get_by_label("再输入一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="设置管理员并进入").click()
    expect(page.get_by_role("link", name="规范").first).to_be_visible()


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("姓名").first.fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def sign_in_first(page: Page, name: str, password: str) -> None:
    """Sign in with a password that was handed over, and change it."""
    page.get_by_label("姓名").first.fill(name)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label("新密码（至少 8 个字符）").fill(PASSWORD)
    page.get_by_label("再输入一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="更改密码").click()
    expect(page.get_by_role("link", name="规范").first).to_be_visible()


def add_trainer(page: Page, name: str) -> str:
    """Make a trainer's account and return the first password."""
    page.goto("/accounts")
    page.get_by_label("姓名").first.fill(name)
    page.get_by_role("radio", name="培训师").or_(page.get_by_role("button", name="培训师", exact=True)).first.click()
    page.get_by_role("button", name="新建账号").click()
    return page.locator("code").first.inner_text()


def import_class(page: Page, name: str, group: str) -> str:
    """Import a class of one trainee and return the first password."""
    page.goto("/classes")
    page.get_by_text("导入名单", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": "名单.csv", "mimeType": "text/csv", "buffer": f"姓名,班级\n{name},{group}\n".encode()}
    )
    page.get_by_role("button", name="导入这份名单").click()
    password = page.locator("code").first.inner_text()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下载表格").click()
    assert downloading.value.suggested_filename == "初始密码.csv"
    assert f"{name},{password}" in Path(downloading.value.path()).read_text(encoding="utf-8-sig")
    return password


def assign(page: Page, title: str) -> None:
    page.goto("/classes")
    page.get_by_text("布置任务", exact=True).click()
    page.get_by_label("任务名称").fill(title)
    page.get_by_role("combobox", name="规范的情况").fill("开场白")
    page.get_by_role("option", name="1 开场白").click()
    page.get_by_role("combobox", name="规范的情况").press("Escape")
    page.get_by_role("button", name="布置给").click()
    expect(page.get_by_text("学员首页会有提醒")).to_be_visible()


def fail_and_dispute(page: Page, word: str) -> str:
    """Greet well, then hurt the owner, dispute the second grade, and return the debrief's address."""
    choose(page, "漏水三天没人管")
    page.get_by_role("button", name="接听").click()
    say(page, GREETING)
    expect(score(page, 100)).to_be_visible()
    page.get_by_placeholder("请输入回复").fill("又不是我的错，你凶什么凶！")
    page.get_by_placeholder("请输入回复").press("Enter")
    expect(page.get_by_role("log").get_by_text("0 分", exact=True)).to_be_visible()
    page.keyboard.press("F8")  # nothing happens if the owner was quicker
    page.get_by_role("button", name="看复盘").click()
    expect(page.get_by_role("heading", name="逐句复盘")).to_be_visible()
    page.get_by_role("button", name="申诉").nth(1).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(word)
    dialog.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    return page.url


def open_disputed(page: Page, link: str) -> None:
    """Open the one reply that is disputed."""
    page.goto("/review")
    page.get_by_text("学员申诉 1").click()
    waiting = page.locator("[class*='st-key-wait-']")
    expect(waiting).to_have_count(1)
    waiting.get_by_role("link", name=link).click()


def grade_blindly(page: Page) -> None:
    """Judge the disputed reply, which was drawn for an audit, before its grade is seen, whatever the address."""
    open_disputed(page, "盲评")
    heading = page.get_by_role("heading", name="盲评一条回复")
    expect(heading).to_be_visible()
    page.goto(page.url.replace("&blind=1", "").replace("blind=1&", ""))
    expect(heading).to_be_visible()
    expect(page.get_by_role("button", name="提交盲评")).to_be_visible()
    expect(page.get_by_text("逐项核对")).to_have_count(0)
    answers = page.get_by_role("radio", name="没有做到")
    expect(answers).to_have_count(2)  # of row 16: an apology, and an offer of help
    for answer in answers.all():
        answer.check()
    page.get_by_role("button", name="提交盲评").click()
    expect(page.get_by_role("heading", name="复核一条回复")).to_be_visible()


def override_and_answer(page: Page, reason: str, answer: str) -> None:
    """Correct an element of the disputed reply, then uphold the dispute."""
    open_disputed(page, "复核")
    expect(page.get_by_role("heading", name="复核一条回复")).to_be_visible()
    page.get_by_text("做到了", exact=True).first.click()
    page.get_by_label("更正的理由").fill(reason)
    page.get_by_role("button", name="保存更正").click()
    expect(page.get_by_text("机器原判").first).to_be_visible()
    page.get_by_text("成立", exact=True).click()
    page.get_by_label("答复（学员会看到）").fill(answer)
    page.get_by_role("button", name="答复申诉").click()
    expect(page.get_by_text("等待答复")).to_have_count(0)


def decisions(page: Page) -> tuple[int, int]:
    """Return how many decisions the page of agreement counts, and how many of them are blind."""
    page.goto("/agreement")
    text = page.get_by_text(_DECISIONS).inner_text()
    found = _DECISIONS.search(text)
    assert found is not None
    return int(found.group(1)), int(found.group(2))


def test_a_correction_finds_its_way_from_the_trainer_to_the_trainee(window: Window) -> None:
    admin = window()
    set_up(admin)
    trainers_password = add_trainer(admin, "陈老师")
    trainees_password = import_class(admin, "王小燕", "春季班")
    assign(admin, "第一周：开场白")

    trainee = window()
    sign_in_first(trainee, "王小燕", trainees_password)
    expect(trainee.get_by_text("第一周：开场白")).to_be_visible()
    debrief = fail_and_dispute(trainee, "我是在向业主解释")
    assert decisions(trainee) == (0, 0)

    grade_blindly(admin)
    every, blind = decisions(trainee)
    assert every == blind > 0

    trainer = window()
    sign_in_first(trainer, "陈老师", trainers_password)
    override_and_answer(trainer, "已经道歉过了", "您说得有道理")
    assert decisions(trainee) == (every + 1, blind)

    trainee.goto(debrief)
    expect(trainee.get_by_text("已经道歉过了").first).to_be_visible()
    expect(trainee.get_by_text("您说得有道理").first).to_be_visible()
    expect(trainee.get_by_text("按改判后计算")).to_be_visible()
    trainee.goto("/accounts")
    expect(trainee.get_by_text("只有管理员能做")).to_be_visible()


def test_a_sign_in_that_ends_in_mid_call_loses_nothing(window: Window) -> None:
    page = window()
    if page.get_by_label("设置口令").count():
        set_up(page)
    else:
        sign_in(page, "周主管")
    choose(page, "漏水三天没人管")
    page.get_by_role("button", name="接听").click()
    say(page, GREETING)
    expect(score(page, 100)).to_be_visible()
    page.evaluate("fetch('/leave/everywhere', {method: 'POST'})")
    page.get_by_placeholder("请输入回复").fill("实在对不起，请问有什么可以帮助您？")
    page.get_by_placeholder("请输入回复").press("Enter")
    expect(page.get_by_text("进入后接着刚才的通话")).to_be_visible()
    sign_in(page, "周主管")
    expect(page.get_by_role("log").get_by_text("锦绣花园业主服务中心")).to_be_visible()
    expect(page.get_by_role("button", name="挂机")).to_be_visible()
