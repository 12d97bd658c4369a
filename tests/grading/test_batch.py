"""`simulator grade` and `simulator agreement` on files and pipes."""

import json
from collections import Counter
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from simulator.cli import agreement, grade
from simulator.domain.agreement import wilson
from simulator.domain.errors import NotFound
from simulator.grading.agreement import kappa
from simulator.grading.records import BadLine, read_records

CASES = Path(__file__).parents[1] / "cases"
GOOD = {
    "id": "a",
    "situation": "ask_repeat",
    "step": 1,
    "reply": "不好意思😀，麻烦您再说一遍，好吗？",
    "kind": "x",
    "labels": 1,
}


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "SIMULATOR_MODEL", "SIMULATOR_JUDGE_MODEL"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    app = typer.Typer()
    for module in (grade, agreement):
        module.register(app)
    return CliRunner().invoke(app, list(arguments), input=stdin)


def lines(*records: object) -> str:
    return "".join((r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)) + "\n" for r in records)


def test_a_good_line_is_graded_with_offsets_in_the_reply_as_given() -> None:
    result = run("grade", "-", stdin=lines(GOOD))
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert (answer["id"], answer["verdict"], answer["score"]) == ("a", "pass", 100)
    for element in answer["elements"].values():
        assert GOOD["reply"][element["start"] : element["end"]] == element["quote"]  # type: ignore[index]
        assert (element["state"], element["by"]) == ("met", "rules")
    assert answer["violations"] == [] and len(answer["rubric"]) == 16


def test_bad_lines_are_named_and_the_good_ones_graded_all_the_same() -> None:
    other = {**GOOD, "id": "b"}
    bad = ["{", "[]", {"id": "c"}, {**GOOD, "situation": "nowhere"}, {**GOOD, "step": 7}, {**GOOD, "reply": 5},
           {**GOOD, "actions": [{"do": "fly"}]}, {**GOOD, "actions": [{"do": "wait", "seconds": -1}]},
           {**GOOD, "context": {"complaint": "huge"}}]  # fmt: skip
    result = run("grade", "-", stdin=lines(GOOD, *bad, "", other))
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "b"]
    said = result.stderr.splitlines()
    assert [line.split(" ")[1] for line in said] == [str(n) for n in range(2, 11)]
    assert all("⟦" not in line and "{" not in line for line in said)
    assert "situation" in said[3] and "nowhere" in said[3]


def test_output_goes_to_a_file_in_input_order_with_several_workers(tmp_path: Path) -> None:
    records = [{**GOOD, "id": str(n)} for n in range(50)]
    out = tmp_path / "grades.jsonl"
    result = run("grade", "-", "--out", str(out), "--workers", "4", stdin=lines(*records))
    assert result.exit_code == 0 and not result.stdout
    ids = [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert ids == [str(n) for n in range(50)]


def test_without_a_model_the_judge_is_done_without_in_one_sentence() -> None:
    result = run("grade", "-", "--judge", stdin=lines(GOOD))
    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) == 1
    assert json.loads(result.stdout)["verdict"] == "pass"


def test_a_file_that_is_not_there_is_an_error_of_ours() -> None:
    result = run("grade", "no-such-file.jsonl")
    assert isinstance(result.exception, NotFound)


def test_bytes_that_are_no_text_spoil_their_own_line_only() -> None:
    good = json.dumps(GOOD).encode()
    found = list(read_records([good, "“对不起”".encode("gb18030"), b"\xef\xbb\xbf" + good, b'{"id": "\\ud800"}']))
    assert [isinstance(record, BadLine) for _, record in found] == [False, True, False, True]


def test_agreement_prints_tables_and_json() -> None:
    file = str(CASES / "lookalikes_tune.jsonl")
    shown = run("agreement", file)
    assert shown.exit_code == 0 and "κ" in shown.stdout and "⟦" not in shown.stdout
    report = json.loads(run("agreement", file, "--json").stdout)
    assert report["replies"] == 75
    assert report["overall"]["n"] == report["overall"]["missed"] + report["overall"]["wrong"] + round(
        report["overall"]["agree"] * report["overall"]["n"]
    )


def test_kappa_and_interval_of_known_tables() -> None:
    assert kappa(Counter({("+", "+"): 20, ("+", "-"): 5, ("-", "+"): 10, ("-", "-"): 15})) == pytest.approx(0.4)
    assert kappa(Counter({("+", "+"): 9})) is None
    low, high = wilson(9, 10)
    assert low == pytest.approx(0.5958, abs=1e-3)
    assert high == pytest.approx(0.9821, abs=1e-3)
