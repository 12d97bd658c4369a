"""Scenarios from YAML, and the library of all that owners are made of.

personas/scenarios/KEY.yaml  one scenario a file
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from simulator.content.personas import check_keys, check_step, read_house, read_personas
from simulator.content.yaml_files import Folder, folder_hash
from simulator.domain.errors import Problem
from simulator.domain.library import House, Library
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import Lines, Persona, Scenario
from simulator.domain.script import Script

_NEEDS_FACT = {
    "asks_for_colleague": "colleague",
    "complaint_pending": "complaint",
    "complaint_closing": "complaint",
}


def load_library(root: Path, rubric: Rubric) -> Library:
    """Load personas, scenarios and house rules.

    Raises:
        ContentError: If anything is wrong; every mistake is listed.
    """
    folder = Folder(root)
    library = _read(folder, rubric)
    folder.finish()
    assert library  # finish() raised otherwise
    return library


def library_problems(root: Path, rubric: Rubric) -> tuple[Problem, ...]:
    """Return everything that is wrong with the folder, in file order."""
    folder = Folder(root)
    _read(folder, rubric)
    return folder.problems


def _read(folder: Folder, rubric: Rubric) -> Library | None:
    house = read_house(folder)
    personas = read_personas(folder, rubric)
    if house is None:
        return None
    for step in house.steps:
        check_step(folder, "house/call.yaml", f"steps.{step}", step, rubric)
    for step, elements in house.opens_with.items():
        check_step(folder, "house/call.yaml", f"opens_with.{step}", step, rubric)
        check_keys(folder, "house/call.yaml", "opens_with", dict.fromkeys(elements), rubric.elements)
    for step in (*house.done_when_told, *(step for rule in house.put_off.values() for step in rule.until)):
        check_step(folder, "house/call.yaml", "done_when_told, put_off", step, rubric)
    for key in ("spoken_as", "drowned_by"):
        check_keys(folder, "house/call.yaml", key, getattr(house, key), rubric.elements)
    scenarios: dict[str, Scenario] = {}
    for file in folder.files("scenarios/*.yaml"):
        scenario = read_scenario(folder, file, house)
        if scenario:
            scenarios[scenario.key] = scenario
            _check(folder, file, scenario, personas, house, rubric)
    version = folder_hash(folder.root, folder.files("**/*.yaml"))
    return Library(hash=version, house=house, personas=personas, scenarios=scenarios)


def read_scenario(folder: Folder, file: str, house: House) -> Scenario | None:
    """Return one scenario, its short forms written out; None after noting what is wrong."""
    data = folder.read(file)
    facts, situations = data.get("facts"), data.get("situations")
    if isinstance(facts, Mapping):
        data["facts"] = {str(key): _fact(str(key), value, house) for key, value in facts.items()}
    if isinstance(situations, list):
        data["situations"] = [_situation(entry) for entry in situations]
    return folder.parse(Scenario, {"key": PurePosixPath(file).stem, **data}, file, "")


def _fact(key: str, data: object, house: House) -> object:
    """``room: 3栋502``, ``details: [一, 二]`` or the whole form."""
    if isinstance(data, (str, int)):
        data = {"pieces": [str(data)]}
    elif isinstance(data, list):
        data = {"pieces": [str(piece) for piece in data]}
    if isinstance(data, Mapping) and not data.get("asked_by") and not data.get("words"):
        return {**data, "asked_by": house.asks.get(key, ())}
    return data


def _situation(data: object) -> object:
    """``lines`` beside the key stand for a single step."""
    if not isinstance(data, Mapping) or "steps" in data:
        return data
    step = {key: value for key, value in data.items() if key in ("lines", "again", "when")}
    rest = {key: value for key, value in data.items() if key not in step}
    return {**rest, "steps": [step]}


def _check(
    folder: Folder, file: str, scenario: Scenario, personas: dict[str, Persona], house: House, rubric: Rubric
) -> None:
    persona = personas.get(scenario.persona)
    if persona is None:
        folder.report(file, "persona", "unknown_reference", name=scenario.persona)
    if scenario.deputy:
        check_keys(folder, file, "deputy.persona", {scenario.deputy.persona: 0}, personas)
        planned_keys = {planned.key: 0 for planned in scenario.situations}
        check_keys(folder, file, "deputy.takes_over", {scenario.deputy.takes_over: 0}, planned_keys)
    _check_facts(folder, file, scenario, rubric)
    seen: set[str] = set()
    for place, planned in enumerate(scenario.situations, start=1):
        key = f"situations.{place}"
        situation = rubric.situations.get(planned.key)
        if situation is None:
            folder.report(file, f"{key}.key", "unknown_situation", name=planned.key)
            continue
        if planned.key in seen:
            folder.report(file, f"{key}.key", "duplicate", name=planned.key)
        seen.add(planned.key)
        if len(planned.steps) > len(situation.steps):
            folder.report(file, f"{key}.steps", "too_many_steps", most=len(situation.steps))
        if (fact := _NEEDS_FACT.get(planned.key)) and getattr(scenario, fact) is None:
            folder.report(file, fact, "fact_missing", name=planned.key)
        ends = any("hang_up" in a.then for step in situation.steps for a in step.alternatives)
        if ends and len(planned.steps) == len(situation.steps) and place < len(scenario.situations):
            folder.report(file, key, "nothing_follows_hang_up", name=planned.key)
    if persona:
        _check_lines(folder, file, scenario, persona, house)


def _check_facts(folder: Folder, file: str, scenario: Scenario, rubric: Rubric) -> None:
    for key, fact in scenario.facts.items():
        if not fact.asked_by and not fact.words:
            folder.report(file, f"facts.{key}", "never_asked", name=key)
        check_keys(folder, file, f"facts.{key}.asked_by", dict.fromkeys(fact.asked_by), rubric.elements)
    secrets = [(key, piece) for key, fact in scenario.facts.items() for piece in fact.pieces]
    for place, text in _texts(scenario):
        for key, piece in secrets:
            if piece in text:
                folder.report(file, place, "line_tells_fact", name=key)


def _check_lines(folder: Folder, file: str, scenario: Scenario, persona: Persona, house: House) -> None:
    script = Script(scenario, persona, house)
    for place, planned in enumerate(scenario.situations, start=1):
        for number, _ in enumerate(planned.steps, start=1):
            if not script.has_lines(planned.key, number):
                folder.report(file, f"situations.{place}.steps.{number}", "persona_has_no_line", persona=persona.key)
    own = [text for _, text in _texts(scenario)]
    common = [line.text for lines in _all_lines(persona) for line in lines]
    for text, times in Counter([*own, *common]).items():
        if times > 1 and text in own:
            folder.report(file, "situations", "line_twice", text=text)


def _texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for place, planned in enumerate(scenario.situations, start=1):
        for number, step in enumerate(planned.steps, start=1):
            for line in (*step.lines, *step.again):
                yield f"situations.{place}.steps.{number}", line.text


def _all_lines(persona: Persona) -> Iterator[Lines]:
    yield from persona.lines.values()
    yield from persona.tells.values()
    yield from persona.steps.values()
