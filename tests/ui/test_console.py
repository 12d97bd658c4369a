"""The call desk, from the bell to the end of the call."""

import pytest

from simulator.domain.reply import HangUp
from simulator.services.views import CallOptions, CallView
from simulator.ui import call_actions
from simulator.ui.views import console
from tests.ui.conftest import App, Watch, shown

GREETING = "您好，锦绣花园业主服务中心，请问有什么可以帮助您？"
ABUSIVE = "drill.abusive_owner"


def drill(app: App, scenario: str = ABUSIVE, **options: object) -> CallView:
    view = app.start(scenario, **{"mode": "drill", **options})
    app.open("call", call=view.call_id)
    return view


def answered(app: App, scenario: str = ABUSIVE, **options: object) -> str:
    view = drill(app, scenario, **options)
    app.press(view.call_id, "answer", rings=1)
    return view.call_id


def test_while_it_rings_the_phone_is_the_whole_page(app: App) -> None:
    drill(app)
    assert not app.test.chat_input
    assert "情况" not in shown(app.test)


def test_after_answering_the_owner_is_heard_and_a_reply_can_be_written(app: App) -> None:
    call_id = answered(app)
    owner = app.services.practice.view(app.person, call_id).call.turns[0].caller.text
    assert owner.split("（")[0] in shown(app.test)
    assert app.test.chat_input(key="reply").placeholder == "请输入回复，按 Enter 发送"


def test_a_good_reply_is_graded_with_its_own_words(app: App) -> None:
    answered(app)
    text = shown(app.say("对不起，先生，请问有什么可以帮助您？"))
    assert '<mark class="hl-met" title="致歉">对不起</mark>' in text
    assert "100" in text
    assert "规范用语" in text


def test_a_violation_is_marked_with_a_sign_and_not_by_colour_alone(app: App) -> None:
    answered(app)
    text = shown(app.say("喂，嘴巴干净一点，这又不是我的错呀！"))
    assert "hl-violation" in text
    assert "✕ " in text
    assert "再说一次" in text


def test_a_reply_is_never_read_as_html(app: App) -> None:
    answered(app)
    text = shown(app.say("<img src=x onerror=alert(1)>对不起"))
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_an_exam_gives_no_hints_while_it_lasts(app: App) -> None:
    call_id = answered(app, mode="exam")
    text = shown(app.test)
    assert "心情" not in text
    assert "考核中不显示" in text
    assert "hl-card" in shown(app.press(call_id, "hang_up"))


def test_grades_wait_for_the_end_when_asked_to(app: App) -> None:
    answered(app, mode="practice", scenario="leak_three_days", grade_shown="at_end")
    text = shown(app.say(GREETING))
    assert "成绩在通话结束后显示" in text
    assert "hl-score" not in text


def test_hanging_up_ends_the_call_and_leads_to_the_debrief(app: App) -> None:
    call_id = answered(app)
    text = shown(app.press(call_id, "hang_up"))
    assert "您先挂断了电话" in text
    app.test.button(key="to-debrief").click().run()
    assert "逐句复盘" in shown(app.test)


def test_an_action_in_an_older_turn_does_nothing(app: App) -> None:
    call_id = answered(app, "leak_three_days", mode="practice")
    app.say(GREETING)
    before = app.services.practice.view(app.person, call_id).call.length
    app.send({"do": "transfer", "turn": 1})
    assert app.services.practice.view(app.person, call_id).call.length == before


def test_a_wait_counts_on_a_page_that_does_not_show_the_answer_yet(app: App) -> None:
    call_id = answered(app, "leak_three_days", mode="practice")
    app.say(GREETING)
    app.send({"do": "wait", "turn": 1})
    assert app.services.practice.view(app.person, call_id).call.phase == "waiting"


def test_what_the_browser_makes_up_is_ignored(app: App) -> None:
    call_id = answered(app)
    before = app.services.practice.view(app.person, call_id).call.length
    for nonsense in ({"do": "transfer"}, "transfer", {"do": "explode", "turn": 1}, None):
        assert not app.send(nonsense).exception
    assert app.services.practice.view(app.person, call_id).call.length == before


def test_waiting_is_started_and_ended_by_the_telephone(app: App, watch: Watch) -> None:
    call_id = answered(app)
    app.press(call_id, "wait")
    assert app.services.practice.view(app.person, call_id).call.phase == "waiting"
    watch.move(5)
    app.press(call_id, "end_wait")
    assert app.services.practice.view(app.person, call_id).call.phase == "trainee"
    assert "稍停 5.0 秒" in shown(app.test)


def test_a_work_order_is_written_in_a_dialog(app: App) -> None:
    call_id = answered(app, "drill.bad_attitude")
    app.press(call_id, "ticket")
    app.test.text_input(key="ticket-about").set_value("客服态度不好")
    app.test.text_input(key="ticket-contact").set_value("13900016688")
    app.test.selectbox(key="ticket-category").select("complaint_simple")
    next(b for b in app.test.button if b.label == "保存工单").click().run()
    (action,) = app.services.practice.view(app.person, call_id).call.turns[0].reply.actions
    assert action.do == "record_ticket"
    assert action.fields.about == "客服态度不好"
    assert action.fields.category == "complaint_simple"


def test_retry_opens_a_branch_and_keeps_the_first_attempt(app: App) -> None:
    call_id = answered(app, "leak_three_days", mode="practice")
    app.say("喂，什么事？")
    app.test.button(key="retry").click().run()
    branch = app.test.query_params["call"]
    assert branch != [call_id]
    assert "喂，什么事？" not in shown(app.test)
    first = app.services.practice.view(app.person, call_id).call
    assert first.turns[0].reply.text == "喂，什么事？"


def test_a_reload_goes_on_with_the_call(app: App) -> None:
    call_id = answered(app, "leak_three_days", mode="practice")
    app.say(GREETING)
    again = App(app.services, app.person)
    text = shown(again.open("call", call=call_id))
    assert GREETING[:2] in text
    assert "100 分" in text


def test_a_second_tab_is_told_that_the_call_went_on(app: App) -> None:
    call_id = answered(app, "leak_three_days", mode="practice")
    app.services.practice.act(app.person, call_id, HangUp())
    text = shown(app.say(GREETING))
    assert "通话已经结束" in text


def test_a_call_of_another_is_refused(app: App) -> None:
    other = app.services.people.enter("另一位学员")
    view = app.services.practice.start(other, CallOptions(scenario=ABUSIVE, mode="drill"))
    text = shown(app.open("call", call=view.call_id))
    assert app.test.error
    assert "hl-owner" not in text


def test_without_a_call_the_page_says_how_to_get_one(app: App) -> None:
    assert "现在没有进行中的通话" in shown(app.open("call"))


def test_a_slow_owner_is_followed_and_the_reply_is_kept(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_actions, "is_slow", lambda desk, view: True)
    call_id = answered(app, "leak_three_days", mode="practice")
    text = shown(app.say(GREETING))
    assert "100 分" in text
    assert app.services.practice.view(app.person, call_id).call.turns[0].reply.text == GREETING


def test_hanging_up_on_a_slow_owner_keeps_what_was_said(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    call_id = answered(app, "leak_three_days", mode="practice")
    monkeypatch.setattr(call_actions, "is_slow", lambda desk, view: True)
    monkeypatch.setattr(console, "_follow", lambda desk, live, place: None)  # the trainee does not wait for it
    app.say(GREETING)
    app.press(call_id, "hang_up")
    app.test.run()
    call = app.services.practice.view(app.person, call_id).call
    assert call.turns[0].reply.text == GREETING
