"""Owners say what fits what was said and done: relief, Mandarin, who has the telephone, last words."""

import pytest

from simulator.domain.call import Call, replay
from simulator.domain.events import Difficulty
from simulator.domain.library import Library
from simulator.domain.reply import Reply
from simulator.domain.scenario import Deputy, Fact, Persona, PlannedSituation, PlannedStep, Scenario
from simulator.services.rehearsal import PoorTrainee, Trainee, rehearse
from simulator.services.views import CallOptions
from tests.desk import TRAINEE, Desk, KeyModel, cast, shipped, world

OPENING = "greet identify_centre offer_help"
NUMBER = "13900000312"


def scripted(*texts: str) -> Trainee:
    """A trainee who says these things in order, then nothing of use."""
    left = list(texts)
    return lambda call, scenario: Reply(text=left.pop(0) if left else "hm")


def touchy(**changes: object) -> Persona:
    return cast().persona("touchy").model_copy(update=changes)


def lines(*texts: object) -> tuple[object, ...]:
    return tuple(PlannedStep.model_validate({"lines": texts}).lines)


def situation(key: str, *texts: object) -> PlannedSituation:
    return PlannedSituation.model_validate({"key": key, "steps": [{"lines": [text]} for text in texts]})


def library(*situations: PlannedSituation, deputy: Deputy | None = None, **personas: Persona) -> Library:
    scenario = Scenario(
        key="s", title="来电", persona="owner", summary="来电。", surname="张", honorific="先生",
        situations=situations, deputy=deputy,
        facts={"contact": Fact(pieces=(NUMBER,), asked_by=("ask_contact",)), **cast().scenarios["leak"].facts},
    )  # fmt: skip
    return cast().model_copy(update={"personas": personas, "scenarios": {"s": scenario}})


def texts(found: Library, trainee: Trainee, difficulty: Difficulty = "standard") -> list[str]:
    return [turn.caller.text for turn in replay(rehearse(world(found), "s", 1, trainee, difficulty)).turns]


def test_who_got_nowhere_says_so_and_does_not_thank() -> None:
    owner = touchy(patience=9, mood=0)
    found = library(situation("suggestion", "建议"), situation("closing", "满意", "没有了"), owner=owner)
    said = texts(found, scripted(OPENING))
    assert "满意" not in said
    assert all(text.startswith("白打了") for text in said[-3:])


def test_who_was_helped_parts_content() -> None:
    found = library(situation("suggestion", "建议"), situation("closing", "满意", "没有了"), owner=touchy(mood=0))
    said = texts(found, KeyModel(found))
    assert said[-3:] == ["满意", "没有了", "那就这样吧"]


def test_a_formality_that_was_missed_does_not_spoil_what_was_settled() -> None:
    owner = touchy(patience=9, mood=0)
    found = library(
        situation("suggestion", "建议"),
        situation("ask_identity", "来人"),
        situation("closing", "满意", "好"),
        owner=owner,
    )
    found = found.model_copy(update={"house": found.house.model_copy(update={"aside": shipped().house.aside})})
    thanks = "thank praise_suggestion promise_feedback thank_support"
    assert "满意" in texts(found, scripted(OPENING, thanks, "hm"))


def test_relief_answers_what_was_said() -> None:
    promised = lines({"text": "肯办就好。", "after": ["promise_prompt_handling"]}, "消气了。")
    owner = touchy(mood=-3, lines={**touchy().lines, "soothed": promised})
    found = library(situation("abusive_owner", "骂人"), situation("ask_identity", "来人"), owner=owner)

    def reactions(words: str) -> set[str]:
        return {
            replay(rehearse(world(found), "s", seed, scripted(OPENING, words))).turns[2].caller.text
            for seed in range(12)
        }

    assert reactions("apologize offer_help") == {"消气了。来人"}
    assert reactions("apologize offer_help promise_prompt_handling") == {"消气了。来人", "肯办就好。来人"}


def test_nobody_is_relieved_and_furious_in_one_breath() -> None:
    found = library(situation("suggestion", "建议"), situation("slow_agent", "太慢了"), owner=touchy(mood=-3))
    found = found.model_copy(update={"house": found.house.model_copy(update={"bristles": ("slow_agent",)})})
    said = texts(found, scripted(OPENING, "thank praise_suggestion promise_feedback thank_support apologize"))
    assert said[2] == "太慢了"


