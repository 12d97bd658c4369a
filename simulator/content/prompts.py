"""The prompt files as values."""

from pathlib import Path

from simulator.content.yaml_files import Folder, folder_hash
from simulator.domain.prompt import CallerPrompt, JudgePrompt
from simulator.domain.rubric import Rubric

JUDGE_FILE = "judge/judge.yaml"
CALLER_FILE = "prompts/caller.yaml"


def load_judge_prompt(root: Path, rubric: Rubric) -> JudgePrompt:
    """Load the judge's prompt from the rubric folder.

    Raises:
        ContentError: If the file is wrong or names an unknown violation.
    """
    folder = Folder(root)
    data = folder.read(JUDGE_FILE)
    folder.finish()
    prompt = folder.parse(JudgePrompt, {**data, "hash": folder_hash(root, [JUDGE_FILE])}, JUDGE_FILE, "")
    folder.finish()
    assert prompt is not None  # finish() raised otherwise
    for place, keys, known in (
        ("violations", prompt.violations, rubric.violations.keys()),
        ("means", prompt.means, rubric.elements.keys()),
    ):
        for key in keys:
            if key not in known:
                folder.report(JUDGE_FILE, place, "unknown_reference", name=key)
    folder.finish()
    return prompt


def load_caller_prompt(root: Path) -> CallerPrompt:
    """Load the caller's prompt from the folder of the personas.

    Raises:
        ContentError: If the file is wrong.
    """
    folder = Folder(root)
    data = folder.read(CALLER_FILE)
    folder.finish()
    prompt = folder.parse(CallerPrompt, {**data, "hash": folder_hash(root, [CALLER_FILE])}, CALLER_FILE, "")
    folder.finish()
    assert prompt is not None  # finish() raised otherwise
    return prompt
