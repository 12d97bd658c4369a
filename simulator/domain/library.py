"""Everything that owners are made of, as one value: personas, scenarios, and the rules of the house."""

from random import Random
from typing import Annotated, Literal

from pydantic import Field

from simulator.domain.base import Frozen
from simulator.domain.errors import NotFound
from simulator.domain.events import Difficulty
from simulator.domain.scenario import Lines, Persona, PlannedSituation, PlannedStep, Scenario

DRILL = "drill."
"""A scenario id that begins so names a situation to practise alone, e.g. ``drill.silent_line``."""


AdviceKey = Literal["violation", "missed", "all_met", "not_graded"]
Annoyance = Literal["missed", "minor", "critical", "waited"]


class Timing(Frozen):
    """Seconds and counts of the telephone.

    Attributes:
        ring_seconds: One cycle of the bell (1 s sound, 4 s pause).
        rings_in_time: Answering after more rings than this makes row 15 due.
        rings_at_most: After so many the caller gives up.
        wait_seconds: The pause that the guide asks for.
        wait_tolerance_seconds: A measured pause that falls short by no more than this still counts in full,
            for the way between browser and server.
        quiet_seconds: How long the owner keeps quiet after words while an action is still due.
        long_wait_seconds: A wait beyond this, without a request to hold, annoys.
        clock_tolerance_seconds: How far the page's count of rings may stray from the server's clock.
        exam_seconds: Longest that an exam call may take from the first ring; then it ends as it stands.
    """

    ring_seconds: float
    rings_in_time: int
    rings_at_most: int
    wait_seconds: float
    wait_tolerance_seconds: float
    quiet_seconds: float
    long_wait_seconds: float
    clock_tolerance_seconds: float
    exam_seconds: float


class Level(Frozen):
    """What a difficulty changes in every owner.

    Attributes:
        mood, patience: Added to the persona's.
        soothed_at_most: Most that one reply can lift the mood.
        provoked_more: Added to every fall of the mood.
        hangs_up_at: A poor reply at this mood or below ends the call.
        enough: Share of the required elements that a reply must meet for the owner to go on.
        attempts: How often the owner brings one step about before he goes on.
        calm_at: From this mood on an owner counts as settled.
        facts_at_once: Most facts that he tells in one turn.
    """

    mood: int
    patience: int
    soothed_at_most: int
    provoked_more: int
    hangs_up_at: int
    enough: Annotated[float, Field(gt=0, le=1)]
    attempts: Annotated[int, Field(ge=1)]
    calm_at: int
    facts_at_once: Annotated[int, Field(ge=1)]


class PutOff(Frozen):
    """A fact that comes in its own time.

    Attributes:
        until: "situation.step" of the steps that ask for it; it is told from there on, or once none is left.
        lines: What the owner says when asked too early.
    """

    until: Annotated[tuple[str, ...], Field(min_length=1)]
    lines: Annotated[Lines, Field(min_length=1)]


