"""Personas and scenarios from YAML: every mistake is found, all at once, with file and key."""

import shutil
from pathlib import Path

import pytest

from simulator.content.scenarios import library_problems, load_library
from simulator.domain.errors import ContentError
from simulator.i18n import catalogue
from tests.desk import CAST, cast, rubric, shipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "personas"
    shutil.copytree(CAST, copied)
    return copied


def found(folder: Path) -> set[tuple[str, str, str]]:
    return {(p.file, p.key, p.code) for p in library_problems(folder, rubric())}


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_shipped_owners_are_without_a_mistake() -> None:
    assert library_problems(CAST.parent.parent / "personas", rubric()) == ()


def test_short_forms_are_written_out() -> None:
    scenario = cast().scenarios["leak"]
    assert scenario.facts["name"].asked_by == ("ask_name", "ask_surname")
    assert scenario.facts["details"].pieces == ("水从天花板滴下来", "已经三天了")
    assert [len(planned.steps) for planned in scenario.situations] == [2, 1, 2, 2]


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "code"),
    [
        ("scenarios/leak.yaml", "persona: touchy", "persona: nobody", "persona", "unknown_reference"),
        ("scenarios/leak.yaml", "key: ask_identity", "key: ask_age", "situations.2.key", "unknown_situation"),
        ("scenarios/leak.yaml", "key: bad_attitude", "key: ask_identity", "situations.3.key", "duplicate"),
        ("scenarios/leak.yaml", "lines: [投诉态度]", "lines: [我叫张志强]", "situations.3.steps.1", "line_tells_fact"),
        ("scenarios/leak.yaml", "words: [楼上]", "words: []", "facts.neighbour", "never_asked"),
        ("scenarios/leak.yaml", "骂人乙", "骂人甲", "situations", "line_twice"),
        ("scenarios/leak.yaml", "title: 漏水", "titel: 漏水", "titel", "unknown_key"),
        ("scenarios/leak.yaml", "key: closing", "key: complaint_pending", "situations.4.steps", "too_many_steps"),
        ("scenarios/pest.yaml", "key: nuisance_call", "key: asks_for_colleague", "colleague", "fact_missing"),
        ("scenarios/transfer.yaml", "    lines: [帮我接财务]", "", "situations.1.steps.1", "persona_has_no_line"),
        ("touchy.yaml", "slams_down: [气得挂了]", "slams_down: []", "lines.slams_down", "too_few_lines"),
        ("touchy.yaml", "insult: -4", "rudeness: -4", "provokes.rudeness", "unknown_reference"),
        ("touchy.yaml", "mood: -1", "mood: furious", "mood", "wrong_value"),
        ("touchy.yaml", "我叫{value}。", "我叫张三。", "tells.name.1", "no_value_blank"),
        ("touchy.yaml", "closing.1", "closing.7", "steps.closing.7", "unknown_reference"),
    ],
)
def test_a_mistake_is_named(folder: Path, file: str, old: str, new: str, key: str, code: str) -> None:
    change(folder, file, old, new)
    assert (file, key, code) in found(folder)


def test_nothing_may_follow_a_hang_up(folder: Path) -> None:
    with (folder / "scenarios/silence.yaml").open("a", encoding="utf-8") as file:
        file.write("  - key: ask_identity\n    lines: [喂喂]\n")
    assert ("scenarios/silence.yaml", "situations.1", "nothing_follows_hang_up") in found(folder)


def test_all_mistakes_come_together_as_sentences(folder: Path) -> None:
    change(folder, "scenarios/leak.yaml", "key: ask_identity", "key: ask_age")
    change(folder, "touchy.yaml", "insult: -4", "rudeness: -4")
    (folder / "scenarios/broken.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_library(folder, rubric())
    sentences = catalogue().error(caught.value)
    assert "⟦" not in sentences
    for file in ("touchy.yaml", "scenarios/leak.yaml", "scenarios/broken.yaml"):
        assert file in sentences


def test_every_row_is_there_to_practise() -> None:
    for situation in rubric().by_row:
        drill = shipped().scenario(f"drill.{situation.key}", 1)
        assert len(drill.situations[0].steps) == len(situation.steps), situation.key
