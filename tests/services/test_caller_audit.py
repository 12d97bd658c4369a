"""Owners played by a model, audited over whole calls."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from simulator.callers.scripted import ScriptedCaller
from simulator.domain.speech import Brief, Caller, Hear, Spoken
from simulator.llm.loopback import Reaction, Request, loopback
from simulator.services.caller_audit import AuditReport, Stopped, audit, plan
from simulator.services.practice_flow import World
from simulator.services.rehearsal import ModelTrainee
from simulator.settings import Settings
from simulator.wiring.audit import audit_callers
from simulator.wiring.site import make_feedback, make_world

SCENARIO = "leak_three_days"


@cache
def world() -> World:
    return make_world(Settings.model_validate({"model": ""}))


class Spoiling:
    """Says what the script says, generated, with a word added."""

    def __init__(self, add: Callable[[str], str]) -> None:
        self._add = add

    def speak(self, brief: Brief, hear: Hear | None = None) -> Spoken:
        spoken = ScriptedCaller().speak(brief, hear)
        return spoken.model_copy(update={"text": self._add(spoken.text), "generated": True})


def audited(caller: Caller) -> AuditReport:
    played = replace(world(), callers={"generated": caller})
    trainee = ModelTrainee(world().rubric, make_feedback(Settings.model_validate({}), world()))
    return audit(played, Stopped(), trainee, plan([SCENARIO], 2, 1), lambda text: "有什么可以帮" in text)


def test_a_faithful_owner_passes() -> None:
    report = audited(Spoiling(lambda text: text))
    assert report.calls == 2
    assert report.turns == report.generated > 4
    assert report.slipped == ()


@pytest.mark.parametrize(
    ("add", "kind"),
    [
        (lambda text: f"{text}请问有什么可以帮您？", "role_flip"),
        (lambda text: f"{text}我叫张志强。", "leak"),
        (lambda text: "喂！", "repeated"),
    ],
)
def test_whatever_slips_through_is_reported(add: Callable[[str], str], kind: str) -> None:
    assert kind in {found for found, _ in audited(Spoiling(add)).slipped}


def test_calls_go_through_the_scenarios_in_turn() -> None:
    assert plan(["a", "b"], 3, 7) == (("a", 7), ("b", 8), ("a", 9))


def test_lines_that_were_stopped_are_counted_by_kind() -> None:
    stopped = Stopped()
    for fault in ("role_flip", "parrots", "invented", "repeated", "too_early", "too_long"):
        stopped(fault, "…")
    report = AuditReport(1, 6, 6, tuple(stopped.lines), ())
    assert [report.counts()[kind][0] for kind in ("role_flip", "leak", "repeated", "too_early", "other")] == [
        2,
        1,
        1,
        1,
        1,
    ]


def test_without_a_model_there_is_nothing_to_audit() -> None:
    assert audit_callers(Settings.model_validate({"model": ""}), 1, (), 1) is None


def test_a_whole_audit_against_an_endpoint() -> None:
    turn = iter(range(10**6))

    def script(body: Request) -> Reaction:
        words = "哎，" + "".join(re.findall(r"像：(.*)", body["messages"][-1]["content"]))
        spoilt = "请问有什么可以帮助您？" if next(turn) % 3 == 0 else ""
        line = {"words": words + spoilt, "gloss": "", "mood": 0, "hangs_up": False}
        return Reaction(text=json.dumps(line, ensure_ascii=False))

    with loopback(script) as server:
        settings = Settings.model_validate({"model": "m", "openai_base_url": server.url, "openai_api_key": "k"})
        audited_calls = audit_callers(settings, 3, [SCENARIO], 1)
    assert audited_calls is not None
    report, usage = audited_calls
    assert report.generated > 0
    assert report.counts()["role_flip"][0] > 0
    assert report.slipped == ()
    assert usage.tokens_in
