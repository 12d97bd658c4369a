"""Makes the brief for the next caller turn out of the call, the script and the director's decision."""

from simulator.domain.call import Call
from simulator.domain.director import Due
from simulator.domain.library import House, Level
from simulator.domain.scenario import Cue
from simulator.domain.script import Occasion, Script
from simulator.domain.speech import Brief, Exchange, Moment, Part
from simulator.domain.temper import CLOSING, Temper, came_to_nothing


class Briefing:
    """Writes briefs for one call.

    Args:
        script: His lines.
        house: Noises, and how many facts are told at once.
        level: The difficulty.
    """

    def __init__(self, script: Script, house: House, level: Level) -> None:
        """Keep the sources."""
        self._script = script
        self._house = house
        self._level = level

    def for_step(self, call: Call, due: Due, temper: Temper, heard: frozenset[str]) -> Brief:
        """Return the brief that brings the due step about, after reacting and answering what was asked."""
        line = self._script.condition(due.situation, due.step)
        now = _occasion(call, due, temper, heard)
        matter = self._matter(now, due)
        # On a bad line neither a reaction nor a fact would be understood, and who keeps silent says neither.
        speaks = line == "clear" and not (matter and _is_direction(matter))
        # Who goes on with the same trouble, or comes with another, does not say that he feels better.
        troubled = due.moment == "continues" or due.situation in self._house.bristles
        cue = None if troubled and temper.cue == "soothed" else temper.cue
        before = self._before(now, cue) if speaks else ()
        parts = (*before, matter) if matter else before
        return self._brief(call, due, due.moment, temper, parts)

    def last_words(self, call: Call, moment: Cue, temper: Temper, heard: frozenset[str]) -> Brief | None:
        """Return the brief for the owner's last words ("farewell", "slams_down"); None if he has none."""
        turn = call.turns[-1].caller
        here = Due(situation=turn.situation, step=turn.step)
        now = _occasion(call, here, temper, heard)
        in_vain = moment == "farewell" and self._came_to_nothing(call)
        part = (self._script.cue("let_down", now) if in_vain else None) or self._script.cue(moment, now)
        condition = self._script.condition(turn.situation, turn.step)
        if part is None or condition == "silent":
            return None
        before: tuple[Part, ...] = ()
        if condition == "clear" and moment == "farewell" and not in_vain:
            before = self._before(now, temper.cue)
        elif condition == "clear" and moment == "slams_down" and temper.cue == "provoked":
            before = self._reaction(now, temper.cue)  # an offence is answered; a question is not any more
        return self._brief(call, here, "farewell" if moment == "farewell" else "slams_down", temper, (*before, part))

    def _matter(self, now: Occasion, due: Due) -> Part | None:
        """What the owner says to bring a step about; whose matter came to nothing does not close it contentedly."""
        if due.situation == CLOSING and self._came_to_nothing(now.call):
            return self._script.cue("let_down", now) or self._script.matter(now)
        return self._script.again(now) if due.moment == "again" else self._script.matter(now)

    def _came_to_nothing(self, call: Call) -> bool:
        return came_to_nothing(call, self._level, self._house.aside)

    def _before(self, now: Occasion, cue: Cue | None) -> tuple[Part, ...]:
        if not now.call.turns:
            return ()
        facts = self._script.asked(now, now.call.turns[-1].reply.text, self._level.facts_at_once)
        return (*self._reaction(now, cue), *facts)

    def _reaction(self, now: Occasion, cue: Cue | None) -> tuple[Part, ...]:
        reaction = self._script.cue(cue, now) if cue else None
        return (reaction,) if reaction else ()

    def _brief(self, call: Call, due: Due, moment: Moment, temper: Temper, parts: tuple[Part, ...]) -> Brief:
        line = self._script.condition(due.situation, due.step)
        return Brief(
            persona=self._script.speaker(due.situation),
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


def _occasion(call: Call, due: Due, temper: Temper, heard: frozenset[str]) -> Occasion:
    done = {action.do for action in call.turns[-1].reply.actions} if call.turns else set()
    return Occasion(call=call, situation=due.situation, step=due.step, mood=temper.mood, heard=heard | done)


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
