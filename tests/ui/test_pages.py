"""Home, history, guide and debrief."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.domain.classroom import AssignmentDraft, Item
from simulator.domain.review import GradeRef, Judgement
from tests.ui.conftest import CODE, App, shown, training_of
from tests.ui.trained import take

GREETING = "您好，锦绣花园业主服务中心，请问有什么可以帮助您？"


def talked(app: App) -> str:
    """Take a call, say one good thing, put down the receiver."""
    view = app.start("leak_three_days")
    app.services.practice.answer(app.person, view.call_id, 1)
    app.services.practice.say(app.person, view.call_id, GREETING)
    app.open("call", call=view.call_id)
    app.press(view.call_id, "hang_up")
    return view.call_id


def test_home_shows_every_scenario_and_starts_the_chosen_one(app: App) -> None:
    test = app.open("home")
    text = shown(test)
    for card in app.services.practice.scenarios():
        assert card.title in text
    test.button(key="start-leak_three_days").click().run()
    (call_id,) = app.services.practice.open_calls(app.person)
    assert test.query_params["call"] == call_id or test.query_params["call"] == [call_id]


def test_home_searches_by_row_of_the_guide(app: App) -> None:
    test = app.open("home")
    test.text_input(key="search").set_value("骚扰").run()
    shown_cards = [b.key for b in test.button if (b.key or "").startswith("start-")]
    assert 0 < len(shown_cards) < len(app.services.practice.scenarios())
    assert "没有这样的场景" in shown(test.text_input(key="search").set_value("不存在的词").run())


def test_home_offers_to_go_on_with_an_open_call(app: App) -> None:
    view = app.start("leak_three_days")
    test = app.open("home")
    assert "有一通电话还没打完" in shown(test)
    test.button(key="resume").click().run()
    assert view.call_id in str(test.query_params["call"])


def test_the_chosen_mode_and_difficulty_hold_for_the_call(app: App) -> None:
    test = app.open("home")
    test.segmented_control(key="mode").set_value("exam").run()
    assert "考核没有提示" in shown(test)
    test.segmented_control(key="difficulty").set_value("hard").run()
    test.button(key="start-leak_three_days").click().run()
    (call_id,) = app.services.practice.open_calls(app.person)
    started = app.services.practice.view(app.person, call_id).call.started
    assert (started.mode, started.difficulty, started.grade_shown) == ("exam", "hard", "at_end")


def test_history_is_empty_then_lists_the_call(app: App) -> None:
    assert "还没有通话记录" in shown(app.open("history"))
    talked(app)
    text = shown(app.open("history"))
    assert "漏水三天没人管" in text


def test_the_debrief_gives_one_number_and_what_to_do_next(app: App) -> None:
    call_id = talked(app)
    debrief = app.services.practice.debrief(app.person, call_id)
    text = shown(app.open("debrief", call=call_id))
    assert f"<strong>{debrief.score}</strong>" in text
    assert debrief.advice.replace('"', "&#34;") in text
    assert "不应该" in text
    assert "从这里重来" in text


def test_retry_from_the_debrief_opens_a_new_call(app: App) -> None:
    call_id = talked(app)
    test = app.open("debrief", call=call_id)
    test.button(key="retry-1").click().run()
    branch = str(test.query_params["call"])
    assert call_id not in branch
    assert test.chat_input(key="reply")


def test_an_unknown_call_is_one_sentence(app: App) -> None:
    test = app.open("debrief", call="nosuchcall")
    (error,) = test.error
    assert "⟦" not in error.value
    assert "找不到这通电话" in error.value


def test_the_guide_shows_thirty_rows_and_finds_one(app: App) -> None:
    test = app.open("guide")
    assert len(test.radio(key="guide-row").options) == 30
    test.text_input(key="guide-search").set_value("破口大骂").run()
    assert "又不是我的错" in shown(test)
    test.button(key="drill-abusive_owner").click().run()
    (call_id,) = app.services.practice.open_calls(app.person)
    assert app.services.practice.view(app.person, call_id).call.started.scenario == "drill.abusive_owner"


def test_the_drill_map_has_thirty_rows_and_starts_what_is_chosen(app: App) -> None:
    test = app.open("home")
    test.segmented_control(key="mode").set_value("drill").run()
    rows = [b for b in test.button if (b.key or "").startswith("row-")]
    assert len(rows) == 30
    assert all(b.label.startswith("○") for b in rows)
    test.button(key="row-silent_line").click().run()
    (call_id,) = app.services.practice.open_calls(app.person)
    started = app.services.practice.view(app.person, call_id).call.started
    assert (started.scenario, started.mode) == ("drill.silent_line", "drill")


def test_a_row_that_was_done_badly_comes_first_and_is_marked(app: App) -> None:
    view = app.start("drill.abusive_owner", mode="drill")
    app.services.practice.answer(app.person, view.call_id, 1)
    app.services.practice.say(app.person, view.call_id, "喂，嘴巴干净一点，这又不是我的错呀！")
    test = app.open("home")
    test.segmented_control(key="mode").set_value("drill").run()
    first = next(b for b in test.button if (b.key or "").startswith("drill-"))
    assert first.key == "drill-abusive_owner-1"
    assert "上次没说好" in shown(test)
    assert test.button(key="row-abusive_owner").label.startswith("◐")


def test_an_exam_may_be_come_back_to_once(app: App) -> None:
    test = app.open("home")
    test.segmented_control(key="mode").set_value("exam").run()
    test.button(key="start-leak_three_days").click().run()
    (call_id,) = app.services.practice.open_calls(app.person)
    assert not test.error
    again = App(app.services, app.person).open("call", call=call_id)
    assert not again.error
    third = App(app.services, app.person).open("call", call=call_id)
    assert third.error
    assert app.services.practice.view(app.person, call_id).call.is_over


@pytest.mark.parametrize(
    ("scores", "reason", "words"),
    [
        (100, "completed", "✓ 考核通过：得分 100，及格线 90 分。"),
        (70, "completed", "✕ 考核未通过：得分 70，及格线 90 分，还差 20 分。"),
        (100, "trainee_hung_up", "✕ 考核未通过：这通电话没有走完"),
    ],
)
def test_the_debrief_of_an_exam_says_whether_it_was_passed(app: App, scores: int, reason: str, words: str) -> None:
    training, trainer = training_of(app.services), app.services.people.enter("陈培训", CODE)
    room = training.classes.create(trainer, f"班级{app.person.name}")
    training.classes.set_members(trainer, room.id, [app.person.id])
    items = (Item(kind="scenario", key="leak_three_days"),)
    due = datetime.now(UTC) + timedelta(days=1)
    draft = AssignmentDraft(class_id=room.id, title="考核", items=items, mode="exam", due_at=due, pass_mark=90)
    training.classes.assign(trainer, draft)
    call_id = take(app.services, app.person, "leak_three_days", mode="exam", score=scores, end=reason)
    for reader in (app.person, trainer):
        text = shown(App(app.services, reader).open("debrief", call=call_id))
        assert words in text
        assert "第 1 次考核" in text
        assert app.person.name in text


def test_a_dispute_is_sent_and_its_outcome_is_shown(app: App) -> None:
    call_id = talked(app)
    test = app.open("debrief", call=call_id)
    test.button(key="dispute-1-0").click().run()
    test.text_area(key="dispute-word").set_value("我已经问好了")
    next(b for b in test.button if b.label == "提交申诉").click().run()
    assert "您已申诉：“我已经问好了”" in shown(test)
    trainer = app.services.people.enter("陈培训", CODE)
    review = training_of(app.services).review
    ref = GradeRef(call_id=call_id, turn=1)
    judgement = Judgement(kind="element", key="greet", value="not_met")
    review.override(trainer, ref, [judgement], "没有听到", seen=0)
    review.decide(trainer, ref, "rejected", "请听录音")
    text = shown(app.open("debrief", call=call_id))
    assert "陈培训改判：“问候”由做到了改为没有做到。理由：没有听到" in text
    assert "申诉未成立（陈培训）：请听录音" in text
    assert "按改判后计算" in text


def test_an_assignment_reminds_and_starts_what_was_assigned(app: App) -> None:
    training = training_of(app.services)
    trainer = app.services.people.enter("陈培训", CODE)
    classroom = training.classes.create(trainer, f"班级{app.person.name}")
    training.classes.set_members(trainer, classroom.id, [app.person.id])
    draft = AssignmentDraft(
        class_id=classroom.id,
        title="第一周",
        items=(Item(kind="scenario", key="leak_three_days"), Item(kind="row", key="silent_line")),
        mode="exam",
        due_at=datetime.now(UTC) + timedelta(days=1),
        attempts=2,
    )
    given = training.classes.assign(trainer, draft)
    test = app.open("home")
    assert "快到期" in shown(test)
    button = test.button(key=f"todo-{given.id}-scenario-leak_three_days")
    assert "还有 2 次" in button.label
    button.click().run()
    (call_id,) = app.services.practice.open_calls(app.person)
    started = app.services.practice.view(app.person, call_id).call.started
    assert (started.scenario, started.mode) == ("leak_three_days", "exam")
