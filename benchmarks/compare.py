"""The same replies, the same endpoint (50 ms an answer), three graders: calls, tokens, speed.

Run it with ``python -m benchmarks.compare --deepeval VENV/bin/python --autorubric VENV/bin/python``. Each rival lives
in an environment of its own; one whose interpreter is not given, or lacks the library, is left out and said so. The
endpoint gives every grader an answer of the form that it asks for; what is compared is cost, not judgement.
"""

import argparse
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.judging import Reopened, Setup, endpoint, grade_all, grader, labelled
from simulator.grading.records import Record
from simulator.llm.loopback import Reaction, Request, loopback, rough_tokens

_RIVALS = Path(__file__).parent / "rivals"
_WORKERS = 32


@dataclass(frozen=True)
class Cost:
    """What grading all replies took."""

    name: str
    replies: int
    calls: int
    tokens: int
    seconds: float

    def line(self) -> str:
        n = self.replies
        return f"{self.name:34} {self.calls / n:8.2f} {self.tokens / n:10.0f} {n / self.seconds:10.1f}"


def filled(schema: Mapping[str, object], root: Mapping[str, object]) -> object:
    """Return the simplest value of a JSON schema."""
    if "$ref" in schema:
        definitions = root.get("$defs", {})
        assert isinstance(definitions, Mapping)
        return filled(definitions[str(schema["$ref"]).rpartition("/")[2]], root)
    for choice in ("enum", "anyOf"):
        if isinstance(options := schema.get(choice), list):
            return options[0] if choice == "enum" else filled(options[0], root)
    kind = schema.get("type")
    if kind == "object":
        properties = schema.get("properties", {})
        assert isinstance(properties, Mapping)
        return {name: filled(part, root) for name, part in properties.items()}
    if kind == "array":
        items = schema.get("items", {})
        assert isinstance(items, Mapping)
        return [filled(items, root)] * 3
    return {"boolean": True, "integer": 8, "number": 8, "null": None}.get(str(kind), "好")


def any_answer(body: Request) -> Reaction:
    """Answer in whatever form is asked for."""
    wanted = body.get("response_format", {}).get("json_schema", {}).get("schema")
    if wanted is not None:
        return Reaction(text=json.dumps(filled(wanted, wanted), ensure_ascii=False), delay_seconds=0.05)
    prompt = str(body["messages"])
    answer = {"steps": ["读回复", "对照要点", "打分"]} if '"steps"' in prompt else {"score": 8, "reason": "好"}
    return Reaction(text=json.dumps(answer, ensure_ascii=False), delay_seconds=0.05)


def rival(name: str, python: str, records: list[Record], labels: Mapping[str, str]) -> Cost | str:
    """Return what a rival costs, or why it was left out."""
    if not python:
        return f"{name}: left out, no interpreter given"
    replies = [{"text": r.reply, "criteria": [labels[key] for key in r.elements or ()]} for r in records]
    with loopback(any_answer) as server:
        task = json.dumps({"url": server.url, "workers": _WORKERS, "replies": replies})
        worker = str(_RIVALS / f"{name}_worker.py")
        done = subprocess.run([python, worker], input=task, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            return f"{name}: left out, {done.stderr.strip().splitlines()[-1] if done.stderr else 'it failed'}"
        result = json.loads(done.stdout.strip().splitlines()[-1])
        tokens = sum(rough_tokens("".join(str(m["content"]) for m in body["messages"])) for body in server.requests)
        calls = len(server.requests)
    return Cost(f"{name} {result['version']}", len(records), calls, tokens, result["seconds"])


def ours(records: list[Record], *, alone: bool) -> Cost:
    with endpoint(Setup(delay_seconds=0.05)) as url:
        judged = grader(url)
        if alone:
            judged = replace(judged, offline=Reopened(judged.offline))
        grade_all(judged, records[:32], _WORKERS)
        meter = judged.judge.chat.meter  # type: ignore[attr-defined]  # the real client has one
        before = meter.total
        _, seconds = grade_all(judged, records, _WORKERS)
        name = "this program, judge on everything" if alone else "this program, as it ships"
        tokens = (meter.total.tokens_in or 0) - (before.tokens_in or 0)
        return Cost(name, len(records), meter.total.calls - before.calls, tokens, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deepeval", default="", metavar="PYTHON")
    parser.add_argument("--autorubric", default="", metavar="PYTHON")
    parser.add_argument("--replies", type=int, default=100)
    options = parser.parse_args()
    judged = grader("http://127.0.0.1:9/v1")
    labels = {key: f"{e.label}：{e.means}" for key, e in judged.rubric.elements.items()}
    worded = [r for r in labelled() if len(r.reply) > 3 and len(r.elements or ()) >= 3]
    records = worded[:: max(1, len(worded) // options.replies)][: options.replies]
    criteria = sum(len(r.elements or ()) for r in records) / len(records)
    print(f"{len(records)} replies, {criteria:.1f} elements each on average, {_WORKERS} at a time")
    print(f"{'':34} {'calls':>8} {'tokens in':>10} {'replies/s':>10}")
    print(ours(records, alone=False).line())
    print(ours(records, alone=True).line(), flush=True)
    for name, python in (("deepeval", options.deepeval), ("autorubric", options.autorubric)):
        cost = rival(name, python, records, labels)
        print(cost if isinstance(cost, str) else cost.line(), flush=True)


if __name__ == "__main__":
    main()
