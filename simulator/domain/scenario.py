"""Owners and calls as data: personas, scenarios, and the lines they speak.

A persona is a kind of owner and can play any scenario; a scenario adds the facts, the situations in order and
what the owner says in each. Nothing here knows an approved wording: an owner never speaks the trainee's lines.
"""

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from simulator.domain.base import Frozen
from simulator.domain.events import Difficulty
from simulator.domain.reply import Facts

LineCondition = Literal["clear", "silent", "noisy", "quiet", "speakerphone", "dropouts"]
Temper = Annotated[int, Field(ge=-5, le=5)]
Cue = Literal["again", "soothed", "provoked", "left_waiting", "farewell", "let_down", "slams_down", "told_before"]

RANK: dict[Difficulty, int] = {"easy": 0, "standard": 1, "hard": 2}

CUES: tuple[Cue, ...] = get_args(Cue)
"""Occasions for which every persona has lines, whatever the scenario:

again: the reply missed much, the owner asks once more · soothed: the reply did him good · provoked: it hurt him ·
left_waiting: he was kept waiting without a word · farewell: his last words when all is settled · let_down: at the
closing, and his last words, when his matter came to nothing · slams_down: his last words when his patience is over ·
told_before: he is asked for what he has told (blank {value}).
"""


def _as_line(data: object) -> object:
    return {"text": data} if isinstance(data, str) else data


class _Line(Frozen):
    """One thing that an owner may say.

    Attributes:
        text: The words; a stage direction stands in （ ).
        gloss: Mandarin meaning of dialect words; shown to trainers and in the debrief only.
        mood: "any", or said only while the mood is below zero ("cross") or not ("calm").
        after: Elements of which the reply before must have held one; () fits every reply.
    """

    text: Annotated[str, Field(min_length=1, max_length=300)]
    gloss: str = ""
    mood: Literal["any", "cross", "calm"] = "any"
    after: tuple[str, ...] = ()

    def answers(self, heard: frozenset[str]) -> bool:
        """True if the line may follow a reply with these elements."""
        return not self.after or not heard.isdisjoint(self.after)

    def fits(self, mood: int) -> bool:
        """True if the line may be said in this mood."""
        return self.mood == "any" or (self.mood == "cross") == (mood < 0)


Line = Annotated[_Line, BeforeValidator(_as_line)]
"""A line; in YAML a plain string will do."""
Lines = tuple[Line, ...]


class Persona(Frozen):
    """A kind of owner.

    Attributes:
        label: Chinese name of the kind, e.g. 急脾气业主.
        mood: Mood at the start, from -5 (furious) to 5 (delighted).
        patience: Poor replies that the owner bears before hanging up.
        style: How he speaks, for a language model (Chinese).
        hangs_up: False for who never ends a call in anger (a nuisance caller, a silent line).
        soothes: Element key -> change of mood when the reply contains it.
        provokes: Violation key -> change of mood when the reply contains it.
        lines: Cue -> lines.
        tells: Fact key -> lines with the blank {value}; "other" serves every fact without lines of its own.
        steps: "situation.step" -> lines used where a scenario has none of its own.
    """

    key: str
    label: str
    mood: Temper
    patience: Annotated[int, Field(ge=0, le=10)]
    style: str
    hangs_up: bool = True
    soothes: dict[str, Annotated[int, Field(ge=1, le=3)]] = Field(default_factory=dict)
    provokes: dict[str, Annotated[int, Field(ge=-5, le=-1)]] = Field(default_factory=dict)
    lines: dict[Cue, Lines]
    tells: dict[str, Lines]
    steps: dict[str, Lines] = Field(default_factory=dict)


class Fact(Frozen):
    """Something that the owner knows and tells only when asked.

    Attributes:
        pieces: Told one at a time, each time the trainee asks.
        asked_by: Elements of a reply that ask for it.
        words: Words of a reply that ask for it, where no element does.
    """

    pieces: Annotated[tuple[str, ...], Field(min_length=1)]
    asked_by: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def is_asked(self, heard: frozenset[str], text: str) -> bool:
        """True if a reply with these elements and words asks for the fact."""
        return bool(heard.intersection(self.asked_by)) or any(word in text for word in self.words)