DIALECT = [{"text": "莫得水", "gloss": "没有水"}, {"text": "说不来", "gloss": "不会说"}]


def test_mandarin_is_spoken_once_it_was_asked_for() -> None:
    urgent = {"text": "快来人噻", "gloss": "快来人"}
    found = library(situation("dialect", DIALECT[0]), situation("ask_identity", urgent), owner=touchy(mood=0))
    assert texts(found, scripted(OPENING, "apologize ask_mandarin thank"))[1:3] == ["莫得水", "快来人"]
    alone = library(situation("ask_identity", urgent), owner=touchy())
    assert texts(alone, scripted(OPENING))[1] == "快来人噻"


def test_who_takes_over_speaks_in_his_own_words() -> None:
    helper = touchy(tells={**touchy().tells, "name": lines("她叫{value}。")}, key="helper")
    deputy = Deputy(persona="helper", takes_over="ask_identity")
    found = library(
        situation("dialect", DIALECT[0]), situation("ask_identity", "我替她说"), situation("closing", "好", "没了"),
        deputy=deputy, owner=touchy(), helper=helper,
    )  # fmt: skip
    call: Call = replay(
        rehearse(world(found), "s", 1, scripted(OPENING, "apologize ask_mandarin thank", "ask_name ask_room"))
    )
    assert call.turns[3].caller.text.startswith("她叫张志强。")
    assert any(line.startswith("deputy.tells.name") for line in call.turns[3].caller.lines)


@pytest.mark.parametrize("scenario", sorted(shipped().scenarios))
def test_no_shipped_owner_closes_content_after_nothing_was_done(scenario: str) -> None:
    found = shipped()
    call = replay(rehearse(world(found), scenario, 2, PoorTrainee(), "easy"))
    spoken = {line for turn in call.turns for line in turn.caller.lines}
    assert not [line for line in spoken if ".farewell." in line or ".closing.1." in line]


LONG = "ask_write_down " + "一项一项地说材料，" * 10


def test_who_was_told_everything_at_once_does_not_ask_for_it_again() -> None:
    found = library(
        situation("long_information", "要带什么"), situation("confirm_understanding", "笔好了，您说"), owner=touchy()
    )
    heard_out = lines("（对方记完了）")
    found = found.model_copy(update={"house": found.house.model_copy(update={"heard_out": heard_out})})
    assert texts(found, scripted(OPENING, LONG))[2] == "（对方记完了）"
    assert texts(found, scripted(OPENING, "ask_write_down"))[2] == "笔好了，您说"


def test_an_explanation_may_be_followed_by_the_question_whether_it_is_clear() -> None:
    found = library(situation("confirm_understanding", "您说说看"), owner=touchy())
    desk = Desk(library=found)
    view = desk.practice.answer(TRAINEE, desk.practice.start(TRAINEE, CallOptions(scenario="s")).call_id, 1)
    view = desk.practice.say(TRAINEE, view.call_id, OPENING)
    view = desk.practice.say(TRAINEE, view.call_id, "材料要交齐，然后等通知。" * 6)
    assert view.quiet_until is not None
    assert not view.call.turns[-1].grades
    view = desk.practice.say(TRAINEE, view.call_id, "check_understanding")
    assert view.call.turns[1].grades[0].verdict == "pass"


def test_a_slip_at_the_first_word_is_swallowed_and_an_offence_is_not() -> None:
    found = library(situation("suggestion", "建议"), owner=touchy())
    assert texts(found, scripted("greet wei_opener"))[1] == "建议"
    assert texts(found, scripted("greet insult"))[1].startswith("惹怒了")


