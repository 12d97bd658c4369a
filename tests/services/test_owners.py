"""What holds for every owner, whatever a trainee says and does: played with random trainees."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.call import Call, replay
from simulator.domain.events import Difficulty
from simulator.domain.reply import Action, Escalate, HangUp, RaiseVoice, Reply, Transfer, Wait
from simulator.domain.scenario import Scenario
from simulator.services.rehearsal import MOST_TURNS, PoorTrainee, Trainee, rehearse
from tests.desk import KeyModel, rubric, shipped, world

WORDS = sorted(key for key, element in rubric().elements.items() if element.kind == "say")
OFFENCES = sorted(rubric().violations)
ACTIONS: list[Action] = [Wait(seconds=5), Wait(seconds=40), RaiseVoice(), Escalate(), HangUp(), Transfer()]
SCENARIOS = sorted(shipped().scenarios)
LEVELS: list[Difficulty] = ["easy", "standard", "hard"]
APPROVED = sorted(
    {
        clause
        for situation in rubric().by_row
        for step in situation.steps
        for wording in step.approved
        for clause in re.split("[，。！？{}…]", wording)
        if len(clause) >= 8
    }
)


class RandomTrainee:
    """Says some of the right things, some wrong ones, asks at random, and now and then hangs up."""

    def __init__(self, seed: int) -> None:
        self._draw = Random(seed)
        self.replies: list[Reply] = []

    def __call__(self, call: Call, scenario: Scenario) -> Reply:
        draw, here = self._draw, call.turns[-1].caller
        required = rubric().situation(here.situation).step(here.step).required(scenario.for_grading)
        words = [key for key in required if draw.random() < 0.6] + draw.sample(WORDS, 2)
        words += draw.sample(OFFENCES, 1) if draw.random() < 0.1 else []
        actions = tuple(draw.sample(ACTIONS[:4], 1)) + (tuple(ACTIONS[4:5]) if draw.random() < 0.03 else ())
        reply = Reply(text=" ".join(words), actions=actions if draw.random() < 0.5 else ())
        self.replies.append(reply)
        return reply


@given(
    scenario=st.sampled_from(SCENARIOS),
    seed=st.integers(0, 10_000),
    difficulty=st.sampled_from(LEVELS),
    rings=st.integers(1, 6),
)
def test_no_owner_repeats_himself_tells_unasked_or_speaks_the_trainees_lines(
    scenario: str, seed: int, difficulty: Difficulty, rings: int
) -> None:
    library = shipped()
    log = rehearse(world(library), scenario, seed, RandomTrainee(seed), difficulty, rings)
    call = replay(log)
    texts = [turn.caller.text for turn in call.turns]
    lines = [line for turn in call.turns for line in set(turn.caller.lines)]
    assert call.is_over
    assert len(call.turns) <= MOST_TURNS
    assert all(texts)
    assert len(set(texts)) == len(texts)
    assert len(set(lines)) == len(lines)
    assert not [turn for turn in call.turns if turn.caller.told and turn.caller.line != "clear"]
    assert not [text for text in texts for clause in APPROVED if clause in text]
    _told_only_when_asked(call, library.scenario(scenario, seed))


def _told_only_when_asked(call: Call, scenario: Scenario) -> None:
    house, asked = shipped().house, set[str]()
    heard_before: frozenset[str] = frozenset()
    met_before: frozenset[str] = frozenset()
    text_before = ""
    for turn in call.turns:
        for key, fact in scenario.facts.items():
            if fact.is_asked(house.clearly(heard_before, text_before) | met_before, text_before):
                asked.add(key)
            for piece in fact.pieces:
                assert piece not in turn.caller.text or key in asked
        assert {told.partition(".")[0] for told in turn.caller.told} <= asked
        heard_before = frozenset(turn.reply.text.split()) & frozenset(WORDS)
        met_before = frozenset(key for grade in turn.grades[:1] for key in grade.required if grade.met(key))
        text_before = turn.reply.text


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_trainee_who_knows_the_guide_passes_every_call(scenario: str) -> None:
    library = shipped()
    model = KeyModel(library)
    for difficulty in LEVELS:
        call = replay(rehearse(world(library), scenario, 1, model, difficulty))
        assert call.end_reason in ("completed", "transferred"), difficulty
        assert all(grade.verdict == "pass" for grade in call.grades), difficulty


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_trainee_who_says_nothing_useful_fails_every_call(scenario: str) -> None:
    call = replay(rehearse(world(shipped()), scenario, 1, PoorTrainee()))
    assert not any(grade.verdict == "pass" for grade in call.grades)


def test_harder_owners_start_worse_bear_less_and_bring_up_more() -> None:
    def calls(difficulty: Difficulty, trainee: Trainee) -> list[Call]:
        return [
            replay(rehearse(world(shipped()), scenario, seed, trainee, difficulty))
            for seed, scenario in enumerate(SCENARIOS)
        ]

    def hung_up(difficulty: Difficulty) -> int:
        return sum(call.end_reason == "caller_hung_up" for call in calls(difficulty, PoorTrainee()))

    def turns(difficulty: Difficulty) -> int:
        return sum(len(call.turns) for call in calls(difficulty, KeyModel(shipped())))

    def first_moods(difficulty: Difficulty) -> int:
        return sum(call.turns[0].caller.mood for call in calls(difficulty, PoorTrainee()))

    assert hung_up("easy") < hung_up("standard") < hung_up("hard")
    assert turns("easy") < turns("standard") < turns("hard")
    assert first_moods("easy") > first_moods("standard") > first_moods("hard")
