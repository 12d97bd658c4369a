"""The second opinion on violations, as a trainee and a trainer meet it."""

import pytest

from simulator.domain.reply import Facts, Reply
from tests.grading.test_guide import GRADER

NEW_OFFENCES = [
    ("slow_agent", "您催也没用，我一个人就两只手。"),
    ("silent_line", "打通了不吭声，您这是拿我们寻开心呢？"),
    ("closing", "该说的我都说了，您可以撂电话了吧。"),
    ("personal_question", "他家就住你们楼下，手机尾号我发您都行。"),
]
FACTS = [
    "您好，物业费每平米两块三，一年一交。",
    "请您放心，停车费是三百元一个月。",
    "充电桩在负二层东侧，您扫码就能用。",
    "楼上大声放音乐的事我们已经记下了，稍后给您回电话。",
]


@pytest.mark.parametrize(("situation", "text"), NEW_OFFENCES)
def test_an_offence_no_rule_lists_is_found_with_its_words(situation: str, text: str) -> None:
    grade = GRADER.grade(situation, 1, Reply(text=text), Facts())
    assert grade.critical
    assert all(text[v.start : v.end] == v.quote for v in grade.violations)


@pytest.mark.parametrize("text", FACTS)
def test_a_plain_fact_is_no_offence(text: str) -> None:
    assert GRADER.grade("confirm_understanding", 1, Reply(text=text), Facts()).violations == ()


@pytest.mark.parametrize("text", ["那个", "没有", "不", "嗯，好。"])
def test_a_word_or_two_are_no_offence(text: str) -> None:
    steps = [(row.key, step.number) for row in GRADER.rubric.by_row for step in row.steps]
    grades = [GRADER.grade(key, step, Reply(text=text), Facts()) for key, step in steps]
    assert {grade.violations for grade in grades} == {()}


def test_words_are_judged_in_their_situation() -> None:
    text = "他家电话我给您，一三八……"
    model, words = GRADER.detector.offences.model, GRADER.detector.hear(text).wording
    chances = {where: model.opinion(words, where).chances["private_info"] for where in ("personal_question", "")}
    assert chances["personal_question"] > chances[""]