class House(Frozen):
    """What is common to all calls.

    Attributes:
        steps: "situation.step" -> lines where neither scenario nor persona has any (stage directions).
        silences: Stage directions of a silent line.
        noises: Words for what a bad line does, by line condition.
        asked_once: Situations that the owner brings about once, however the reply was.
        heard_out: What is heard of an owner who has followed an explanation, and has not been asked about it.
        explains_from: Characters from which on a reply counts as an explanation.
        bristles: Situations that an owner brings up in anger: no word of having calmed down goes before.
        aside: Situations that are not the owner's own matter; whether it came to something is read from the others.
        presumes: "situation.step" -> elements of which the step before must have heard one; else it does not come up.
        breaks_off: Situations in which the owner asks again, and then gives up, where that was not heard.
        done_when_told: "situation.step" -> facts; once one of them was told the step does not come up any more.
        put_off: Fact key -> how its owner puts it off while a step that asks for it, and for more, is still ahead.
        opens_with: "situation.step" -> elements that together show that the trainee opened it himself.
        spoken_as: Element -> words of which one stands in the reply where the element was meant beyond doubt.
        drowned_by: Element -> elements beside which it is no question of its own.
        asks: Fact key -> elements that ask for it, where a scenario does not say.
        annoys: Change of mood by "missed", "minor", "critical", "waited" where the persona does not say.
        advice: What to do next, after a call; blanks {label}, {instead}, {looked_for}.
        hours: Hours within which a complaint of each class is answered, for the blank of approved wordings.
    """

    timing: Timing
    levels: dict[Difficulty, Level]
    steps: dict[str, Lines]
    silences: Lines
    noises: dict[str, tuple[str, ...]]
    asked_once: tuple[str, ...]
    heard_out: Lines = ()
    explains_from: Annotated[int, Field(ge=1)] = 60
    bristles: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    presumes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    breaks_off: tuple[str, ...] = ()
    done_when_told: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    put_off: dict[str, PutOff] = Field(default_factory=dict)
    opens_with: dict[str, tuple[str, ...]]
    spoken_as: dict[str, tuple[str, ...]]
    drowned_by: dict[str, tuple[str, ...]]
    asks: dict[str, tuple[str, ...]]
    annoys: dict[Annoyance, int]
    advice: dict[AdviceKey, str]
    hours: dict[str, int]

    def explains(self, text: str) -> bool:
        """True if the words are so many that they explain something."""
        return len(text) >= self.explains_from

    def clearly(self, heard: frozenset[str], text: str) -> frozenset[str]:
        """Return what was said beyond doubt: in words that are usual for it, and not meant as another element."""
        return frozenset(
            key
            for key in heard
            if not heard.intersection(self.drowned_by.get(key, ()))
            and (key not in self.spoken_as or any(word in text for word in self.spoken_as[key]))
        )


class Library(Frozen):
    """Personas, scenarios and house rules, versioned by `hash`."""

    hash: str
    house: House
    personas: dict[str, Persona]
    scenarios: dict[str, Scenario]

    def persona(self, key: str) -> Persona:
        """Return a persona by key.

        Raises:
            NotFound: If there is none.
        """
        if (found := self.personas.get(key)) is None:
            raise NotFound("persona_unknown", persona=key)
        return found

    def scenario(self, key: str, seed: int) -> Scenario:
        """Return a scenario by key; for a drill, the owner who brings the situation about is drawn by the seed.

        Raises:
            NotFound: If there is none.
        """
        if key.startswith(DRILL):
            return self._drill(key, seed)
        if (found := self.scenarios.get(key)) is None:
            raise NotFound("scenario_unknown", scenario=key)
        return found

    def playing(self, situation: str) -> tuple[tuple[str, int], ...]:
        """Return (scenario key, place in it) of every occurrence of a situation, those with most steps first."""
        found = [
            (-len(planned.steps), key, place)
            for key, scenario in self.scenarios.items()
            for place, planned in enumerate(scenario.situations)
            if planned.key == situation
        ]
        return tuple((key, place) for _, key, place in sorted(found))

    def _drill(self, key: str, seed: int) -> Scenario:
        situation, draw = key.removeprefix(DRILL), Random(f"{seed}:{key}")
        places = self.playing(situation)
        if not places:
            return self._bare_drill(key, situation, draw)
        most = max(len(self.scenarios[s].situations[p].steps) for s, p in places)
        full = [(s, p) for s, p in places if len(self.scenarios[s].situations[p].steps) == most]
        source, place = draw.choice(full)
        return self.scenarios[source].alone(self.scenarios[source].situations[place], key)

    def _bare_drill(self, key: str, situation: str, draw: Random) -> Scenario:
        """A situation that no scenario plans (the opening) still has lines of the house or the persona."""
        source = self.scenarios[draw.choice(sorted(self.scenarios))]
        lines = {**self.house.steps, **self.persona(source.persona).steps}
        steps = sum(1 for step in lines if step.rpartition(".")[0] == situation)
        if not steps:
            raise NotFound("scenario_unknown", scenario=key)
        return source.alone(PlannedSituation(key=situation, steps=(PlannedStep(),) * steps), key)
