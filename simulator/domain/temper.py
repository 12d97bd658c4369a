"""How an owner's mood and patience move: pure functions of what the grade found."""

from collections import Counter
from collections.abc import Sequence

from simulator.domain.base import Frozen
from simulator.domain.call import Call, Turn
from simulator.domain.grade import Grade, State
from simulator.domain.library import House, Level
from simulator.domain.scenario import Cue, Persona

SOOTHES_AT_MOST = 2
"""How often the same courtesy does an owner good in one call; after that it sounds like a formula."""

OPENING = "opening"
"""The trainee's first words: the owner has not said anything yet that he could feel better about."""

CLOSING = "closing"
"""The owner is done with his matter, or has given it up."""

SPENT_BY_OFFENCE = 2
"""Patience that a critical violation costs; a poor reply costs one."""


class Temper(Frozen):
    """The owner's inner state after a reply.

    Attributes:
        mood: From -5 to 5.
        patience: Poor replies that he will still bear; below zero he has had enough.
        poor: The reply missed much.
        cue: Occasion for a word of reaction, None if the reply left him cold.
    """

    mood: int
    patience: int
    poor: bool = False
    cue: Cue | None = None


def at_start(persona: Persona, level: Level) -> Temper:
    """Return the mood and patience with which an owner of this kind calls."""
    return Temper(mood=_clamp(persona.mood + level.mood), patience=max(0, persona.patience + level.patience))


def after_reply(call: Call, persona: Persona, level: Level, house: House, heard: Sequence[frozenset[str]]) -> Temper:
    """Return the owner's state after the last turn of `call`, which is graded.

    Args:
        call: The call up to the grade.
        persona: Who calls.
        level: The difficulty.
        house: Defaults for what annoys, and how long a wait is long.
        heard: Elements in the words of each turn, asked for or not: an apology does good at any time.
    """
    turn = call.turns[-1]
    grade = turn.grades[0]
    poor = is_poor(grade, level)
    waited = "ask_hold" not in heard[-1] and "wait_5s" not in grade.elements and _waits_long(turn, house)
    lift = 0 if grade.violations else min(level.soothed_at_most, _soothing(call, persona, heard))
    fall = _provoking(turn, persona, house, poor, waited)
    fall += level.provoked_more if fall < 0 else 0
    spent = SPENT_BY_OFFENCE if grade.critical else 1 if poor else 0
    cue: Cue | None = None
    # A slip of the tongue is swallowed, at least by who has not said anything yet or was answered well.
    if grade.critical or (grade.violations and poor and grade.situation != OPENING):
        cue = "provoked"
    elif waited:
        cue = "left_waiting"
    elif lift > 0 and turn.caller.mood < 0 and not poor and grade.situation != OPENING:
        cue = "soothed"
    return Temper(
        mood=_clamp(turn.caller.mood + lift + fall), patience=turn.caller.patience - spent, poor=poor, cue=cue
    )


def is_poor(grade: Grade, level: Level) -> bool:
    """True if the reply missed so much that the owner cannot go on; what is unsure counts for the trainee."""
    if grade.critical:
        return True
    decided = [grade.elements[key] for key in grade.required if grade.elements[key].state is not State.NOT_ASSESSED]
    met = sum(1 for element in decided if element.state is not State.NOT_MET)
    return bool(decided) and met < level.enough * len(decided)


def came_to_nothing(call: Call, level: Level, aside: tuple[str, ...]) -> bool:
    """True if the owner's matter was handled poorly in the end, or most of his matters were.

    Args:
        call: The call so far.
        level: What counts as poor.
        aside: Situations that are not matters of his; they count only in a call that has no other.
    """
    ended: dict[str, bool] = {}
    for turn in call.turns:
        if turn.grades:
            ended[turn.caller.situation] = is_poor(turn.grades[0], level)
    own = [poor for situation, poor in ended.items() if situation not in aside]
    poor = own or [poor for situation, poor in ended.items() if situation not in (OPENING, CLOSING)]
    return bool(poor) and (poor[-1] or 2 * sum(poor) > len(poor))


def _soothing(call: Call, persona: Persona, heard: Sequence[frozenset[str]]) -> int:
    kind = [words | _met(turn) for turn, words in zip(call.turns, heard, strict=True)]
    before = Counter(key for keys in kind[:-1] for key in keys)
    return sum(change for key, change in persona.soothes.items() if key in kind[-1] and before[key] < SOOTHES_AT_MOST)


def _met(turn: Turn) -> frozenset[str]:
    return frozenset(key for grade in turn.grades for key in grade.elements if grade.met(key))


def _provoking(turn: Turn, persona: Persona, house: House, poor: bool, waited: bool) -> int:
    found = {v.key: v.severity for v in turn.grades[0].violations}
    hurt = sum(persona.provokes.get(key, house.annoys[severity]) for key, severity in found.items())
    missed = house.annoys["missed"] if poor and not found else 0
    return hurt + missed + (house.annoys["waited"] if waited else 0)


def _waits_long(turn: Turn, house: House) -> bool:
    waited = sum(action.seconds for action in turn.reply.actions if action.do == "wait")
    return waited > house.timing.long_wait_seconds


def _clamp(mood: int) -> int:
    return max(-5, min(5, mood))
