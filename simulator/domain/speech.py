"""What a caller is told before it speaks, and what it says: the boundary between the director and the callers.

A brief holds nothing that the owner may not say: no approved wording, no element, no fact that was not asked for.
"""

from collections.abc import Callable
from typing import Literal, Protocol

from simulator.domain.base import Frozen
from simulator.domain.scenario import LineCondition, Persona

Moment = Literal["opens", "continues", "again", "farewell", "slams_down"]


class Candidate(Frozen):
    """One way of saying one part of a turn.

    Attributes:
        id: Where the line stands, e.g. ``scenario.abusive_owner.1.lines.2``; goes into `CallerSpoke.lines`.
    """

    id: str
    text: str
    gloss: str = ""


class Part(Frozen):
    """One part of a turn; one of the candidates is said, or the like of it.

    Attributes:
        about: "reaction" to the reply, "fact" that was asked for, or the "matter" that the director wants.
        candidates: Lines that were not said yet, in data order; never empty.
        fact: Key of the fact that is told for the first time, "" otherwise.
        value: The fact itself, "" otherwise.
    """

    about: Literal["reaction", "fact", "matter"]
    candidates: tuple[Candidate, ...]
    fact: str = ""
    value: str = ""


class Exchange(Frozen):
    """One line of what was said so far."""

    who: Literal["CALLER", "TRAINEE"]
    text: str


class Brief(Frozen):
    """All that a caller knows when it opens its mouth.

    Attributes:
        persona: Who speaks.
        moment: What the turn is for; "farewell" and "slams_down" are the last words of a call.
        situation, step: What the director wants to come up.
        parts: In the order in which they are said.
        line: How the trainee hears it.
        noises: Words for what the line does.
        mood, patience: The owner's state, after the reply.
        known: Facts that the owner has told before.
        transcript: What was said so far, oldest first.
        seed, turn: Fix every random choice; `turn` is the number that this turn will have.
    """

    persona: Persona
    moment: Moment
    situation: str
    step: int
    parts: tuple[Part, ...]
    line: LineCondition
    noises: tuple[str, ...]
    mood: int
    patience: int
    known: tuple[str, ...]
    transcript: tuple[Exchange, ...]
    seed: int
    turn: int


class Spoken(Frozen):
    """What the owner says.

    Attributes:
        text: As the trainee hears it.
        gloss: Mandarin meaning, where it is dialect.
        told: Keys of the facts told.
        lines: Ids of the script lines used.
        generated: Made by a language model.
        stand_in: From the script, in place of a model that gave no usable words.
        mood_shift: Change of mood that the model adds, at most one step either way.
    """

    text: str
    gloss: str = ""
    told: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    generated: bool = False
    stand_in: bool = False
    mood_shift: Literal[-1, 0, 1] = 0


Hear = Callable[[str], None]
"""Is given the words so far, again and again, while they are still being made."""


class Caller(Protocol):
    """Speaks for the owner; it neither decides what comes next nor grades."""

    def speak(self, brief: Brief, hear: Hear | None = None) -> Spoken:
        """Return what the owner says now; always something, whatever fails underneath.

        Args:
            brief: What comes up, and what may be told.
            hear: Listens to words as they come; a caller that has them all at once need not use it.
        """
        ...