@pytest.mark.parametrize("asked", ["ask_name", "ask_room", "ask_surname", "ask_name ask_room informal_you"])
@pytest.mark.parametrize("difficulty", ["easy", "standard", "hard"])
def test_nobody_has_to_be_asked_again_for_name_or_room(asked: str, difficulty: Difficulty) -> None:
    found = library(
        situation("suggestion", "建议"), situation("unclear_meaning", "绕口"), situation("ask_identity", "来人"),
        situation("closing", "满意", "没有了"), owner=touchy(patience=9, mood=2),
    )  # fmt: skip
    thanks = "thank praise_suggestion promise_feedback thank_support"
    said = texts(found, scripted(OPENING, f"{thanks} {asked}", "confirm_meaning"), difficulty)
    assert any(value in said[2] for value in ("张志强", "3栋1502"))
    assert not [text for text in said if "来人" in text]
    assert "来人" in "".join(texts(found, scripted(OPENING, thanks, "confirm_meaning"), difficulty))


ANSWER = "apologize ask_contact promise_check_and_contact"


@pytest.mark.parametrize("difficulty", ["easy", "standard"])
def test_who_gives_name_and_number_at_once_is_not_asked_for_the_name_again(difficulty: Difficulty) -> None:
    found = library(situation("open_inquiry", "问题", "等电话", "是我"), owner=touchy(mood=2))
    trainee = scripted(OPENING, f"{ANSWER} ask_surname", "thank_cooperation goodbye")
    call = replay(rehearse(world(found), "s", 1, trainee, difficulty))
    assert call.turns[2].caller.text == f"{NUMBER}。我叫张志强。是我"
    assert [(grade.step, grade.verdict) for grade in call.grades[1:]] == [(1, "pass"), (3, "pass")]


def test_who_tells_one_thing_at_a_time_gives_the_number_first_and_the_name_when_asked_again() -> None:
    found = library(situation("open_inquiry", "问题", "等电话", "是我"), owner=touchy(mood=2))
    trainee = scripted(OPENING, f"{ANSWER} ask_surname", "ask_surname", "thank_cooperation goodbye")
    call = replay(rehearse(world(found), "s", 1, trainee, "hard"))
    assert [turn.caller.text for turn in call.turns[2:4]] == [f"{NUMBER}。等电话", "我叫张志强。是我"]
    assert all(grade.verdict == "pass" for grade in call.grades)


def test_who_will_be_asked_for_the_number_in_its_own_time_puts_it_off_until_then() -> None:
    found = library(
        situation("slow_agent", "太慢"), situation("bad_attitude", "态度差", "讲完了"), situation("suggestion", "建议"),
        owner=touchy(patience=9, mood=2),
    )  # fmt: skip
    complaint = "apologize admit_poor_service ask_forgiveness ask_details ask_contact"
    slow = "apologize acknowledge_wait promise_prompt_handling ask_contact"
    call = replay(rehearse(world(found), "s", 1, scripted(OPENING, slow, complaint, "ask_contact"), "standard"))
    said = [turn.caller.text for turn in call.turns]
    postponed = {line.text for line in found.house.put_off["contact"].lines}
    assert [sum(text in words for text in postponed) for words in said[2:5]] == [1, 1, 0]
    assert said[3].endswith("水从天花板滴下来。讲完了")
    assert [NUMBER in words for words in said[2:5]] == [False, False, True]


def test_a_number_that_no_step_will_ask_for_is_told_at_once() -> None:
    found = library(situation("slow_agent", "太慢"), situation("suggestion", "建议"), owner=touchy(mood=2))
    slow = "apologize acknowledge_wait promise_prompt_handling ask_contact"
    assert NUMBER in texts(found, scripted(OPENING, slow))[2]


@pytest.mark.parametrize("scenario", sorted(shipped().scenarios))
def test_no_call_that_is_shipped_asks_for_the_number_twice(scenario: str) -> None:
    asking = shipped().house.put_off["contact"].until
    for difficulty in ("easy", "standard", "hard"):
        played = shipped().scenarios[scenario].played(difficulty)
        assert sum(f"{key}.{step}" in asking for key, step in played) <= 1


def test_nobody_refuses_mandarin_before_being_asked_for_it() -> None:
    found = library(situation("dialect", *DIALECT), situation("ask_identity", "来人"), owner=touchy(patience=9))
    assert "说不来" in texts(found, scripted(OPENING, "apologize ask_mandarin thank"))
    said = texts(found, scripted(OPENING, "apologize thank", "apologize thank"))
    assert said[1] == "莫得水"
    assert "说不来" not in said
    assert "来人" not in said
