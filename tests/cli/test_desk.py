"""The commands of administration, as a person types them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from simulator.cli import database, demo, labels, user
from simulator.domain.errors import SimulatorError
from simulator.i18n import catalogue
from tests.services.desk import QUICK, world
from tests.storage.template import fresh_file

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command over a database of its own: its output, or the sentence of its refusal."""
    fresh_file(tmp_path)
    monkeypatch.setenv("SIMULATOR_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SIMULATOR_DATABASE_URL", "")
    for part in ("site", "desk"):
        monkeypatch.setattr(f"simulator.wiring.{part}.make_world", lambda *given: world())
    monkeypatch.setattr("simulator.wiring.desk.Passwords", lambda: QUICK)
    app = typer.Typer()
    for module in (user, database, demo, labels):
        module.register(app)

    def invoke(*arguments: str, answer: str = "") -> str:
        result = CliRunner().invoke(app, list(arguments), input=answer)
        if isinstance(result.exception, SimulatorError):
            return catalogue().error(result.exception)
        assert result.exit_code == 0, result.output
        return result.output

    return invoke


def test_accounts_come_and_go(run: Run) -> None:
    assert "还没有账号" in run("user", "list")
    assert "“张管”的密码：" in run("user", "add", "张管", "--role", "admin")
    assert "密码" not in run("user", "add", "王", "--no-password")
    listed = run("user", "list")
    assert "张管" in listed and "须更改密码" in listed and "用姓名进入" in listed
    assert "已停用“王”" in run("user", "disable", "王")
    assert "已恢复“王”" in run("user", "enable", "王")
    assert "“王”现在是培训师" in run("user", "role", "王", "trainer")
    assert "“王”的密码：" in run("user", "reset", "王")
    assert "至少要有一名" in run("user", "disable", "张管")
    assert "没有“boss”这种身份" in run("user", "role", "王", "boss")
    assert "没有名为“李”的账号" in run("user", "reset", "李")


def test_a_class_list_is_imported_or_its_problems_are_listed(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("姓名,班级\n王,一班\n李,一班\n", encoding="utf-8-sig")
    bad.write_text("名字,班级\n赵,一班\n", encoding="utf-8")
    assert "已导入 2 人" in run("user", "import", str(good), "--no-password")
    again = run("user", "import", str(good))
    assert "一个人也没有导入" in again and "“王”已经有账号" in again and "“李”已经有账号" in again
    refused = run("user", "import", str(bad))
    assert "不认识的列“名字”" in refused and "缺少“姓名”这一列" in refused
    assert "打不开" in run("user", "import", str(tmp_path / "missing.csv"))
    assert "赵" not in run("user", "list")


def test_one_persons_data_are_handed_out_and_erased(run: Run, tmp_path: Path) -> None:
    run("user", "add", "王", "--no-password")
    out = tmp_path / "wang.json"
    assert "已把“王”的数据写入" in run("user", "export", "王", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))["person"]["name"] == "王"
    assert "不能写入" in run("user", "export", "王", str(tmp_path / "no" / "such.json"))
    assert "没有删除任何数据" in run("user", "erase", "王", answer="n\n")
    assert "已永久删除“王”" in run("user", "erase", "王", answer="y\n")
    assert "没有名为“王”的账号" in run("user", "erase", "王", "--yes")


def test_demo_data_are_marked_counted_and_removed(run: Run) -> None:
    made = run("demo-data", "--trainees", "4", "--classes", "2", "--calls", "12")
    assert "学员 4 人，通话 12 通" in made
    assert "演示学员001" in run("user", "list")
    assert "通话 12" in run("database", "info")
    assert "已经存在" in run("demo-data", "--trainees", "4", "--calls", "12")
    assert "已删除 4 名演示学员" in run("demo-data", "--remove")
    assert "没有演示数据" in run("demo-data", "--remove")
    assert "人员 0，通话 0，评分 0" in run("database", "info")


def test_transcripts_are_kept_until_a_time_is_set(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "不限期保存" in run("database", "sweep")
    monkeypatch.setenv("SIMULATOR_TRANSCRIPT_DAYS", "30")
    assert "已删除 0 通电话" in run("database", "sweep")


def test_labels_without_reviews_are_none(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "labels.jsonl"
    assert "已导出 0 条" in run("export-labels", "--out", str(out))
    assert out.read_text(encoding="utf-8") == ""
    assert "不能写入" in run("export-labels", "--out", str(tmp_path / "no" / "such.jsonl"))
