"""The prompt files as values."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

from simulator.content.yaml_files import Folder, Model, folder_hash
from simulator.domain.prompt import CallerPrompt, JudgePrompt
from simulator.domain.rubric import Rubric

JUDGE_FILE = "judge/judge.yaml"
CALLER_FILE = "prompts/caller.yaml"

_CRITERION = ("id", "label", "means", "ok", "not_ok")
_JUDGE_BLANKS: Mapping[str, Iterable[str]] = {
    "system": ("violations",),
    "row": ("title", "when", "approved"),
    "when": ("when",),
    "criterion": _CRITERION,
    "task": ("facts", "nonce", "asked", "reply"),
}
_LINE = ("like", "value")
_CALLER_BLANKS: Mapping[str, Iterable[str]] = {
    "system": ("style", "mood", "patience"),
    "task": ("known", "transcript", "tasks", "nonce"),
    "reaction": _LINE,
    "fact": _LINE,
    "matter": _LINE,
    "farewell": _LINE,
    "slams_down": _LINE,
    "repair": ("why",),
}
"""The blanks that each part of a prompt may have; in a live call it is too late to find another."""


def load_judge_prompt(root: Path, rubric: Rubric) -> JudgePrompt:
    """Load the judge's prompt from the rubric folder.

    Raises:
        ContentError: If the file is wrong, has an unknown blank, or names an unknown element or violation.
    """
    folder = Folder(root)
    prompt = _load(folder, JUDGE_FILE, JudgePrompt, _JUDGE_BLANKS)
    known = {"violations": rubric.violations.keys(), "means": rubric.elements.keys()}
    for place, keys in known.items():
        for key in getattr(prompt, place):
            if key not in keys:
                folder.report(JUDGE_FILE, place, "unknown_reference", name=key)
    folder.finish()
    return prompt


def load_caller_prompt(root: Path) -> CallerPrompt:
    """Load the caller's prompt from the folder of the personas.

    Raises:
        ContentError: If the file is wrong or has an unknown blank.
    """
    folder = Folder(root)
    prompt = _load(folder, CALLER_FILE, CallerPrompt, _CALLER_BLANKS)
    folder.finish()
    return prompt


def _load(folder: Folder, file: str, model: type[Model], blanks: Mapping[str, Iterable[str]]) -> Model:
    data = folder.read(file)
    folder.finish()
    prompt = folder.parse(model, {**data, "hash": folder_hash(folder.root, [file])}, file, "")
    folder.finish()
    assert prompt is not None  # finish() raised otherwise
    for part, allowed in blanks.items():
        template = Template(getattr(prompt, part))
        if not template.is_valid():
            folder.report(file, part, "broken_blank")
        for name in sorted(set(template.get_identifiers()) - set(allowed)):
            folder.report(file, part, "unknown_blank", name=name)
    return prompt
