"""Use case: audit owners that a model plays: whole calls with a model trainee, and what was wrong with their lines."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from simulator.domain.call import Call, replay
from simulator.domain.events import CallerSpoke
from simulator.domain.scenario import Scenario
from simulator.domain.script import told_key
from simulator.services.practice_flow import World
from simulator.services.rehearsal import Trainee, rehearse

Kind = Literal["role_flip", "leak", "repeated", "too_early", "other"]
KINDS: tuple[Kind, ...] = ("role_flip", "leak", "repeated", "too_early", "other")

_KIND_OF: dict[str, Kind] = {
    "role_flip": "role_flip",
    "approved": "role_flip",
    "parrots": "role_flip",
    "out_of_play": "role_flip",
    "invented": "leak",
    "repeated": "repeated",
    "too_early": "too_early",
}
"""Fault of the line check -> kind of report; everything else is "other"."""


@dataclass
class Stopped:
    """Collects the lines that the check did not let through."""

    lines: list[tuple[Kind, str]] = field(default_factory=list)

    def __call__(self, fault: str, words: str) -> None:
        """Note one."""
        self.lines.append((_KIND_OF.get(fault, "other"), words))


@dataclass(frozen=True)
class AuditReport:
    """What came of the calls.

    Attributes:
        turns: How often an owner spoke.
        generated: How often in the model's words.
        stopped, slipped: (kind, words) of lines that were not, and that were, heard by the trainee.
    """

    calls: int
    turns: int
    generated: int
    stopped: tuple[tuple[Kind, str], ...]
    slipped: tuple[tuple[Kind, str], ...]

    def counts(self) -> dict[Kind, tuple[int, int]]:
        """Return for each kind how many were stopped and how many slipped through."""
        stopped, slipped = Counter(kind for kind, _ in self.stopped), Counter(kind for kind, _ in self.slipped)
        return {kind: (stopped[kind], slipped[kind]) for kind in KINDS}


def audit(
    world: World,
    stopped: Stopped,
    trainee: Trainee,
    plan: Sequence[tuple[str, int]],
    is_desk_talk: Callable[[str], bool],
) -> AuditReport:
    """Play calls and look at every line again, with all that the scenario hides in view.

    Args:
        world: Its caller "generated" is audited.
        stopped: What that caller reports rejected lines to.
        trainee: Takes the calls.
        plan: (scenario, seed) of each call.
        is_desk_talk: True for words that only the trainee says.
    """
    played = replace(world, callers={"scripted": world.callers["generated"]})
    turns = generated = 0
    slipped: list[tuple[Kind, str]] = []
    for scenario, seed in plan:
        call = replay(rehearse(played, scenario, seed, trainee))
        spoken = [turn.caller for turn in call.turns]
        turns += len(spoken)
        generated += sum(line.generated for line in spoken)
        slipped += _slipped(call, world.library.scenario(scenario, seed), is_desk_talk)
    return AuditReport(len(plan), turns, generated, tuple(stopped.lines), tuple(slipped))


def _slipped(call: Call, scenario: Scenario, is_desk_talk: Callable[[str], bool]) -> Iterator[tuple[Kind, str]]:
    told: set[str] = set()
    before: set[str] = set()
    for line in (turn.caller for turn in call.turns):
        told |= set(line.told)
        if line.generated:
            if is_desk_talk(line.text):
                yield "role_flip", line.text
            if _leaks(line, scenario, told):
                yield "leak", line.text
            if line.text in before:
                yield "repeated", line.text
        before.add(line.text)
    if call.end_reason == "caller_hung_up":  # a model trainee gives no owner a reason to
        yield "too_early", call.turns[-1].caller.text


def _leaks(line: CallerSpoke, scenario: Scenario, told: set[str]) -> bool:
    """True if the line holds a fact that was not told by then."""
    hidden = (
        piece
        for key, fact in scenario.facts.items()
        for number, piece in enumerate(fact.pieces, start=1)
        if told_key(key, number) not in told
    )
    return any(piece in line.text for piece in hidden)


def plan(scenarios: Sequence[str], calls: int, seed: int) -> tuple[tuple[str, int], ...]:
    """Return so many calls that go through the scenarios in turn, each with a seed of its own."""
    rounds = ((scenarios[i % len(scenarios)], seed + i) for i in range(calls))
    return tuple(islice(rounds, calls))
