"""`simulator check`: the proof that all thirty rows can be played and graded."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.cli.main import build
from simulator.settings import Settings
from simulator.wiring.site import check_content
from tests.desk import ROOT


def test_every_row_is_played_alone_and_in_calls_and_graded_both_ways() -> None:
    problems, coverage = check_content(Settings(content_dir=ROOT))
    assert problems == ()
    assert coverage is not None
    assert [row.row for row in coverage.rows if not row.complete] == []
    assert len(coverage.rows) == 30
    assert coverage.stumbles == ()


def test_all_mistakes_are_listed_and_the_exit_status_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("rubric", "personas"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("one", "two"):
        (tmp_path / "personas/scenarios" / f"{name}.yaml").write_text("title: x\n", encoding="utf-8")
    monkeypatch.setenv("SIMULATOR_CONTENT_DIR", str(tmp_path))
    result = CliRunner().invoke(build(), ["check"])
    assert result.exit_code == 1
    assert "scenarios/one.yaml" in result.output
    assert "scenarios/two.yaml" in result.output
    assert "⟦" not in result.output