class PlannedStep(Frozen):
    """How this scenario brings a step of the guide about.

    Attributes:
        lines: What the owner says; one is chosen by the seed (() takes the persona's lines for the step).
        again: What he says when the reply missed much (() takes the persona's lines).
        line: How he is heard.
        when: "always", or "unsettled": only if the step before was handled poorly or the mood is still low.
        least: Lowest difficulty at which the step is played.
    """

    lines: Lines = ()
    again: Lines = ()
    line: LineCondition | None = None
    when: Literal["always", "unsettled"] = "always"
    least: Difficulty = "easy"


class PlannedSituation(Frozen):
    """A situation as this scenario brings it about; `steps` are the guide's steps from the first."""

    key: str
    steps: Annotated[tuple[PlannedStep, ...], Field(min_length=1)]
    line: LineCondition = "clear"
    least: Difficulty = "easy"

    def step(self, number: int) -> PlannedStep | None:
        """Return step `number` (from 1), None if the scenario does not play it."""
        return self.steps[number - 1] if 1 <= number <= len(self.steps) else None

    def condition(self, number: int) -> LineCondition:
        """Return how the owner is heard in step `number`."""
        step = self.step(number)
        return (step.line if step else None) or self.line


class Deputy(Frozen):
    """Somebody at the owner's side who takes over the telephone.

    Attributes:
        persona: Whose lines are spoken from there on.
        takes_over: Situation in which he begins to speak.
    """

    persona: str
    takes_over: str


class Scenario(Frozen):
    """A call as it may go: who calls, what he knows, what comes up in which order.

    Attributes:
        key: Name of the file.
        summary: One sentence for who chooses the call; gives nothing away.
        minutes: About how long it takes.
        surname, honorific: Of the owner, for the blanks of approved wordings.
        sheet: What the trainee may look up during the call (prices, papers, opening hours); "" if nothing.
        colleague, complaint: Facts on which grading depends.
        facts: What the owner knows.
        situations: In order; the opening comes by itself before them.
        deputy: Who speaks for the owner later on, if anybody does.
        drill: Made for practising one situation: the owner comes to the point at once.
    """

    key: str
    title: str
    persona: str
    summary: str
    minutes: Annotated[int, Field(ge=1, le=30)] = 3
    surname: str
    honorific: Literal["先生", "女士", "小姐"]
    sheet: str = ""
    colleague: Literal["on_duty", "off_duty"] | None = None
    complaint: Literal["simple", "complex"] | None = None
    facts: dict[str, Fact] = Field(default_factory=dict)
    situations: Annotated[tuple[PlannedSituation, ...], Field(min_length=1)]
    deputy: Deputy | None = None
    drill: bool = False

    def played(self, difficulty: Difficulty) -> tuple[tuple[str, int], ...]:
        """Return (situation, step) of everything that may come up at a difficulty, in order."""
        return tuple(
            (planned.key, number)
            for planned in self.situations
            for number, step in enumerate(planned.steps, start=1)
            if max(RANK[planned.least], RANK[step.least]) <= RANK[difficulty]
        )

    def is_for_deputy(self, situation: str) -> bool:
        """True if somebody else has the telephone by the time of this situation."""
        if self.deputy is None:
            return False
        order = [planned.key for planned in self.situations]
        from_here = order[order.index(self.deputy.takes_over) :] if self.deputy.takes_over in order else ()
        return situation in from_here

    @classmethod
    def withdrawn(cls, key: str) -> "Scenario":
        """Return what is left of a scenario whose file is gone: enough to look back at calls of it."""
        opening = PlannedSituation(key="opening", steps=(PlannedStep(),))
        return cls(key=key, title=key, persona="", summary="", surname="", honorific="先生", situations=(opening,))

    @property
    def for_grading(self) -> Facts:
        """The facts of the call that grading needs."""
        return Facts(colleague=self.colleague, complaint=self.complaint)

    def alone(self, situation: PlannedSituation, key: str) -> "Scenario":
        """Return a drill of one situation with this scenario's owner; every step of it comes up."""
        steps = tuple(step.model_copy(update={"when": "always", "least": "easy"}) for step in situation.steps)
        whole = situation.model_copy(update={"steps": steps, "least": "easy"})
        return self.model_copy(update={"key": key, "situations": (whole,), "drill": True})
