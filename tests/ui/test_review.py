"""Reviews: the queue, a correction with its reason, two trainers at once, disputes, blind grading, agreement."""

from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from simulator.domain.grade import State
from simulator.domain.review import GradeRef, Judgement, Reviewed
from simulator.wiring.site import Services
from tests.ui.conftest import CODE, App, MakeApp, shown
from tests.ui.trained import House, house


@pytest.fixture(scope="module")
def at(services: Services) -> House:
    return house(services)


@pytest.fixture
def trainers_app(app_of: MakeApp, at: House) -> App:
    return app_of(at.trainer)


@pytest.fixture
def ref(at: House, services: Services) -> GradeRef:
    return at.call_of(services.people.enter(f"学员{uuid4().hex[:6]}"))


def address(ref: GradeRef) -> str:
    return f"{ref.call_id}.{ref.turn}.{ref.part}"


def key(name: str, reviewed: Reviewed) -> str:
    return f"{name}-{address(reviewed.ref)}-{reviewed.version}"


def met(reviewed: Reviewed) -> str:
    """Return an element that the machine found met."""
    assert reviewed.machine is not None
    return next(k for k, e in reviewed.machine.elements.items() if e.state is State.MET)


def press(test: AppTest, label: str) -> AppTest:
    (button,) = [b for b in test.button if b.label == label]
    return button.click().run()


def test_the_queue_names_its_reasons_and_is_filtered_by_them(trainers_app: App, at: House) -> None:
    test = trainers_app.open("review")
    waiting = at.training.review.waiting(at.trainer)
    control = test.segmented_control(key="reason")
    assert any(f"抽查盲评 {waiting['audit']}" == option for option in control.options)
    text = shown(control.set_value("audit").run())
    assert "抽查盲评" in text
    assert "成绩不显示" in text


def test_a_correction_needs_a_reason_and_keeps_the_machines_value(trainers_app: App, at: House, ref: GradeRef) -> None:
    test = trainers_app.open("reply", reply=address(ref))
    reviewed = at.training.review.open(at.trainer, ref)
    element = met(reviewed)
    test.segmented_control(key=key(f"element-{element}", reviewed)).set_value("not_met")
    assert "请写明更正的理由" in shown(press(test, "保存更正"))
    assert not at.training.review.open(at.trainer, ref).marks
    test.segmented_control(key=key(f"element-{element}", reviewed)).set_value("not_met")
    test.text_area(key=f"reason-{address(reviewed.ref)}").set_value("这句话没有说清楚")
    text = shown(press(test, "保存更正"))
    after = at.training.review.open(at.trainer, ref)
    assert after.in_force is not None
    assert after.machine is not None
    assert after.in_force.elements[element].state is State.NOT_MET
    assert after.machine.elements[element].state is State.MET
    assert "这句话没有说清楚" in text
    assert "机器原判：" in text


def test_the_second_of_two_trainers_sees_the_first_ones_mark(
    trainers_app: App, at: House, ref: GradeRef, services: Services
) -> None:
    test = trainers_app.open("reply", reply=address(ref))
    reviewed = at.training.review.open(at.trainer, ref)
    element = met(reviewed)
    other = services.people.enter(f"培训{uuid4().hex[:6]}", CODE)
    judgement = Judgement(kind="element", key=element, value="not_met")
    at.training.review.override(other, ref, [judgement], "同事先看的", 0)
    test.segmented_control(key=key(f"element-{element}", reviewed)).set_value("not_met")
    test.text_area(key=f"reason-{address(reviewed.ref)}").set_value("我也这么看")
    text = shown(press(test, "保存更正"))
    assert "另一位培训师刚刚复核了这条回复" in text
    assert "同事先看的" in text
    assert other.name in text
    assert test.text_area(key=f"reason-{address(ref)}").value == "我也这么看"
    assert [m.author for m in at.training.review.open(at.trainer, ref).marks] == [other.id]


def test_a_violation_can_be_lifted(trainers_app: App, at: House) -> None:
    items = at.training.review.queue(at.trainer, "critical")
    found = (at.training.review.open(at.trainer, item.ref) for item in items)
    reviewed = next(r for r in found if r.in_force is not None and r.in_force.violations)
    test = trainers_app.open("reply", reply=address(reviewed.ref))
    test.multiselect(key=key("violations", reviewed)).set_value([])
    test.text_area(key=f"reason-{address(reviewed.ref)}").set_value("这是复述业主的话")
    press(test, "保存更正")
    after = at.training.review.open(at.trainer, reviewed.ref)
    assert after.in_force is not None
    assert after.machine is not None
    assert not after.in_force.violations
    assert after.machine.violations


