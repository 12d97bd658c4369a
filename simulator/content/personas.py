"""Personas and the rules of the house from YAML.

personas/KEY.yaml            one persona a file
personas/house/*.yaml        timing, difficulty, stage directions: common to all calls
"""

from collections.abc import Mapping
from pathlib import PurePosixPath

from simulator.content.yaml_files import Folder
from simulator.domain.library import House
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import CUES, Cue, Persona

LEAST_LINES: dict[Cue, int] = {
    "again": 4,
    "provoked": 3,
    "soothed": 2,
    "farewell": 1,
    "let_down": 1,
    "slams_down": 1,
    "told_before": 2,
    "left_waiting": 1,
}
"""How many lines a persona needs for an occasion that may come more than once in a call."""

HOUSE_FILES = ("house/call.yaml", "house/timing.yaml", "house/levels.yaml")


def read_house(folder: Folder) -> House | None:
    """Return the rules of the house, None after noting what is wrong."""
    data = {
        **folder.read("house/call.yaml"),
        "timing": folder.read("house/timing.yaml"),
        "levels": folder.read("house/levels.yaml"),
    }
    return folder.parse(House, data, "house/call.yaml", "")


def read_personas(folder: Folder, rubric: Rubric) -> dict[str, Persona]:
    """Return every persona that could be read; the folder keeps what is wrong."""
    personas: dict[str, Persona] = {}
    for file in folder.files("*.yaml"):
        key = PurePosixPath(file).stem
        persona = folder.parse(Persona, {"key": key, **folder.read(file)}, file, "")
        if persona:
            personas[key] = persona
            _check(folder, file, persona, rubric)
    return personas


def _check(folder: Folder, file: str, persona: Persona, rubric: Rubric) -> None:
    check_keys(folder, file, "soothes", persona.soothes, rubric.elements)
    check_keys(folder, file, "provokes", persona.provokes, rubric.violations)
    for cue in CUES:
        found = len(persona.lines.get(cue, ()))
        if found < LEAST_LINES[cue]:
            folder.report(file, f"lines.{cue}", "too_few_lines", found=found, least=LEAST_LINES[cue])
    if not persona.tells.get("other"):
        folder.report(file, "tells.other", "too_few_lines", found=0, least=1)
    for cue, said in persona.lines.items():
        for line in said:
            check_keys(folder, file, f"lines.{cue}.after", dict.fromkeys(line.after), rubric.elements)
    for name, lines in (*persona.tells.items(), ("told_before", persona.lines.get("told_before", ()))):
        for number, line in enumerate(lines, start=1):
            if "{value}" not in line.text:
                folder.report(file, f"tells.{name}.{number}", "no_value_blank")
    for step in persona.steps:
        check_step(folder, file, f"steps.{step}", step, rubric)


def check_keys(folder: Folder, file: str, key: str, used: Mapping[str, object], known: Mapping[str, object]) -> None:
    """Note every key that the rubric does not know."""
    for name in used:
        if name not in known:
            folder.report(file, f"{key}.{name}", "unknown_reference", name=name)


def check_step(folder: Folder, file: str, key: str, step: str, rubric: Rubric) -> None:
    """Note a "situation.step" that the guide does not have."""
    situation, _, number = step.rpartition(".")
    found = rubric.situations.get(situation)
    if found is None or not number.isdigit() or not 1 <= int(number) <= len(found.steps):
        folder.report(file, key, "unknown_reference", name=step)
