"""Looking back at a call."""

from simulator.domain.reply import HangUp
from simulator.services.feedback import nearest
from simulator.services.views import CallOptions, Debrief
from tests.desk import TRAINEE, Desk, feedback, rubric


def debrief(*texts: str, scenario: str = "leak") -> Debrief:
    desk = Desk()
    view = desk.practice.start(TRAINEE, CallOptions(scenario=scenario))
    view = desk.practice.answer(TRAINEE, view.call_id, 1)
    for text in texts:
        desk.clock.pass_seconds(4)
        view = desk.practice.say(TRAINEE, view.call_id, text)
    if not view.call.is_over:
        desk.practice.act(TRAINEE, view.call_id, HangUp())
    return desk.practice.debrief(TRAINEE, view.call_id)


def test_each_turn_has_the_guides_contrast_pair_with_blanks_filled_in() -> None:
    found = debrief("greet").turns[0]
    contrast = found.contrasts[0]
    assert contrast.should_not == "喂，你好"
    assert contrast.approved == ("您好，锦绣花园业主服务中心，请问有什么可以帮助您？",)
    assert [label for label, _, _ in contrast.missed] == ["报出服务中心名称", "主动询问需求"]
    assert found.seconds_to_reply == 4


def test_the_gravest_violation_is_what_to_work_on() -> None:
    found = debrief("greet wei_opener wei_opener", "insult")
    assert found.advice.startswith(f"下次先避开“{rubric().violations['insult'].label}”")
    assert found.turns[1].contrasts[0].violations[0][3] == "insult"


def test_without_violations_the_element_missed_most_is_what_to_work_on() -> None:
    found = debrief("greet identify_centre", "apologize", "apologize offer_help")
    assert rubric().elements["offer_help"].label in found.advice


def test_the_composition_lists_the_weakest_situation_first() -> None:
    found = debrief("greet identify_centre offer_help", "apologize")
    assert [(label, score, count) for label, score, count in found.composition][-1] == ("开场白", 100.0, 1)


def test_a_call_that_was_cut_at_once_says_what_to_do() -> None:
    desk = Desk()
    view = desk.practice.start(TRAINEE, CallOptions(scenario="leak"))
    desk.clock.pass_seconds(100)
    desk.practice.view(TRAINEE, view.call_id)
    found = desk.practice.debrief(TRAINEE, view.call_id)
    assert found.score is None
    assert "还没有评分" in found.advice


def test_only_wordings_that_fit_the_facts_are_shown() -> None:
    desk = Desk()
    scenario = desk.library.scenarios["leak"].model_copy(update={"colleague": "off_duty"})
    step = rubric().situation("asks_for_colleague").step(1)
    assert feedback(desk.library).approved(step, scenario) == ("今天他没有上班，等他上班后给您回这个电话，好吗？",)


def test_hours_follow_the_class_of_the_complaint() -> None:
    desk = Desk()
    step = rubric().situation("complaint_closing").step(1)
    simple = desk.library.scenarios["leak"].model_copy(update={"complaint": "simple"})
    assert "张先生" in feedback(desk.library).approved(step, simple)[0]
    assert "2小时内" in feedback(desk.library).approved(step, simple)[0]


def test_the_wording_that_shares_most_is_the_nearest() -> None:
    assert nearest("我帮你转", ("请稍等，我帮您联系。", "您好，我帮您转接。")) == "您好，我帮您转接。"
    assert nearest("什么", ()) == ""
