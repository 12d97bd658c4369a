"""Which situation and step comes next: the director decides, the caller only speaks it.

Order after every graded reply: the call may be over (hang-up, transfer, patience at its end); the owner brings the
same step about again; the situation's own later steps; row 15 if the call was answered late; the scenario's next
situation; the end.
"""

from typing import Literal

from simulator.domain.base import Frozen
from simulator.domain.call import Call, Turn
from simulator.domain.events import Difficulty
from simulator.domain.library import House, Level
from simulator.domain.scenario import RANK, Persona, PlannedSituation, Scenario
from simulator.domain.script import CONFIRM
from simulator.domain.temper import CLOSING, OPENING, SPENT_BY_OFFENCE, Temper

LATE = "hard_to_reach"

Moment = Literal["opens", "continues", "again"]
EndReason = Literal["trainee_hung_up", "caller_hung_up", "transferred", "completed"]


class Due(Frozen):
    """The owner brings this step about."""

    situation: str
    step: int
    moment: Moment = "opens"


class Over(Frozen):
    """The call ends."""

    reason: EndReason


class Director:
    """Decides the course of one call.

    Args:
        scenario: What may come up.
        persona: Who calls.
        house: Rules of the house.
        difficulty: Of the call.
    """

    def __init__(self, scenario: Scenario, persona: Persona, house: House, difficulty: Difficulty) -> None:
        """Keep the plan for this difficulty."""
        self._persona = persona
        self._house = house
        self._rank = RANK[difficulty]
        self._level: Level = house.levels[difficulty]
        self._drill = scenario.drill
        self._plan = tuple(s for s in scenario.situations if RANK[s.least] <= self._rank)

    def first(self, call: Call) -> Due:
        """Return what is due when the trainee has picked up: the opening, or in a drill the step to practise."""
        if self._drill:
            return Due(situation=self._plan[0].key, step=call.started.drill_step or 1)
        return Due(situation=OPENING, step=1)

    def after(self, call: Call, temper: Temper, can_ask_again: bool) -> Due | Over:
        """Return what comes after the last turn of `call`, which is graded.

        Args:
            call: The call up to the grade, with what the owner is about to tell.
            temper: The owner's state after the reply.
            can_ask_again: The owner has words left with which to bring the step about once more.
        """
        turn = call.turns[-1]
        if ended := self._ended(call, turn, temper):
            return ended
        stuck = self._is_stuck(call, turn)
        if (temper.poor or stuck) and can_ask_again and self._attempts(call, turn) < self._attempts_allowed(turn):
            return Due(situation=turn.caller.situation, step=turn.caller.step, moment="again")
        if stuck:
            return Over(reason="caller_hung_up")
        return self._later_step(call, turn, temper) or self._late(call) or self._next(call) or Over(reason="completed")

    def _ended(self, call: Call, turn: Turn, temper: Temper) -> Over | None:
        acts = {action.do for action in turn.reply.actions}
        if "hang_up" in acts:
            asked = "hang_up" in turn.grades[0].required
            nothing_left = self._next(call) is None
            return Over(reason="completed" if asked and nothing_left else "trainee_hung_up")
        if "transfer" in acts:
            return Over(reason="transferred")
        # Who has not even said why he calls does not hang up.
        may_hang_up = self._persona.hangs_up and (self._drill or turn.caller.situation != OPENING)
        fed_up = temper.patience < 0 or (temper.mood <= self._level.hangs_up_at and self._twice_poor(call, temper))
        return Over(reason="caller_hung_up") if temper.poor and fed_up and may_hang_up else None

    def _twice_poor(self, call: Call, temper: Temper) -> bool:
        """A bad mood alone ends no call: he hangs up at the second poor reply to his matter, or at an offence."""
        at_first = next((t.caller.patience for t in call.turns if t.caller.situation != OPENING), temper.patience)
        return at_first - temper.patience >= SPENT_BY_OFFENCE

    def _attempts(self, call: Call, turn: Turn) -> int:
        here = (turn.caller.situation, turn.caller.step)
        return sum(1 for t in call.turns if (t.caller.situation, t.caller.step) == here)

    def _attempts_allowed(self, turn: Turn) -> int:
        return 1 if turn.caller.situation in self._house.asked_once else self._level.attempts

    def _later_step(self, call: Call, turn: Turn, temper: Temper) -> Due | None:
        if call.started.drill_step is not None:
            return None
        planned = next((s for s in self._plan if s.key == turn.caller.situation), None)
        number = turn.caller.step + 1
        while self._is_told(turn.caller.situation, number, call):
            number += 1
        step = planned.step(number) if planned else None
        if step is None or RANK[step.least] > self._rank or not self._is_prepared(call, turn):
            return None
        settled = not temper.poor and temper.mood >= self._level.calm_at
        if step.when == "unsettled" and settled:
            return None
        return Due(situation=turn.caller.situation, step=number, moment="continues")

    def _is_prepared(self, call: Call, turn: Turn) -> bool:
        """True unless the situation's next step answers what the trainee has not said; a drill practises every step."""
        if self._drill:
            return True
        here = turn.caller
        presumed = self._house.presumes.get(f"{here.situation}.{here.step + 1}", ())
        replies = [t for t in call.turns if (t.caller.situation, t.caller.step) == (here.situation, here.step)]
        said = any(grade.met(key) for t in replies for grade in t.grades for key in presumed)
        explained = here.situation == CONFIRM and any(self._house.explains(t.reply.text) for t in replies)
        return not presumed or said or explained

    def _is_stuck(self, call: Call, turn: Turn) -> bool:
        """True if the owner cannot go on at all: nobody has asked a dialect speaker for Mandarin."""
        return turn.caller.situation in self._house.breaks_off and not self._is_prepared(call, turn)

    def _late(self, call: Call) -> Due | None:
        """Row 15: answered after the third ring, unless the trainee has apologised for it by himself."""
        dealt_with = {t.caller.situation for t in call.turns} | {s for s, _ in _opened(call)}
        in_time = (call.rings or 1) <= self._house.timing.rings_in_time
        return None if self._drill or in_time or LATE in dealt_with else Due(situation=LATE, step=1)

    def _next(self, call: Call) -> Due | None:
        if self._drill:
            return None
        visited = {t.caller.situation for t in call.turns}
        for planned in self._plan:
            if planned.key not in visited and (step := self._first_step(planned, call)):
                return Due(situation=planned.key, step=step)
        return None

    def _first_step(self, planned: PlannedSituation, call: Call) -> int | None:
        """A situation that the trainee has dealt with by himself goes on from there, or needs no more."""
        opened = _opened(call)
        number = 1
        while (planned.key, number) in opened or self._is_told(planned.key, number, call):
            number += 1
        step = planned.step(number)
        return number if step and RANK[step.least] <= self._rank else None

    def _is_told(self, situation: str, step: int, call: Call) -> bool:
        """True if the trainee has asked by himself for what the step asks for: nobody has to ask twice."""
        facts = self._house.done_when_told.get(f"{situation}.{step}", ())
        return not set(facts).isdisjoint(call.told)


def _opened(call: Call) -> frozenset[tuple[str, int]]:
    """Return steps that the trainee dealt with unasked; a question whether there is more counts for the moment only."""
    last = call.turns[-1] if call.turns else None
    return frozenset(
        (grade.situation, grade.step)
        for turn in call.turns
        for grade in turn.grades[1:]
        if grade.situation != CLOSING or turn is last
    )
