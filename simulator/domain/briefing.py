"""Makes the brief for the next caller turn out of the call, the script and the director's decision."""

from simulator.domain.call import Call
from simulator.domain.director import Due
from simulator.domain.library import House, Level
from simulator.domain.scenario import Cue, Persona
from simulator.domain.script import Script
from simulator.domain.speech import Brief, Exchange, Moment, Part
from simulator.domain.temper import Temper


class Briefing:
    """Writes briefs for one call.

    Args:
        persona: Who speaks.
        script: His lines.
        house: Noises, and how many facts are told at once.
        level: The difficulty.
    """

    def __init__(self, persona: Persona, script: Script, house: House, level: Level) -> None:
        """Keep the sources."""
        self._persona = persona
        self._script = script
        self._house = house
        self._level = level

    def for_step(self, call: Call, due: Due, temper: Temper, heard: frozenset[str]) -> Brief:
        """Return the brief that brings the due step about, after reacting and answering what was asked."""
        line = self._script.condition(due.situation, due.step)
        find = self._script.again if due.moment == "again" else self._script.matter
        matter = find(due.situation, due.step, call, temper.mood)
        # On a bad line neither a reaction nor a fact would be understood, and who keeps silent says neither.
        speaks = line == "clear" and not (matter and _is_direction(matter))
        before = self._before(call, temper, heard) if speaks else ()
        if due.moment == "continues":  # who goes on with the same trouble does not say that he feels better
            before = tuple(part for part in before if part.about == "fact" or temper.cue != "soothed")
        parts = (*before, matter) if matter else before
        return self._brief(call, due, due.moment, temper, parts)

    def last_words(self, call: Call, moment: Cue, temper: Temper, heard: frozenset[str]) -> Brief | None:
        """Return the brief for the owner's last words ("farewell", "slams_down"); None if he has none."""
        turn = call.turns[-1].caller
        part = self._script.cue(moment, call, temper.mood)
        if part is None or self._script.condition(turn.situation, turn.step) != "clear":
            return None
        before = self._before(call, temper, heard) if moment == "farewell" else ()
        here = Due(situation=turn.situation, step=turn.step)
        return self._brief(call, here, "farewell" if moment == "farewell" else "slams_down", temper, (*before, part))

    def _before(self, call: Call, temper: Temper, heard: frozenset[str]) -> tuple[Part, ...]:
        if not call.turns:
            return ()
        reaction = self._script.cue(temper.cue, call, temper.mood) if temper.cue else None
        text = call.turns[-1].reply.text
        facts = self._script.asked(call, heard, text, self._level.facts_at_once, temper.mood)
        return (*((reaction,) if reaction else ()), *facts)

    def _brief(self, call: Call, due: Due, moment: Moment, temper: Temper, parts: tuple[Part, ...]) -> Brief:
        line = self._script.condition(due.situation, due.step)
        return Brief(
            persona=self._persona,
            moment=moment,
            situation=due.situation,
            step=due.step,
            parts=parts,
            line=line,
            noises=self._house.noises.get(line, ()),
            mood=temper.mood,
            patience=temper.patience,
            known=self._script.known(call),
            transcript=tuple(_transcript(call)),
            seed=call.started.seed,
            turn=len(call.turns) + 1,
        )


def _is_direction(part: Part) -> bool:
    """True if the part is no speech at all, only （what is to be heard）."""
    return all(line.text.startswith("（") and line.text.endswith("）") for line in part.candidates)


def _transcript(call: Call) -> list[Exchange]:
    said = [
        exchange
        for turn in call.turns
        for exchange in (Exchange(who="CALLER", text=turn.caller.text), Exchange(who="TRAINEE", text=turn.reply.text))
    ]
    return [exchange for exchange in said if exchange.text]
