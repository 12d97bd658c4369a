"""Accounts, one person's data and the record of deeds, for administrators."""

import json
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from simulator.wiring.site import Services
from tests.ui.conftest import App, MakeApp, shown
from tests.ui.trained import House, house


@pytest.fixture(scope="module")
def at(services: Services) -> House:
    return house(services)


@pytest.fixture
def admins_app(app_of: MakeApp, at: House) -> App:
    return app_of(at.admin)


def press(test: AppTest, label: str) -> AppTest:
    (button,) = [b for b in test.button if b.label == label]
    return button.click().run()


def test_an_account_is_added_with_its_role(admins_app: App, at: House) -> None:
    name = f"新培训{uuid4().hex[:6]}"
    test = admins_app.open("accounts")
    test.text_input(key="account-name").set_value(name)
    test.segmented_control(key="account-role").set_value("trainer")
    press(test, "新建账号")
    assert at.training.accounts.find(at.admin, name).person.role == "trainer"
    test.text_input(key="account-name").set_value(name)
    assert "没有重复建立" in shown(press(test, "新建账号"))


def test_a_reset_shows_the_password_once(admins_app: App, at: House) -> None:
    made = at.training.accounts.add(at.admin, f"忘记{uuid4().hex[:6]}", "trainee")
    test = admins_app.open("accounts")
    test.selectbox(key="account").set_value(made.person.id).run()
    text = shown(test.button(key="account-reset").click().run())
    assert "初始密码只显示这一次" in text
    account = at.training.accounts.find(at.admin, made.person.name)
    assert account.must_change
    assert "初始密码只显示这一次" not in shown(press(test, "已交给本人，不再显示"))


def test_somebody_is_disabled_enabled_and_promoted(admins_app: App, at: House) -> None:
    made = at.training.accounts.add(at.admin, f"调动{uuid4().hex[:6]}", "trainee")
    test = admins_app.open("accounts")
    test.selectbox(key="account").set_value(made.person.id).run()
    test.button(key="account-disable").click().run()
    assert at.training.accounts.find(at.admin, made.person.name).disabled
    test.button(key="account-enable").click().run()
    test.button(key="account-make_trainer").click().run()
    account = at.training.accounts.find(at.admin, made.person.name)
    assert (account.disabled, account.person.role) == (False, "trainer")


def test_signing_out_everywhere_ends_the_session(admins_app: App, at: House) -> None:
    person = at.services.people.enter(f"学员{uuid4().hex[:6]}")
    token = at.services.people.open_session(person)
    test = admins_app.open("accounts")
    test.selectbox(key="account").set_value(person.id).run()
    test.button(key="account-sign_out").click().run()
    assert at.services.people.who(token) is None


def test_the_last_administrator_stays(admins_app: App, at: House) -> None:
    test = admins_app.open("accounts")
    test.selectbox(key="account").set_value(at.admin.id).run()
    assert "至少要有一名可以登录的管理员" in shown(test.button(key="account-disable").click().run())


def test_nobody_is_erased_by_a_slip(admins_app: App, at: House) -> None:
    person = at.services.people.enter(f"离职{uuid4().hex[:6]}")
    at.call_of(person)
    assert json.loads(at.training.retention.export(at.admin, person.id))
    test = admins_app.open("privacy")
    test.selectbox(key="whom").set_value(person.id).run()
    test.text_input(key=f"typed-{person.id}").set_value("别人")
    assert "没有删除任何数据" in shown(press(test, "永久删除此人的账号、通话和成绩"))
    test.text_input(key=f"typed-{person.id}").set_value(person.name)
    press(test, "永久删除此人的账号、通话和成绩")
    assert person.id not in {a.person.id for a in at.training.accounts.accounts(at.admin)}
    assert "删除个人数据" in set(admins_app.open("privacy").dataframe[0].value["操作"])


def test_the_record_is_in_chinese(admins_app: App) -> None:
    table = admins_app.open("privacy").dataframe[0].value
    assert len(table) > 0
    assert not [deed for deed in table["操作"] if "⟦" in deed]
