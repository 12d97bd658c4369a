"""The rubric folder: what is wrong with it is said all at once, with file and key."""

import shutil
from pathlib import Path

import pytest

from simulator.content.rubric import load_detection, load_rubric, rubric_hash
from simulator.domain.errors import ContentError
from simulator.grading.offence_training import train_offences
from simulator.grading.training import polite_words, samples, train_attack, train_classifier
from simulator.i18n import catalogue
from simulator.wiring.batch import labelled_replies
from simulator.wiring.rubric import build_grader, problems

SHIPPED = Path(__file__).parents[2] / "rubric"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "rubric")


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(folder: Path) -> set[tuple[str, str, str]]:
    return {(p.file, p.key, p.code) for p in problems(folder)}


def test_the_shipped_rubric_has_no_mistake_and_its_examples_hold() -> None:
    assert problems(SHIPPED) == ()


def test_the_guide_is_complete() -> None:
    rubric = load_rubric(SHIPPED)
    assert [s.row for s in rubric.by_row] == list(range(1, 31))
    assert len(rubric.elements) == 61
    assert len(rubric.violations) == 14
    assert {s.row for s in rubric.by_row if s.opened_by == "trainee"} == {1, 8, 9, 11, 12, 23, 28, 29}


def test_every_mistake_is_reported_at_once(folder: Path) -> None:
    edit(folder, "elements.yaml", "greet:\n  kind: say", "greet:\n  kind: sing\n  colour: red")
    edit(folder, "guide.yaml", "[greet, identify_centre, offer_help]", "[greet, wave, offer_help]")
    edit(folder, "guide.yaml", "row: 3\n", "row: 2\n")
    edit(folder, "violations.yaml", "from_rows: [26]", "from_rows: [31]")
    assert {
        ("elements.yaml", "greet.kind", "wrong_value"),
        ("elements.yaml", "greet.colour", "unknown_key"),
        ("guide.yaml", "opening.steps.1", "unknown_reference"),
        ("violations.yaml", "flat_refusal", "unknown_row"),
    } <= found(folder)
    assert any(code == "duplicate_row" for _, _, code in found(folder))


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("lexicon.yaml", "polite: [请", "not_yaml"),
        ("guards.yaml", "- a list", "not_mapping"),
        ("guards.yaml", "negated: 不\nnegated: 没", "not_yaml"),
        ("tables/classifier.json", "{", "not_json"),
    ],
)
def test_a_broken_file_is_named(folder: Path, file: str, text: str, code: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    assert (file, "", code) in found(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "homophones.yaml").unlink()
    assert ("homophones.yaml", "", "unreadable") in found(folder)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "lexicon.yaml").write_bytes("polite: [请]".encode("gb18030"))
    assert ("lexicon.yaml", "", "not_utf8") in found(folder)


def test_rules_for_unknown_or_forgotten_elements_are_reported(folder: Path) -> None:
    edit(folder, "detect/elements/identity.yaml", "\ngreet:\n", "\ngreeting:\n")
    assert ("detect/elements/identity.yaml", "greeting", "unknown_reference") in found(folder)
    assert ("detect/elements/*.yaml", "greet", "no_rule") in found(folder)


def test_an_example_that_the_rules_get_wrong_is_reported(folder: Path) -> None:
    edit(folder, "elements.yaml", 'ok: ["您好"', 'ok: ["天气不错", "您好"')
    assert [p.params["text"] for p in problems(folder)] == ["天气不错"]


def test_a_malformed_pattern_is_reported(folder: Path) -> None:
    edit(folder, "guards.yaml", "takeover: '", "takeover: '(")
    edit(folder, "detect/elements/line.yaml", "'{other_phone}'", "'{other_fone}'")
    codes = {(key, code) for _, key, code in found(folder)}
    assert {("takeover", "bad_pattern"), ("ask_other_phone.clues.0.say", "unknown_reference")} <= codes


def test_start_up_refuses_a_broken_rubric(folder: Path) -> None:
    edit(folder, "guide.yaml", "row: 3\n", "row: 2\n")
    with pytest.raises(ContentError):
        build_grader(folder)


def test_every_problem_is_a_sentence_in_both_languages(folder: Path) -> None:
    (folder / "lexicon.yaml").write_text("polite: [请", encoding="utf-8")
    for language in ("zh_CN", "en"):
        for problem in problems(folder):
            assert "⟦" not in catalogue(language).problem(problem)


def test_the_hash_covers_the_detection_rules(folder: Path) -> None:
    before = rubric_hash(folder)
    assert load_rubric(folder).hash == before
    edit(folder, "lexicon.yaml", "劳驾", "劳大驾")
    assert rubric_hash(folder) != before


def test_detection_covers_every_element_that_is_said() -> None:
    rubric = load_rubric(SHIPPED)
    detection = load_detection(SHIPPED, rubric)
    said = {key for key, element in rubric.elements.items() if element.kind == "say"}
    assert said - set(detection.elements) == {"promise_deadline"}
    assert set(rubric.violations) - set(detection.violations) == {"premature_hang_up"}


def test_the_same_replies_give_the_same_weights_digit_for_digit() -> None:
    """`.ci/run` rebuilds all tables from all replies and compares the bytes; here it is a sample, twice."""
    rubric = load_rubric(SHIPPED)
    detection = load_detection(SHIPPED, rubric)
    sample = labelled_replies(SHIPPED)[::15]
    first, second = (train_offences(sample, rubric, detection) for _ in range(2))
    assert first == second
    assert set(first.reply.situations) <= set(rubric.situations)
    learnt = samples(sample, rubric, detection)
    polite = polite_words(sample, detection)
    assert polite
    assert train_attack(learnt, polite) == train_attack(samples(sample, rubric, detection), polite)
    assert train_classifier(learnt, ["greet"]) == train_classifier(learnt, ["greet"])
