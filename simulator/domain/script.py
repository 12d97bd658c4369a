"""Finds the lines that an owner has left for an occasion: scenario first, then persona, then the house."""

from simulator.domain.base import Frozen
from simulator.domain.call import Call
from simulator.domain.library import House
from simulator.domain.scenario import Cue, Line, LineCondition, Lines, Persona, Scenario
from simulator.domain.speech import Candidate, Part

DIALECT = "dialect"
LONG = "long_information"
CONFIRM = "confirm_understanding"
_ASKS_FOR_MANDARIN = ("ask_mandarin", "ask_mandarin_speaker")


class Occasion(Frozen):
    """When something is said.

    Attributes:
        call: The call so far.
        situation, step: What comes up.
        mood: Of the owner by now.
        heard: Elements in the reply before.
    """

    call: Call
    situation: str
    step: int
    mood: int
    heard: frozenset[str] = frozenset()

    @property
    def in_mandarin(self) -> bool:
        """True once a dialect speaker was asked for Mandarin, and has gone on to something else."""
        asked = any(grade.met(key) for grade in self.call.grades for key in _ASKS_FOR_MANDARIN)
        return asked and self.situation != DIALECT


class Script:
    """The lines of one call.

    Args:
        scenario: Lines by situation and step, facts.
        persona: Lines by cue, by fact, by step.
        house: Stage directions.
        deputy: Speaks where the scenario lets somebody take over the telephone.
    """

    def __init__(self, scenario: Scenario, persona: Persona, house: House, deputy: Persona | None = None) -> None:
        """Keep the sources."""
        self._scenario = scenario
        self._persona = persona
        self._deputy = deputy or persona
        self._house = house
        self._planned = {s.key: s for s in scenario.situations}

    def speaker(self, situation: str) -> Persona:
        """Return who has the telephone in a situation."""
        return self._deputy if self._scenario.is_for_deputy(situation) else self._persona

    def condition(self, situation: str, step: int) -> LineCondition:
        """Return how the owner is heard in a step."""
        planned = self._planned.get(situation)
        return planned.condition(step) if planned else "clear"

    def matter(self, now: Occasion) -> Part | None:
        """Return the lines that bring a step about; None if none is left."""
        if self._was_explained(now):
            return self._part("heard_out", self._house.heard_out, now)
        source, lines = self._source(now.situation, now.step)
        return self._part(source, lines, now)

    def has_lines(self, situation: str, step: int) -> bool:
        """True if somebody has words to bring the step about."""
        return bool(self._source(situation, step)[1])

    def again(self, now: Occasion) -> Part | None:
        """Return the lines that bring a step about once more; None if none is left."""
        if self.condition(now.situation, now.step) == "silent":
            return self._part("silences", self._house.silences, now)
        planned = self._planned.get(now.situation)
        own = planned.step(now.step) if planned else None
        if own and own.again:
            return self._part(f"scenario.{now.situation}.{now.step}.again", own.again, now)
        return self.cue("again", now)

    def cue(self, cue: Cue, now: Occasion) -> Part | None:
        """Return the speaker's lines for an occasion; None if none is left."""
        about = "matter" if cue in ("again", "farewell", "let_down", "slams_down") else "reaction"
        speaker = self.speaker(now.situation)
        part = self._part(f"{_name(speaker, self._persona)}.{cue}", speaker.lines.get(cue, ()), now)
        return part.model_copy(update={"about": about}) if part else None

    def asked(self, now: Occasion, text: str, at_once: int) -> tuple[Part, ...]:
        """Return what he says to the questions in a reply: what comes later, then a part for each fact, in order.

        At most `at_once` facts are told. What he has told before he recalls in one breath, instead of telling more.
        """
        wanted = [key for key, fact in self._scenario.facts.items() if fact.is_asked(now.heard, text)]
        later = {key: part for key in wanted if (part := self._putting_off(key, now))}
        return (*later.values(), *self._answers([key for key in wanted if key not in later], now, at_once))

    def _answers(self, wanted: list[str], now: Occasion, at_once: int) -> tuple[Part, ...]:
        new = [(key, piece) for key in wanted if (piece := self._untold(key, now.call)) is not None]
        if new or not wanted:
            return tuple(self._telling(key, piece, now) for key, piece in new[:at_once])
        values = "，".join(self._scenario.facts[key].pieces[0] for key in wanted[:at_once])
        speaker = self.speaker(now.situation)
        source = f"{_name(speaker, self._persona)}.told_before"
        reminder = self._part(source, speaker.lines["told_before"], now, values)
        return (reminder.model_copy(update={"about": "fact", "value": values}),) if reminder else ()

    def _putting_off(self, fact: str, now: Occasion) -> Part | None:
        """Who will be asked for a fact in its own time puts it off until then, so that nobody has to ask twice.

        None if it can be told: it is wanted now, or no step that is still ahead asks for it.
        """
        rule, call = self._house.put_off.get(fact), now.call
        if rule is None or not call.turns or call.started.drill_step is not None or fact in call.told:
            return None
        here, seen = call.turns[-1].caller, {turn.caller.situation for turn in call.turns}
        ahead = {
            f"{situation}.{step}"
            for situation, step in self._scenario.played(call.started.difficulty)
            if situation not in seen or (situation == here.situation and step > here.step)
        }
        is_due = f"{here.situation}.{here.step}" in rule.until
        part = None if is_due or ahead.isdisjoint(rule.until) else self._part(f"house.{fact}", rule.lines, now)
        return part.model_copy(update={"about": "reaction"}) if part else None

    def known(self, call: Call) -> tuple[str, ...]:
        """Return the facts that were told so far, as values."""
        pieces = {
            told_key(key, number): piece
            for key, fact in self._scenario.facts.items()
            for number, piece in enumerate(fact.pieces, start=1)
        }
        return tuple(pieces[key] for key in call.told if key in pieces)

    def _was_explained(self, now: Occasion) -> bool:
        """True if the owner was about to ask for an explanation, and has just heard it."""
        if (now.situation, now.step) != (CONFIRM, 1) or not now.call.turns:
            return False
        last = now.call.turns[-1]
        return last.caller.situation == LONG and self._house.explains(last.reply.text)

    def _untold(self, key: str, call: Call) -> int | None:
        """The number of the next piece of a fact that was not told yet."""
        pieces = range(1, len(self._scenario.facts[key].pieces) + 1)
        return next((number for number in pieces if told_key(key, number) not in call.told), None)

    def _telling(self, key: str, number: int, now: Occasion) -> Part:
        """A piece of a fact in the speaker's words; bare when all of those were used."""
        piece, told = self._scenario.facts[key].pieces[number - 1], told_key(key, number)
        speaker = self.speaker(now.situation)
        kind = key if key in speaker.tells else "other"
        bare = Part(about="fact", candidates=(Candidate(id=f"fact.{told}", text=f"{piece}。"),))
        source = f"{_name(speaker, self._persona)}.tells.{kind}"
        part = self._part(source, speaker.tells[kind], now, piece) or bare
        return part.model_copy(update={"about": "fact", "fact": told, "value": piece})

    def _source(self, situation: str, step: int) -> tuple[str, Lines]:
        """The first of scenario, persona and house that has lines for a step."""
        key, speaker = f"{situation}.{step}", self.speaker(situation)
        silent = self.condition(situation, step) == "silent"
        sources = (
            (f"scenario.{key}", self._own(situation, step)),
            ("silences", self._house.silences if silent else ()),
            (f"{_name(speaker, self._persona)}.{key}", speaker.steps.get(key, ())),
            (f"house.{key}", self._house.steps.get(key, ())),
        )
        return next((found for found in sources if found[1]), ("", ()))

    def _own(self, situation: str, step: int) -> Lines:
        planned = self._planned.get(situation)
        own = planned.step(step) if planned else None
        return own.lines if own else ()

    def _part(self, source: str, lines: Lines, now: Occasion, value: str = "") -> Part | None:
        """Lines of one source that were not spoken yet, those that suit the mood if there are any."""
        used = {line for turn in now.call.turns for line in turn.caller.lines}
        known = [(f"{source}.{n}", line) for n, line in enumerate(lines) if line.answers(now.heard)]
        left = [(key, line) for key, line in known if key not in used]
        fitting = [(key, line) for key, line in left if line.fits(now.mood)] or left
        plain = now.in_mandarin and ".tells." not in source
        candidates = tuple(_candidate(key, line, value, plain) for key, line in fitting)
        return Part(about="matter", candidates=candidates) if candidates else None


def _candidate(key: str, line: Line, value: str, plain: bool) -> Candidate:
    """A line with its blank filled in; in plain Mandarin its meaning is said, unless that only describes it."""
    text, gloss = (line.gloss, "") if plain and line.gloss and "（" not in line.gloss else (line.text, line.gloss)
    return Candidate(id=key, text=text.replace("{value}", value), gloss=gloss.replace("{value}", value))


def _name(speaker: Persona, owner: Persona) -> str:
    """The owner's own lines and those of who speaks for him are told apart in the log."""
    return "persona" if speaker is owner else "deputy"


def told_key(fact: str, piece: int) -> str:
    """Return the key under which the log says that a piece of a fact was told: details, details.2."""
    return fact if piece == 1 else f"{fact}.{piece}"
