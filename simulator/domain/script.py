"""Finds the lines that an owner has left for an occasion: scenario first, then persona, then the house."""

from simulator.domain.call import Call
from simulator.domain.library import House
from simulator.domain.scenario import Cue, LineCondition, Lines, Persona, Scenario
from simulator.domain.speech import Candidate, Part


class Script:
    """The lines of one call.

    Args:
        scenario: Lines by situation and step, facts.
        persona: Lines by cue, by fact, by step.
        house: Stage directions.
    """

    def __init__(self, scenario: Scenario, persona: Persona, house: House) -> None:
        """Keep the sources."""
        self._scenario = scenario
        self._persona = persona
        self._house = house
        self._planned = {s.key: s for s in scenario.situations}

    def condition(self, situation: str, step: int) -> LineCondition:
        """Return how the owner is heard in a step."""
        planned = self._planned.get(situation)
        return planned.condition(step) if planned else "clear"

    def matter(self, situation: str, step: int, call: Call, mood: int) -> Part | None:
        """Return the lines that bring a step about; None if none is left."""
        source, lines = self._source(situation, step)
        return self._part(source, lines, call, mood)

    def has_lines(self, situation: str, step: int) -> bool:
        """True if somebody has words to bring the step about."""
        return bool(self._source(situation, step)[1])

    def again(self, situation: str, step: int, call: Call, mood: int) -> Part | None:
        """Return the lines that bring a step about once more; None if none is left."""
        if self.condition(situation, step) == "silent":
            return self._part("silences", self._house.silences, call, mood)
        planned = self._planned.get(situation)
        own = planned.step(step) if planned else None
        if own and own.again:
            return self._part(f"scenario.{situation}.{step}.again", own.again, call, mood)
        return self.cue("again", call, mood)

    def cue(self, cue: Cue, call: Call, mood: int) -> Part | None:
        """Return the persona's lines for an occasion; None if none is left."""
        about = "matter" if cue in ("again", "farewell", "slams_down") else "reaction"
        part = self._part(f"persona.{cue}", self._persona.lines.get(cue, ()), call, mood)
        return part.model_copy(update={"about": about}) if part else None

    def asked(self, call: Call, heard: frozenset[str], text: str, at_once: int, mood: int) -> tuple[Part, ...]:
        """Return a part for each fact that the reply asks for, in the scenario's order, `at_once` at most.

        What he has told before he recalls in one breath, instead of telling more.
        """
        wanted = [key for key, fact in self._scenario.facts.items() if fact.is_asked(heard, text)]
        new = [(key, piece) for key in wanted if (piece := self._untold(key, call)) is not None]
        if new or not wanted:
            return tuple(self._telling(key, piece, call, mood) for key, piece in new[:at_once])
        values = "，".join(self._scenario.facts[key].pieces[0] for key in wanted[:at_once])
        reminder = self._part("persona.told_before", self._persona.lines["told_before"], call, mood, values)
        return (reminder.model_copy(update={"about": "fact", "value": values}),) if reminder else ()

    def known(self, call: Call) -> tuple[str, ...]:
        """Return the facts that were told so far, as values."""
        pieces = {
            told_key(key, number): piece
            for key, fact in self._scenario.facts.items()
            for number, piece in enumerate(fact.pieces, start=1)
        }
        return tuple(pieces[key] for key in call.told if key in pieces)

    def _untold(self, key: str, call: Call) -> int | None:
        """The number of the next piece of a fact that was not told yet."""
        pieces = range(1, len(self._scenario.facts[key].pieces) + 1)
        return next((number for number in pieces if told_key(key, number) not in call.told), None)

    def _telling(self, key: str, number: int, call: Call, mood: int) -> Part:
        """A piece of a fact in the persona's words; bare when all of those were used."""
        piece, told = self._scenario.facts[key].pieces[number - 1], told_key(key, number)
        source = key if key in self._persona.tells else "other"
        bare = Part(about="fact", candidates=(Candidate(id=f"fact.{told}", text=f"{piece}。"),))
        part = self._part(f"persona.tells.{source}", self._persona.tells[source], call, mood, piece) or bare
        return part.model_copy(update={"about": "fact", "fact": told, "value": piece})

    def _source(self, situation: str, step: int) -> tuple[str, Lines]:
        """The first of scenario, persona and house that has lines for a step."""
        key = f"{situation}.{step}"
        silent = self.condition(situation, step) == "silent"
        sources = (
            (f"scenario.{key}", self._own(situation, step)),
            ("silences", self._house.silences if silent else ()),
            (f"persona.{key}", self._persona.steps.get(key, ())),
            (f"house.{key}", self._house.steps.get(key, ())),
        )
        return next((found for found in sources if found[1]), ("", ()))

    def _own(self, situation: str, step: int) -> Lines:
        planned = self._planned.get(situation)
        own = planned.step(step) if planned else None
        return own.lines if own else ()

    def _part(self, source: str, lines: Lines, call: Call, mood: int, value: str = "") -> Part | None:
        """Lines of one source that were not spoken yet, those that suit the mood if there are any."""
        used = {line for turn in call.turns for line in turn.caller.lines}
        left = [(f"{source}.{n}", line) for n, line in enumerate(lines) if f"{source}.{n}" not in used]
        fitting = [(key, line) for key, line in left if line.fits(mood)] or left
        candidates = tuple(
            Candidate(id=key, text=line.text.replace("{value}", value), gloss=line.gloss.replace("{value}", value))
            for key, line in fitting
        )
        return Part(about="matter", candidates=candidates) if candidates else None


def told_key(fact: str, piece: int) -> str:
    """Return the key under which the log says that a piece of a fact was told: details, details.2."""
    return fact if piece == 1 else f"{fact}.{piece}"
