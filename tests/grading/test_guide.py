"""The guide itself: every approved wording passes its step, every forbidden one is caught and names its row."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.domain.grade import Grade
from simulator.domain.reply import (
    Action,
    Escalate,
    Facts,
    HangUp,
    RaiseVoice,
    RecordTicket,
    Reply,
    TicketFields,
    Transfer,
    Wait,
)
from simulator.domain.rubric import Situation, Step
from simulator.grading.offline import OfflineGrader
from simulator.wiring.rubric import build_grader

RUBRIC_DIR = Path(__file__).parents[2] / "rubric"
GRADER = build_grader(RUBRIC_DIR)
CENTRES = (
    "锦绣花园业主服务中心",
    "云山府客服中心",
    "万科城市之光服务中心",
    "未来城业主服务中心",
    "滨江1号业主服务中心",
)
SURNAMES = ("王", "欧阳", "司马", "何", "安", "别", "不")
HONORIFICS = ("先生", "小姐", "女士")
BY_ELEMENT: dict[str, Action] = {
    "wait_5s": Wait(seconds=5),
    "hang_up": HangUp(),
    "raise_voice": RaiseVoice(),
    "transfer": Transfer(),
    "escalate": Escalate(),
    "record_ticket": RecordTicket(fields=TicketFields(about="投诉客服态度", contact="13800000000")),
}
ACTS = ("wait_5s", "hang_up", "raise_voice", "transfer", "escalate", "record_ticket")


@pytest.fixture(scope="module")
def grader() -> OfflineGrader:
    return GRADER


def filled(wording: str) -> Iterator[tuple[str, Facts]]:
    """Yield a wording with its blanks filled in all the ways the guide allows."""
    for hours, complaint in (("2", "simple"), ("24", "complex")):
        for place, centre in enumerate(CENTRES):
            surname, honorific = SURNAMES[place % len(SURNAMES)], HONORIFICS[place % len(HONORIFICS)]
            text = wording.format(centre=centre, surname=surname, honorific=honorific, hours=hours)
            yield text, Facts.model_validate({"complaint": complaint})


def cases() -> Iterator[tuple[Situation, Step, str, Facts]]:
    for situation in GRADER.rubric.by_row:
        for step in situation.steps:
            for wording in step.approved or ("",):
                for text, facts in filled(wording):
                    colleague = "off_duty" if "没有上班" in text else "on_duty"
                    yield situation, step, text, facts.model_copy(update={"colleague": colleague})


def as_approved(grader: OfflineGrader, situation: Situation, step: Step, text: str, facts: Facts) -> Grade:
    """Grade a wording together with the actions of whichever alternative it goes with."""
    grades = []
    for alternative in step.open_to(facts):
        actions = tuple(BY_ELEMENT[key] for key in alternative.required if key in BY_ELEMENT)
        grades.append(grader.grade(situation.key, step.number, Reply(text=text, actions=actions), facts))
    return max(grades, key=lambda grade: (grade.verdict == "pass", grade.score or 0))


def test_every_approved_wording_passes_its_step_in_full(grader: OfflineGrader) -> None:
    failures = []
    for situation, step, text, facts in cases():
        grade = as_approved(grader, situation, step, text, facts)
        if grade.verdict != "pass" or grade.score != 100 or grade.violations or grade.flags:
            failures.append((situation.row, step.number, text, grade.verdict, [v.key for v in grade.violations]))
    assert not failures


def test_every_forbidden_wording_is_caught_and_names_its_row(grader: OfflineGrader) -> None:
    failures, severity = [], []
    for situation in grader.rubric.by_row:
        for wording in situation.forbidden:
            grade = grader.grade(situation.key, 1, Reply(text=wording), Facts())
            if not grade.violations or any(v.row != situation.row for v in grade.violations):
                failures.append((situation.row, wording, [(v.key, v.row) for v in grade.violations]))
            if grade.critical is (situation.row in (1, 8)):
                severity.append((situation.row, wording))
    assert not failures
    assert not severity


@pytest.mark.parametrize("row", [4, 5, 6, 7, 10, 21, 24, 25, 30])
def test_hanging_up_at_once_is_caught_where_the_guide_forbids_it(grader: OfflineGrader, row: int) -> None:
    situation = next(s for s in grader.rubric.by_row if s.row == row)
    grade = grader.grade(situation.key, 1, Reply(actions=(HangUp(),)), Facts(colleague="on_duty"))
    assert [(v.key, v.row, v.by) for v in grade.violations] == [("premature_hang_up", row, "actions")]
    assert grade.verdict == "fail"


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        ("long_information", "地址是建设路一百二十八号三楼二号窗口，电话八八六六转零三。"),
        ("suggestion", "哦，知道了。"),
        ("ask_forgiveness", "师傅在路上给堵住了。"),
    ],
)
def test_cells_that_forbid_leaving_something_out_leave_the_step_unmet(
    grader: OfflineGrader, situation: str, text: str
) -> None:
    assert grader.grade(situation, 1, Reply(text=text), Facts()).verdict == "fail"


def test_a_careless_answer_is_caught_in_row_27(grader: OfflineGrader) -> None:
    grade = grader.grade("open_inquiry", 1, Reply(text="应该不用交吧，我记得别的小区都不收的。"), Facts())
    assert [(v.key, v.row) for v in grade.violations] == [("careless_answer", 27)]
