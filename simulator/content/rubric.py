"""The rubric folder as values: guide, elements, violations, and the rules by which they are recognised.

rubric/guide.yaml          the thirty situations
rubric/elements.yaml       what an approved reply is made of
rubric/violations.yaml     what a reply must not contain
rubric/lexicon.yaml        concepts and their words
rubric/guards.yaml         negation, reported speech, injection …
rubric/homophones.yaml     words that a recogniser mishears; forbidden words that are disguised
rubric/detect/*/*.yaml     how each element and violation is recognised
rubric/tables/*            generated: character tables, the classifier's weights
"""

from collections.abc import Iterable
from pathlib import Path

from simulator.content.yaml_files import Folder, folder_hash
from simulator.domain.base import Frozen
from simulator.domain.detection import Detection, ElementWeights, Filing, OffenceWeights, Rule, Tables, Weights
from simulator.domain.rubric import Element, Rubric, Situation, Violation

BLANKS = {"centre": "锦绣花园业主服务中心", "surname": "王", "honorific": "女士", "hours": "2"}
"""What the blanks of approved wordings are filled with when one is shown or tested."""


class _Words(Frozen):
    repaired: tuple[str, ...]
    disguised: dict[str, tuple[str, ...]]
    letters: dict[str, str]


class _Lexicon(Frozen):
    concepts: dict[str, tuple[str, ...]]


class _Classifier(Frozen):
    elements: dict[str, ElementWeights]
    attack: Weights


class _Guards(Frozen):
    patterns: dict[str, str]


def load_rubric(root: Path) -> Rubric:
    """Load the rubric; its hash covers every file of the folder, detection rules included.

    Raises:
        ContentError: If anything in guide, elements or violations is wrong; every mistake is listed.
    """
    folder = Folder(root)
    elements = folder.parse_each(Element, "elements.yaml")
    violations = folder.parse_each(Violation, "violations.yaml")
    situations = folder.parse_each(Situation, "guide.yaml")
    _check_references(folder, situations, elements)
    _check_rows(folder, situations, violations)
    folder.finish()
    return Rubric(hash=rubric_hash(root), situations=situations, elements=elements, violations=violations)


def rubric_hash(root: Path) -> str:
    """Return the version of everything in the folder."""
    folder = Folder(root)
    return folder_hash(root, (*folder.files("**/*.yaml"), *folder.files("**/*.json")))


def load_detection(root: Path, rubric: Rubric) -> Detection:
    """Load the detection rules of a rubric.

    Raises:
        ContentError: If a file is wrong, names an unknown element or violation, or leaves one out.
    """
    folder = Folder(root)
    elements = _rules(folder, "detect/elements/*.yaml", (k for k, e in rubric.elements.items() if e.kind == "say"))
    violations = _rules(folder, "detect/violations/*.yaml", rubric.violations)
    words = folder.parse(_Words, folder.read("homophones.yaml"), "homophones.yaml", "")
    lexicon = folder.parse(_Lexicon, {"concepts": _concepts(folder)}, "lexicon.yaml", "")
    guards = folder.parse(_Guards, {"patterns": folder.read("guards.yaml")}, "guards.yaml", "")
    tables = folder.parse(Tables, _tables(folder), "tables/characters.yaml", "")
    classifier = folder.parse(_Classifier, folder.read_json("tables/classifier.json"), "tables/classifier.json", "")
    offences = folder.parse(OffenceWeights, folder.read_json(OFFENCES), OFFENCES, "")
    filing = folder.parse(Filing, folder.read_json(FILING), FILING, "")
    folder.finish()
    assert filing and offences and classifier and words and lexicon and guards and tables  # finish() raised otherwise
    return Detection(
        lexicon=lexicon.concepts,
        guards=guards.patterns,
        repaired=words.repaired,
        disguised=words.disguised,
        letters=words.letters,
        elements=elements,
        violations=violations,
        tables=tables,
        filing=filing,
        classifier=classifier.elements,
        attack=classifier.attack,
        offences=offences,
    )


def _concepts(folder: Folder) -> dict[str, object]:
    concepts: dict[str, object] = {}
    for file in folder.files("lexicon*.yaml"):
        for concept, words in folder.read(file).items():
            if concept in concepts:
                folder.report(file, concept, "duplicate", name=concept)
            concepts[concept] = words
    return concepts


def _tables(folder: Folder) -> dict[str, object]:
    data = folder.read("tables/characters.yaml")
    return {**data, "pairs": str(data.get("pairs", "")).split()}


def _rules(folder: Folder, pattern: str, wanted: Iterable[str]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    keys = tuple(wanted)
    for file in folder.files(pattern):
        for key, rule in folder.parse_each(Rule, file).items():
            if key not in keys:
                folder.report(file, key, "unknown_reference", name=key)
            elif key in rules:
                folder.report(file, key, "duplicate", name=key)
            rules[key] = rule
    for key in keys:
        if key not in rules and key not in DECIDED_BY_CODE:
            folder.report(pattern, key, "no_rule", name=key)
    return {key: rules[key] for key in keys if key in rules}


OFFENCES = "tables/offences.json"
FILING = "tables/filing.json"

DECIDED_BY_CODE = ("promise_deadline", "premature_hang_up")
"""A time and an action: code reads them, no pattern does."""


def _check_references(folder: Folder, situations: dict[str, Situation], elements: dict[str, Element]) -> None:
    for situation in situations.values():
        for step in situation.steps:
            for alternative in step.alternatives:
                for key in alternative.required:
                    if key not in elements:
                        place = f"{situation.key}.steps.{step.number}"
                        folder.report("guide.yaml", place, "unknown_reference", name=key)


def _check_rows(folder: Folder, situations: dict[str, Situation], violations: dict[str, Violation]) -> None:
    rows = {s.row: s.key for s in reversed(situations.values())}
    for situation in situations.values():
        if rows[situation.row] != situation.key:
            folder.report("guide.yaml", situation.key, "duplicate_row", row=situation.row)
        for place, step in enumerate(situation.steps, start=1):
            if step.number != place:
                folder.report("guide.yaml", f"{situation.key}.steps.{place}", "step_out_of_order", step=step.number)
    for violation in violations.values():
        for row in violation.from_rows:
            if row not in rows:
                folder.report("violations.yaml", violation.key, "unknown_row", row=row)
