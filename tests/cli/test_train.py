"""`simulator train` where it cannot run: one sentence, and the files stay as they are."""

import shutil
import sys
from pathlib import Path

import pytest

from simulator.cli.main import main
from simulator.settings import Settings


def test_without_the_extra_it_says_what_to_install_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric = shutil.copytree(Settings.load().rubric_dir, tmp_path / "rubric")
    shutil.rmtree(rubric / "tables")
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    monkeypatch.setattr(sys, "argv", ["simulator", "train", "--rubric", str(rubric)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "没有安装 pypinyin" in said
    assert len(said.strip().splitlines()) == 1
    assert not (rubric / "tables").exists()
