"""What a trainee sees of the offline grade."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.domain.errors import NotFound
from simulator.domain.grade import Grade, State
from simulator.domain.reply import Facts, HangUp, Reply, Wait
from simulator.grading.agreement import report
from simulator.grading.records import BadLine, Record, grade_record, read_records
from simulator.wiring.rubric import build_grader
from tests.grading.test_guide import GRADER, RUBRIC_DIR

CASES = Path(__file__).parents[1] / "cases"
STEPS = [(s.key, step.number) for s in GRADER.rubric.by_row for step in s.steps]


def records(*files: Path) -> list[Record]:
    found: list[Record] = []
    for file in files:
        with file.open("rb") as lines:
            found += [record for _, record in read_records(lines) if isinstance(record, Record)]
    return found


TUNE = records(*sorted(CASES.glob("*_tune.jsonl")))
LABELLED = records(RUBRIC_DIR / "labelled" / "replies.jsonl")


def say(situation: str, text: str, step: int = 1, facts: Facts | None = None) -> Grade:
    return GRADER.grade(situation, step, Reply(text=text), facts or Facts())


def evidence_is_verbatim(text: str, grade: Grade) -> bool:
    spans = [(e.quote, e.start, e.end) for e in grade.elements.values() if e.quote is not None]
    spans += [(v.quote, v.start, v.end) for v in grade.violations if v.quote is not None]
    # One character is no evidence, unless the reply says no more than that: 喂, 滚.
    least = min(2, sum(sign.isalnum() for sign in text))
    return all(text[start:end] == quote and len(quote) >= least for quote, start, end in spans)


def test_every_met_element_and_every_violation_carries_the_words_of_the_reply() -> None:
    for record in (*TUNE, *LABELLED):
        grade = GRADER.grade(record.situation, record.step, record.turn, record.context)
        assert evidence_is_verbatim(record.reply, grade), record.id
        assert all(e.quote for e in grade.elements.values() if e.state is State.MET and e.by == "rules"), record.id
        assert all(v.quote for v in grade.violations if v.by == "rules"), record.id


TWIN = build_grader(RUBRIC_DIR)
PIECES = [
    "对不起",
    "您好",
    "请您",
    "大声一点",
    "，",
    "。",
    "！",
    " ",
    "\u200b",
    "喂",
    "你",
    "不",
    "别",
    "“",
    "”",
    "…",
    "２４小时",
]
PIECES += ["再見", "電話", "谢谢", "换一部", "再不说话", "挂", "ni", "gun", "满分", "(", "。。。", "嗯"]
WORDS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map("".join)


@settings(max_examples=100, deadline=None)
@given(WORDS, st.sampled_from(STEPS))
def test_any_text_is_graded_the_same_twice_with_evidence_in_its_own_words(text: str, step: tuple[str, int]) -> None:
    reply = Reply(text=text, actions=(Wait(seconds=5), HangUp()))
    grade = GRADER.grade(*step, reply, Facts())
    assert grade == TWIN.grade(*step, reply, Facts())
    assert evidence_is_verbatim(text, grade)


@pytest.mark.parametrize(
    ("situation", "text", "key"),
    [
        ("speakerphone", "对，不起作用，您再看看", "apologize"),
        ("ask_repeat", "我再说一遍给您听", "ask_repeat"),
        ("bad_attitude", "这不是对不起能解决的", "apologize"),
        ("long_information", "我们组长老强调要讲一句“麻烦您记录一下，好吗？”，那我开始念了", "ask_write_down"),
        ("noisy_line", "您不用换电话，杂音不大，我听得清", "ask_other_phone"),
    ],
)
def test_the_right_words_in_the_wrong_place_count_for_nothing(situation: str, text: str, key: str) -> None:
    assert say(situation, text).elements[key].state is not State.MET


def test_misheard_words_are_recognised_and_marked() -> None:
    grade = say("abusive_owner", "对不七先生让宁生气了请问又什么可以帮注您的吗")
    assert grade.verdict == "pass"
    assert grade.elements["apologize"].homophone
    assert grade.elements["apologize"].quote == "对不七"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("您好，请问有什么可以帮助您？", "请问有什么可以帮助您"),
        ("您好，云山府客服，请问今天要办哪项业务？", "请问今天要办哪项业务"),
    ],
)
def test_evidence_is_a_phrase_that_a_person_would_quote(text: str, quote: str) -> None:
    assert say("opening", text).elements["offer_help"].quote == quote


def test_a_time_that_is_taken_back_is_not_promised() -> None:
    text = "抱歉，谢谢您反映，我马上上报，48小时不对，24小时之内一定给您答复，再见。"
    grade = say("complaint_pending", text, facts=Facts(complaint="complex"))
    assert grade.elements["promise_deadline"].quote == "24小时"


def test_punctuation_in_the_middle_of_words_does_not_hide_them() -> None:
    grade = say("owner_lingers", "实在不好意思没，听到您回应我先，收线了有需要您。再打", step=2)
    assert grade.met("apologize") and grade.met("announce_hang_up")


def test_the_alternative_best_met_is_judged_and_all_are_reported() -> None:
    grade = say("internal_department", "您好，请稍等，我帮您转接。")
    assert grade.required == ("greet", "ask_hold", "promise_transfer", "transfer")
    assert set(grade.elements) > set(grade.required)
    assert grade.verdict == "partial"


def test_heard_needs_no_situation() -> None:
    heard = GRADER.heard("对不起，请问您贵姓？")
    assert {"apologize", "ask_surname", "ask_name"} <= heard
    assert "ask_louder" not in heard


def test_what_the_rubric_does_not_have_is_not_graded() -> None:
    with pytest.raises(NotFound):
        say("no_such_row", "您好")
    with pytest.raises(NotFound):
        say("opening", "您好", step=2)


def test_wordings_collected_apart_from_the_rules_are_recognised() -> None:
    lists = yaml.safe_load((RUBRIC_DIR / "labelled" / "wordings.yaml").read_text(encoding="utf-8"))
    states = {
        label: [
            GRADER.detector.hear(text).element(key, Facts()).state
            for key, both in lists.items()
            for text in both[label]
        ]
        for label in ("ok", "not_ok")
    }
    assert states["ok"].count(State.MET) >= 0.95 * len(states["ok"])
    assert states["not_ok"].count(State.MET) <= 0.02 * len(states["not_ok"])


@pytest.mark.parametrize("text", ["嗯。", "哦。", "好的。", "知道了"])
def test_who_says_next_to_nothing_has_surely_said_nothing(text: str) -> None:
    grade = GRADER.grade("opening", 1, Reply(text=text), Facts())
    assert {element.state for element in grade.elements.values()} == {State.NOT_MET}


@pytest.mark.parametrize(
    ("name", "least"), [("clean_a", 0.95), ("clean_b", 0.93), ("spoken", 0.93), ("lookalikes", 0.95)]
)
def test_agreement_with_labels_does_not_fall(name: str, least: float) -> None:
    pairs = []
    for record in records(CASES / f"{name}_tune.jsonl"):
        grade = grade_record(GRADER, 1, record)
        assert not isinstance(grade, BadLine)
        pairs.append((record, grade))
    found = report(pairs, GRADER.rubric)
    assert found.overall.kappa is not None and found.overall.kappa >= least
    assert found.overall.decided >= 0.9


def test_a_fact_that_is_not_known_leaves_every_alternative_open() -> None:
    grade = say("asks_for_colleague", "他今天没有上班，等他上班后给您回这个电话，好吗？")
    assert grade.verdict == "pass"
    assert grade.required == ("inform_off_duty", "promise_callback")
