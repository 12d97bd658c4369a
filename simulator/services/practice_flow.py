"""How one call goes on: closes a turn, has it graded, and lets the owner speak or the call end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.domain.briefing import Briefing
from simulator.domain.call import Call, Turn, extend
from simulator.domain.director import LATE, Director, Over
from simulator.domain.errors import EndpointError
from simulator.domain.events import CallerSpoke, Ended, Event, TurnGraded
from simulator.domain.grade import ElementGrade, Grade, Grader, State
from simulator.domain.library import Library
from simulator.domain.reply import Reply
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import Cue, Scenario
from simulator.domain.script import CONFIRM, Occasion, Script
from simulator.domain.speech import Brief, Caller, Hear
from simulator.domain.temper import Temper, after_reply, at_start

SILENCE = "stay_silent"
CHECK = "check_understanding"


@dataclass(frozen=True)
class World:
    """What all calls share: the guide, the owners, who grades and who speaks.

    Attributes:
        grader: Grades what the step on hand asks for, with a judge where there is one.
        callers: By the name that `CallRang.caller` gives.
        rules: Hears what a reply contains, and grades what the trainee opened unasked: never with a judge, so
            that one reply never costs more than one question to a model. None where `grader` is by rules itself.
    """

    rubric: Rubric
    library: Library
    grader: Grader
    callers: Mapping[str, Caller]
    rules: Grader | None = None

    @property
    def ear(self) -> Grader:
        """The grader by rules."""
        return self.rules or self.grader


class Flow:
    """The course of one call. Every method is a pure function of the call, the clock's time and the world."""

    def __init__(self, world: World, call: Call, hear: Hear | None = None) -> None:
        """Look up scenario, persona and difficulty of the call.

        Args:
            world: What all calls share.
            call: The call.
            hear: Listens to the owner's words while they are made.

        Raises:
            NotFound: If the data files no longer hold them.
        """
        started, library = call.started, world.library
        self._world = world
        self._hear = hear
        self.scenario: Scenario = library.scenario(started.scenario, started.seed)
        self._facts = self.scenario.for_grading
        self._persona = library.persona(self.scenario.persona)
        self._level = library.house.levels[started.difficulty]
        self._caller = world.callers.get(started.caller) or world.callers["scripted"]
        self._director = Director(self.scenario, self._persona, library.house, started.difficulty)
        deputy = library.persona(self.scenario.deputy.persona) if self.scenario.deputy else None
        self._script = Script(self.scenario, self._persona, library.house, deputy)
        self._briefing = Briefing(self._script, library.house, self._level)

    def begin(self, call: Call, now: datetime) -> tuple[Event, ...]:
        """Return the first caller turn of a call that was just answered."""
        temper = at_start(self._persona, self._level)
        brief = self._briefing.for_step(call, self._director.first(call), temper, frozenset())
        return (self._speak(brief, now),)

    def is_closed(self, call: Call) -> bool:
        """True if the open turn needs nothing more: words where words are due, and every action done."""
        turn = call.turn
        if turn is None:
            return False
        acts = {action.do for action in turn.reply.actions}
        if acts & {"hang_up", "transfer"}:
            return True
        due = self.actions_due(call)
        if turn.reply.text:
            awaits_more = bool(due) or self._is_explaining(turn)
            return not awaits_more or self._is_offended(turn)
        required = self._required(call)
        return bool(acts) and not due and not self._words_in(required)

    def _is_offended(self, turn: Turn) -> bool:
        """Nobody waits after an insult for what is still to be done; it can be done when he has answered.

        The rules decide, never a judge; whoever says nothing on the line does not answer an offence either.
        """
        here, text = turn.caller, turn.caller.text
        is_mute = here.line == "silent" or (here.line == "clear" and text.startswith("（") and text.endswith("）"))
        return not is_mute and self._world.ear.grade(here.situation, here.step, turn.reply, self._facts).critical

    def _is_explaining(self, turn: Turn) -> bool:
        """Who follows an explanation keeps quiet for a while: the question whether it is clear may still come."""
        here, text = turn.caller, turn.reply.text
        asks = CHECK in self._world.ear.heard(text)
        return here.situation == CONFIRM and self._world.library.house.explains(text) and not asks

    def actions_due(self, call: Call) -> tuple[str, ...]:
        """Return the actions that the open turn still asks for, under the alternative that the words have chosen."""
        turn = call.turn
        if turn is None:
            return ()
        done: set[str] = {action.do for action in turn.reply.actions}
        waited = sum(action.seconds for action in turn.reply.actions if action.do == "wait")
        if waited >= self._world.library.house.timing.wait_seconds:
            done.add("wait_5s")
        elements = self._world.rubric.elements
        keys = (key for key in self._required(call) if elements[key].kind == "do" and key != SILENCE)
        return tuple(key for key in keys if key not in done)

    def quiet_until(self, call: Call) -> datetime | None:
        """Return when the owner goes on by himself; None if he waits for the trainee's words."""
        turn = call.turn
        if turn is None:
            return None
        quiet = timedelta(seconds=self._world.library.house.timing.quiet_seconds)
        if turn.replied_at is not None:
            return max(turn.replied_at, call.acted_at or turn.replied_at) + quiet
        if SILENCE in self._required(call) and not turn.reply.actions:
            return turn.caller.at + quiet
        return None

    def close(self, call: Call, now: datetime) -> tuple[Event, ...]:
        """Return the events that end the open turn: its grades, then the owner's next words or the end."""
        turn = call.turn
        assert turn is not None
        heard_by_turn = [self._heard(t.reply.text) for t in call.turns]
        grades = self._grades(call, turn.reply, heard_by_turn[-1])
        # What the grade of this very step found is heard beyond doubt, however else the words might be taken.
        heard = heard_by_turn[-1].union(key for key in grades[0].required if grades[0].met(key))
        graded = TurnGraded(at=now, turn=turn.number, grades=grades)
        after = extend(call, (graded,))
        house = self._world.library.house
        temper = after_reply(after, self._persona, self._level, house, heard_by_turn)
        here = turn.caller
        now_here = Occasion(call=after, situation=here.situation, step=here.step, mood=temper.mood, heard=heard)
        can_ask = self._script.again(now_here) is not None
        answers = self._script.asked(now_here, turn.reply.text, self._level.facts_at_once)
        told = (*after.told, *(part.fact for part in answers if part.fact))
        decision = self._director.after(after.model_copy(update={"told": told}), temper, can_ask)
        if isinstance(decision, Over):
            return (graded, *self._end(after, decision, temper, heard, now))
        return (graded, self._speak(self._briefing.for_step(after, decision, temper, heard), now))

    def _end(self, call: Call, over: Over, temper: Temper, heard: frozenset[str], now: datetime) -> tuple[Event, ...]:
        """The owner has his last word, unless the trainee has put down the receiver; a drill needs no farewell."""
        acts = {action.do for action in call.turns[-1].reply.actions}
        brief: Brief | None = None
        cue: Cue = "slams_down" if over.reason == "caller_hung_up" else "farewell"
        if not acts & {"hang_up", "transfer"} and not (self.scenario.drill and cue == "farewell"):
            brief = self._briefing.last_words(call, cue, temper, heard)
        words = (self._speak(brief, now, hangs_up=True),) if brief else ()
        return (*words, Ended(at=now, reason=over.reason))

    def _speak(self, brief: Brief, now: datetime, hangs_up: bool = False) -> CallerSpoke:
        spoken = self._caller.speak(brief, self._hear)
        return CallerSpoke(
            at=now,
            situation=brief.situation,
            step=brief.step,
            text=spoken.text,
            gloss=spoken.gloss,
            line=brief.line,
            mood=max(-5, min(5, brief.mood + spoken.mood_shift)),
            patience=brief.patience,
            told=spoken.told,
            lines=spoken.lines,
            generated=spoken.generated,
            stand_in=spoken.stand_in,
            hangs_up=hangs_up,
        )

    def _grades(self, call: Call, reply: Reply, heard: frozenset[str]) -> tuple[Grade, ...]:
        here = call.turns[-1].caller
        first = self._grade(here.situation, here.step, reply)
        if first.violations or self.scenario.drill:
            return (first,)
        # What the trainee opened unasked is graded by the words alone (the actions belong to the step on hand),
        # and credited once only: nobody is marked down for what was not asked of him.
        words = Reply(text=reply.text)
        opened = (self._world.ear.grade(*place, words, self._facts) for place in self._opened(call, first, heard))
        return (first, *(grade for grade in opened if grade.verdict == "pass"))

    def _opened(self, call: Call, first: Grade, heard: frozenset[str]) -> list[tuple[str, int]]:
        house = self._world.library.house
        late = (call.rings or 1) > house.timing.rings_in_time
        before = {(grade.situation, grade.step) for grade in call.grades}
        found: list[tuple[str, int]] = []
        for name, signs in house.opens_with.items():
            situation, _, step = name.rpartition(".")
            asked_anyway = situation == first.situation or set(signs) <= set(first.elements)
            if asked_anyway or not heard.issuperset(signs) or (situation, int(step)) in before:
                continue
            if situation != LATE or late:
                found.append((situation, int(step)))
        return found

    def _grade(self, situation: str, step: int, reply: Reply) -> Grade:
        """A grader that fails gives no number: everything stays unsure, for a trainer to settle."""
        try:
            return self._world.grader.grade(situation, step, reply, self._facts)
        except EndpointError:
            required = self._world.rubric.situation(situation).step(step).required(self._facts)
            return Grade(
                situation=situation,
                step=step,
                verdict=None,
                score=None,
                elements={key: ElementGrade(state=State.UNSURE, by="rules") for key in required},
                violations=(),
                required=required,
                rubric=self._world.rubric.hash,
                flags=("ungraded",),
            )

    def _heard(self, text: str) -> frozenset[str]:
        return self._world.library.house.clearly(self._world.ear.heard(text), text) if text else frozenset()

    def _required(self, call: Call) -> tuple[str, ...]:
        """Return the keys of the alternative that the words fit best; before any words, of the first."""
        turn = call.turns[-1]
        step = self._world.rubric.situation(turn.caller.situation).step(turn.caller.step)
        heard = self._world.ear.heard(turn.reply.text) if turn.reply.text else frozenset[str]()
        options = step.open_to(self._facts)
        return max(options, key=lambda option: len(heard.intersection(option.elements))).required

    def _words_in(self, required: tuple[str, ...]) -> bool:
        return any(self._world.rubric.elements[key].kind == "say" for key in required)
