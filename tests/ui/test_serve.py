"""What `simulator serve` says when it cannot start: one sentence, exit status 1."""

import socket
import sys
from pathlib import Path

import pytest

from simulator.cli.main import main


def serve(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the command, which must fail, and return what it said."""
    monkeypatch.setenv("SIMULATOR_TRAINER_CODE", "ABCD2345")
    monkeypatch.setattr(sys, "argv", ["simulator", "serve", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    assert len(said.err.strip().splitlines()) == 1
    return said.err


def test_a_port_in_use(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"端口 {port} 已被占用" in serve(monkeypatch, capsys, "--port", port)


def test_a_host_that_cannot_be_bound(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert "无法在地址“203.0.113.7:" in serve(monkeypatch, capsys, "--host", "203.0.113.7", "--port", "0")


def test_a_database_that_cannot_be_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    monkeypatch.setenv("SIMULATOR_DATABASE_URL", f"sqlite:///{broken}")
    assert "broken.db" in serve(monkeypatch, capsys, "--port", "0")