def test_a_dispute_is_answered(trainers_app: App, at: House, services: Services) -> None:
    trainee = services.people.enter(f"学员{uuid4().hex[:6]}")
    ref = at.call_of(trainee)
    at.training.review.dispute(trainee, ref, "我问候过了 <b>真的</b>")
    test = trainers_app.open("reply", reply=address(ref))
    assert "我问候过了 &lt;b&gt;真的&lt;/b&gt;" in shown(test)
    test.segmented_control(key="outcome").set_value("upheld")
    test.text_area(key="answer").set_value("您说得对")
    press(test, "答复申诉")
    (dispute,) = at.training.review.disputes(trainee, ref.call_id)
    assert (dispute.outcome, dispute.answer) == ("upheld", "您说得对")


def test_blind_grading_hides_the_machines_grade_until_it_is_done(trainers_app: App, at: House) -> None:
    item = at.item(blind=True)
    test = trainers_app.open("reply", reply=address(item.ref), blind="1")
    assert "<mark" not in shown(test)
    assert "请给每一项都作出判断" in shown(press(test, "提交盲评"))
    reviewed = at.training.review.open(at.trainer, item.ref, blind=True)
    for element in reviewed.asked:
        test.segmented_control(key=f"blind-{element}").set_value("met")
    text = shown(press(test, "提交盲评"))
    assert "逐项核对" in text
    report = at.training.agreement.machine_and_trainers(at.trainer)
    assert report.replies >= 1


def test_an_address_without_blind_does_not_open_a_blind_item(trainers_app: App, at: House) -> None:
    item = at.item(blind=True)
    text = shown(trainers_app.open("reply", reply=address(item.ref)))
    assert "盲评一条回复" in text
    assert "逐项核对" not in text
    assert "<mark" not in text
    debrief = shown(trainers_app.open("debrief", call=item.ref.call_id))
    assert "这条回复抽到了盲评" in debrief


def test_to_confirm_counts_on_the_page_of_agreement_and_shows_who_did(
    trainers_app: App, app_of: MakeApp, at: House, ref: GradeRef
) -> None:
    before = at.training.agreement.machine_and_trainers(at.trainer).decisions["all"]
    test = trainers_app.open("reply", reply=address(ref))
    text = shown(press(test, "确认现在的评分"))
    asked = at.training.review.open(at.trainer, ref).asked
    labels = [at.services.rubric.elements[key].label for key in asked]
    assert f"确认：{'、'.join(f'{label}（做到了）' for label in labels)}" in text
    assert f"全部 n={before + len(asked)}" in shown(app_of(at.trainer).open("agreement"))


def test_agreement_gives_n_and_nothing_under_three(app_of: MakeApp, at: House) -> None:
    trainers = [at.trainer, at.services.people.enter(f"培训{uuid4().hex[:6]}", CODE)]
    for item in at.training.review.queue(at.trainer, "audit")[:6]:
        for trainer in trainers:
            reviewed = at.training.review.open(trainer, item.ref, blind=True)
            at.training.review.grade_blindly(trainer, item.ref, dict.fromkeys(reviewed.asked, True), ())
    trainee = at.services.people.enter(f"学员{uuid4().hex[:6]}")
    test = app_of(trainee).open("agreement")
    text = shown(test)
    assert "条培训师判断过的回复" in text
    counted = at.training.agreement.machine_and_trainers(trainee).decisions
    assert f"全部 n={counted['all']}，仅盲评 n={counted['blind']}" in text
    assert "会低估一致性" in text
    table = test.dataframe[0].value
    few = table[table["判断次数 n"] < 3]
    assert set(few["一致率"]) <= {"–"}
    assert set(few["程度"]) <= {"次数不足"}
    assert not [cell for cell in table["程度"] if "⟦" in cell]
    assert "⟦" not in text
    blind = at.training.agreement.machine_and_trainers(trainee, source="blind")
    assert f"共 {blind.replies} 条培训师判断过的回复" in shown(
        test.segmented_control(key="source").set_value("blind").run()
    )
    both = shown(test.segmented_control(key="who").set_value("trainers").run())
    assert f"共 {at.training.agreement.trainers(trainee).replies} 条培训师判断过的回复" in both


@pytest.mark.parametrize("typed", ["nonsense", "a.b.c", "x.1.2.3", "nosuchcall.1.0"])
def test_a_wrong_address_is_one_sentence(trainers_app: App, typed: str) -> None:
    (error,) = trainers_app.open("reply", reply=typed).error
    assert "找不到这" in error.value
