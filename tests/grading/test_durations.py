"""Times in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.grade import State
from simulator.domain.reply import Facts
from simulator.grading.durations import durations
from simulator.wiring.rubric import build_grader
from tests.grading.test_guide import RUBRIC_DIR

DETECTOR = build_grader(RUBRIC_DIR).detector


@pytest.mark.parametrize(
    ("text", "shortest", "longest"),
    [
        ("两三小时", 120, 180),
        ("一个半小时", 90, 90),
        ("俩小时", 120, 120),
        ("半小时", 30, 30),
        ("半个小时", 30, 30),
        ("三刻钟", 45, 45),
        ("24小时", 1440, 1440),
        ("二十四个钟头", 1440, 1440),
        ("廿四个钟", 1440, 1440),
        ("一百二十分钟", 120, 120),
        ("十五分钟", 15, 15),
        ("1到2小时", 60, 120),
        ("一天", 1440, 1440),
        ("一昼夜", 1440, 1440),
        ("一天一夜", 1440, 1440),
        ("三个工作日", 12960, 12960),
        ("一周", 10080, 10080),
        ("1.5小时", 90, 90),
    ],
)
def test_length(text: str, shortest: float, longest: float) -> None:
    (found,) = durations(text)
    assert (found.shortest_minutes, found.longest_minutes) == (shortest, longest)


@pytest.mark.parametrize("text", ["十分抱歉", "今天", "三楼", "一分不少", "下午三点", "多谢"])
def test_no_length(text: str) -> None:
    assert durations(text) == ()


@given(st.text(st.sampled_from("零一二两三十百廿半个小时钟头分刻天日到0123456789.~-"), max_size=12))
def test_any_mixture_of_numbers_and_units_is_read_without_an_error(text: str) -> None:
    assert all(0 <= d.start < d.end <= len(text) and d.shortest_minutes >= 0 for d in durations(text))


@pytest.mark.parametrize(
    ("text", "simple", "complex_"),
    [
        ("两小时内给您答复", True, True),
        ("一刻钟给您答复", True, True),
        ("最迟不超过两个钟头给您结果", True, True),
        ("24小时之内给您答复", False, True),
        ("明天这个时候之前给您一个准信儿", False, True),
        ("今晚十二点前给您明确结论", False, True),
        ("现在三点，五点以前准给您回电话", True, True),
        ("现在三点，六点以前准给您回电话", False, True),
        ("四十八小时内予以答复", False, False),
        ("过两天给您答复", False, False),
        ("尽快给您答复", False, False),
        ("两小时后给您答复", False, False),
        ("超过两小时才能给您答复", False, False),
        ("不保证两小时内给您答复", False, False),
        ("您已经等了两小时，我会给您答复", False, False),
        ("明天下班前给您电话", False, False),
        ("一个工作日内给您答复", False, False),
    ],
)
def test_promised_deadline(text: str, simple: bool, complex_: bool) -> None:
    heard = DETECTOR.hear(text)
    states = [heard.element("promise_deadline", Facts(complaint=c)).state for c in ("simple", "complex")]
    assert states == [State.MET if met else State.NOT_MET for met in (simple, complex_)]


def test_between_the_two_limits_a_deadline_is_unsure_while_the_class_is_unknown() -> None:
    heard = DETECTOR.hear("十小时内给您答复")
    assert heard.element("promise_deadline", Facts()).state is State.UNSURE
