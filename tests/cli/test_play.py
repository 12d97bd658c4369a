"""A call in the terminal, with the real guide, grader and database."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from simulator.cli.main import build
from simulator.cli.play_text import grade_lines, read_command
from simulator.domain.errors import Refused, SimulatorError
from simulator.domain.grade import ElementGrade, Grade, State, ViolationGrade
from simulator.domain.reply import RecordTicket
from simulator.i18n import catalogue
from simulator.services.views import Contrast
from tests.desk import rubric
from tests.services.desk import world
from tests.storage.template import fresh_file

Play = Callable[..., Result]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    monkeypatch.setenv("SIMULATOR_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SIMULATOR_DATABASE_URL", raising=False)
    monkeypatch.setattr("simulator.wiring.site.make_world", lambda *given: world())
    fresh_file(tmp_path)

    def run(*options: str, typed: tuple[str, ...] = ()) -> Result:
        return CliRunner().invoke(build(), ["play", "--fast", *options], input="".join(f"{t}\n" for t in typed))

    return run


SILENCE = (
    "您好！请问有什么可以帮助您？",
    "/等 5",
    "您好！请问有什么可以帮助您？",
    "/等",
    "对不起，您的电话没有声音，请您换一部电话？再见！",
    "/等 5",
    "/挂机",
)


def test_a_silent_line_is_played_through_by_the_guide(play: Play) -> None:
    result = play("--scenario", "drill.silent_line", "--seed", "1", typed=SILENCE)
    assert result.exit_code == 0, result.output
    assert result.output.count("评分 100") == 3
    assert "总分 100" in result.output
    assert "⟦" not in result.output


def test_the_same_seed_gives_the_same_words(play: Play) -> None:
    def owner() -> list[str]:
        output = play("--scenario", "silent_morning", "--seed", "5", typed=("您好", *SILENCE)).output
        return re.findall("业主：.*", output)

    assert owner() == owner() != []


def test_a_call_that_is_left_can_be_gone_on_with(play: Play) -> None:
    left = play("--scenario", "drill.silent_line", "--seed", "1", typed=SILENCE[:2])
    found = re.search(r"--resume (\S+)", left.output)
    assert found is not None, left.output
    result = play("--resume", found.group(1), typed=SILENCE[2:])
    assert "总分 100" in result.output


def test_what_cannot_be_done_is_one_sentence_and_the_call_goes_on(play: Play) -> None:
    result = play(
        "--scenario", "drill.silent_line", "--seed", "1", typed=("/等 -1", "/等 一会儿", "/跳舞", "好" * 5000, *SILENCE)
    )
    for sentence in ("停顿的秒数不能小于 0", "“一会儿”不是秒数", "没有“/跳舞”这个命令", "回复有 5000 个字"):
        assert sentence in result.output
    assert "总分 100" in result.output


def test_without_a_scenario_the_calls_are_listed(play: Play) -> None:
    result = play()
    assert result.exit_code == 0
    assert "leak_three_days" in result.output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--scenario", "nowhere"), "没有编号为“nowhere”的场景"),
        (("--scenario", "leak_three_days", "--seed", "x"), "随机种子“x”不是整数"),
        (("--scenario", "leak_three_days", "--difficulty", "x"), "没有“x”这个难度"),
    ],
)
def test_bad_options_are_one_sentence(play: Play, options: tuple[str, ...], sentence: str) -> None:
    error = play(*options).exception
    assert isinstance(error, SimulatorError)
    assert sentence in catalogue().error(error)


def test_a_ticket_is_typed_as_matter_and_contact() -> None:
    command = read_command("/工单 厨房 漏水 13900000000", catalogue())
    assert command is not None
    assert isinstance(command.action, RecordTicket)
    assert (command.action.fields.about, command.action.fields.contact) == ("厨房 漏水", "13900000000")


@pytest.mark.parametrize("line", ["/等 nan", "/等 99999", "/等 -0.1"])
def test_a_pause_has_a_length(line: str) -> None:
    with pytest.raises(Refused):
        read_command(line, catalogue())


def test_an_act_that_was_wrong_or_missing_is_told_without_empty_quotes(play: Play) -> None:
    typed = ("对不起，请您大声一点，好吗？", "/挂机")
    output = play("--scenario", "drill.quiet_owner", "--seed", "1", typed=typed).output
    assert "“”" not in output
    assert not re.search("：$", output, re.MULTILINE)
    hung_up = play("--scenario", "drill.noisy_line", "--seed", "1", typed=("/挂机",)).output
    assert "✕ 直接挂机，应当这样：" in hung_up
    assert "没有做：稍停至少五秒" in hung_up
    assert "“”" not in hung_up


def test_what_only_the_judge_found_is_marked_with_the_score_that_counts_it() -> None:
    def lines(by_judge: bool) -> list[str]:
        met = ElementGrade(state=State.MET, by="judge", quote="您好", provisional=by_judge)
        offence = ViolationGrade(
            key="shirk", severity="critical", by="judge", quote="不归我管", pending_review=by_judge
        )
        grade = Grade(
            situation="opening",
            step=1,
            verdict="fail",
            score=30,
            elements={"greet": met},
            violations=(offence,),
            required=("greet",),
            rubric="",
        )
        contrast = Contrast(
            situation="opening",
            row=1,
            title="开场白",
            step=1,
            should_not="",
            approved=(),
            nearest="",
            missed=(),
            violations=(("推卸责任", "", "先致歉。", "不归我管"),),
        )
        return list(grade_lines(grade, contrast, rubric(), catalogue()))

    assert lines(by_judge=True) == [
        "评分 30（待复核） · 开场白 第 1 步",
        "  ✓ 问候：“您好”（待复核）",
        "  ✕ 推卸责任：“不归我管”，应说：先致歉。（待复核）",
    ]
    assert not any("待复核" in line for line in lines(by_judge=False))
