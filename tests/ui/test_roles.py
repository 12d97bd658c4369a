"""Who may open which page: a plain refusal for everybody else, whoever types the address."""

from uuid import uuid4

import pytest

from simulator.domain.permissions import may
from simulator.domain.person import Person, Role
from simulator.ui.pages import PAGES
from simulator.wiring.site import Services
from tests.ui.conftest import MakeApp, shown, training_of
from tests.ui.trained import house, take

ROLES: tuple[Role, ...] = ("guest", "trainee", "trainer", "admin")
OPEN_TO: dict[str, frozenset[Role]] = {
    "home": frozenset(ROLES),
    "call": frozenset(ROLES),
    "debrief": frozenset(ROLES),
    "history": frozenset(ROLES),
    "guide": frozenset(ROLES),
    "drill": frozenset(ROLES),
    "exam": frozenset(ROLES),
    "certificate": frozenset(ROLES),
    "agreement": frozenset({"trainee", "trainer", "admin"}),
    "trainer": frozenset({"trainer", "admin"}),
    "dashboard": frozenset({"trainer", "admin"}),
    "review": frozenset({"trainer", "admin"}),
    "reply": frozenset({"trainer", "admin"}),
    "paper": frozenset(ROLES),
    "classes": frozenset({"trainer", "admin"}),
    "accounts": frozenset({"admin"}),
    "privacy": frozenset({"admin"}),
}
"""Written down by hand: what the pages themselves say is compared with it."""

REFUSALS = ("只对培训师开放", "只有管理员能做", "访客不能做这一步")


@pytest.fixture(scope="module")
def people(services: Services) -> dict[Role, Person]:
    if (accounts := training_of(services).accounts).needs_set_up():
        accounts.set_up("ABCD2345", "周主管", "一个很长很长的密码")
    admin = accounts.sign_in("周主管", "一个很长很长的密码", "").person
    trainer = accounts.add(admin, f"培训{uuid4().hex[:6]}", "trainer", with_password=False).person
    return {
        "guest": services.people.enter_guest("来看看", "127.0.0.1"),
        "trainee": services.people.enter(f"学员{uuid4().hex[:6]}"),
        "trainer": trainer,
        "admin": admin,
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", [spec.name for spec in PAGES])
def test_a_page_opens_for_those_it_is_meant_for(
    app_of: MakeApp, people: dict[Role, Person], page: str, role: Role
) -> None:
    test = app_of(people[role]).open(page)
    text = shown(test)
    refused = any(words in text for words in REFUSALS)
    assert refused == (role not in OPEN_TO[page])
    assert "⟦" not in text
    assert "这一页暂时打不开" not in text


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_holds_only_what_may_be_opened(people: dict[Role, Person], role: Role) -> None:
    for spec in PAGES:
        assert may(people[role], spec.deed) == (role in OPEN_TO[spec.name])
        assert not spec.is_in_menu_of(people[role]) or role in OPEN_TO[spec.name]


def test_the_telephone_of_a_call_is_its_trainees_alone(
    app_of: MakeApp, people: dict[Role, Person], services: Services
) -> None:
    call_id = take(services, people["trainee"], "leak_three_days")
    other = services.people.enter(f"学员{uuid4().hex[:6]}")
    assert "看复盘" in shown(app_of(people["trainee"]).open("call", call=call_id))
    refused = shown(app_of(other).open("call", call=call_id))
    assert "这通电话属于其他学员" in refused
    assert "开场白" not in refused
    for role in ("trainer", "admin"):
        led = shown(app_of(people[role]).open("call", call=call_id))
        assert "逐句复盘" in led
        assert "看复盘" not in led


def test_a_trainer_at_anothers_telephone_sees_no_grade_that_is_to_be_judged_blind(
    app_of: MakeApp, services: Services
) -> None:
    at = house(services)
    text = shown(app_of(at.trainer).open("call", call=at.item(blind=True).ref.call_id))
    assert "这条回复抽到了盲评" in text
