"""Prompt files: what is wrong with one is found when it is read, not in the middle of a call."""

import shutil
from pathlib import Path

import pytest

from simulator.content.prompts import load_caller_prompt, load_judge_prompt
from simulator.content.rubric import load_rubric
from simulator.domain.errors import ContentError

ROOT = Path(__file__).parent.parent.parent
RUBRIC = load_rubric(ROOT / "rubric")


def judge_file(folder: Path, old: str, new: str) -> Path:
    text = (ROOT / "rubric" / "judge" / "judge.yaml").read_text("utf-8")
    assert old in text
    (folder / "judge").mkdir()
    (folder / "judge" / "judge.yaml").write_text(text.replace(old, new), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  - insult\n", "  - insults\n", "unknown_reference"),
        ("promise_deadline:", "promise_dead_line:", "unknown_reference"),
        ("$asked", "$questions", "unknown_blank"),
        ("nonce $nonce，", "nonce $ ，", "broken_blank"),
        ("repair: |", "repairs: |", "unknown_key"),
        ("control:", "ctrl:", "missing_key"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, old: str, new: str, code: str) -> None:
    with pytest.raises(ContentError) as caught:
        load_judge_prompt(judge_file(tmp_path, old, new), RUBRIC)
    assert code in {problem.code for problem in caught.value.problems}
    assert {problem.file for problem in caught.value.problems} == {"judge/judge.yaml"}


def test_another_wording_is_another_version(tmp_path: Path) -> None:
    shipped = load_judge_prompt(ROOT / "rubric", RUBRIC)
    edited = load_judge_prompt(judge_file(tmp_path, "十字以内", "八字以内"), RUBRIC)
    assert shipped.hash != edited.hash


def test_the_shipped_caller_prompt_is_whole(tmp_path: Path) -> None:
    assert load_caller_prompt(ROOT / "personas").hash
    shutil.copytree(ROOT / "personas" / "prompts", tmp_path / "prompts")
    file = tmp_path / "prompts" / "caller.yaml"
    file.write_text(file.read_text("utf-8").replace("$style", "$secret"), "utf-8")
    with pytest.raises(ContentError) as caught:
        load_caller_prompt(tmp_path)
    assert [(p.key, p.code) for p in caught.value.problems] == [("system", "unknown_blank")]
