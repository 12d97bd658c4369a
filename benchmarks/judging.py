"""What the measurements of the judge share: labelled replies, an oracle in a process of its own, a grader on it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from benchmarks.oracle import FAULTS, Oracle, judge_script
from simulator.content.rubric import load_rubric
from simulator.domain.grade import ElementGrade, Grade, Grader, State
from simulator.domain.reply import Facts, Reply
from simulator.domain.rubric import Rubric
from simulator.grading.cascade import JudgedGrader
from simulator.grading.records import Record
from simulator.llm.loopback import Request, loopback
from simulator.settings import Settings
from simulator.wiring.llm import make_judged_grader
from simulator.wiring.rubric import build_grader

ROOT = Path(__file__).parent.parent
LABELLED = ROOT / "rubric" / "labelled" / "replies.jsonl"


def labelled(path: Path = LABELLED) -> list[Record]:
    with path.open(encoding="utf-8") as file:
        return [Record.model_validate_json(line) for line in file]


@dataclass(frozen=True)
class Setup:
    """How the oracle's endpoint behaves."""

    fault: str = "none"
    noise: float = 0.0
    delay_seconds: float = 0.0
    records: Path = LABELLED


@contextmanager
def endpoint(setup: Setup) -> Iterator[str]:
    """Run the oracle in a process of its own, so that it does not share the interpreter with what is measured."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(setup, there), daemon=True)
    process.start()
    there.close()  # so that an end of the process is heard
    try:
        yield here.recv()
    finally:
        here.close()
        process.join()


def _serve(setup: Setup, pipe: Connection) -> None:
    rubric: Rubric = load_rubric(ROOT / "rubric")
    oracle = Oracle(labelled(setup.records), rubric, noise=setup.noise)
    script = judge_script(oracle, FAULTS[setup.fault], delay_seconds=setup.delay_seconds)
    with loopback(script) as server:
        server.requests = _Forgetful()
        pipe.send(server.url)
        with suppress(EOFError):
            pipe.recv()


class _Forgetful(list[Request]):
    def append(self, _: Request) -> None:
        """Keep nothing: a long run would fill the memory."""


def grader(url: str, *, audit_share: float = 0.05, batch: bool = True) -> JudgedGrader:
    settings = Settings.model_validate(
        {"openai_base_url": url, "openai_api_key": "x", "model": "oracle", "audit_share": audit_share}
    )
    made = make_judged_grader(settings, build_grader(settings.rubric_dir), batch=batch)
    assert made is not None
    return made


def grade_all(judged: Grader, records: list[Record], workers: int = 32) -> tuple[list[Grade], float]:
    """Return the grades in order, and how many seconds they took."""
    began = perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        grades = list(pool.map(lambda r: judged.grade(r.situation, r.step, r.turn, r.context), records))
    return grades, perf_counter() - began


def errors(record: Record, grade: Grade) -> tuple[int, int, int]:
    """Return how many elements were decided, decided wrongly, and left open."""
    truth = record.elements or {}
    decided = {key: found.state for key, found in grade.elements.items() if found.state in (State.MET, State.NOT_MET)}
    wrong = sum((state is State.MET) != truth[key] for key, state in decided.items() if key in truth)
    return len(decided), wrong, len(grade.elements) - len(decided)


@dataclass(frozen=True)
class Reopened:
    """An offline grader of which nothing said in words is decided: everything hangs on the judge."""

    offline: Grader

    def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
        grade = self.offline.grade(situation, step, reply, facts)
        unsure = ElementGrade(state=State.UNSURE, by="rules")
        elements = {key: found if found.by == "actions" else unsure for key, found in grade.elements.items()}
        return grade.model_copy(update={"elements": elements, "flags": (), "violations": ()})

    def heard(self, text: str) -> frozenset[str]:
        return self.offline.heard(text)
