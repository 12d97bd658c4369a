"""A call derived from its events: phase, turns, mood, facts told, score.

`replay(events)` folds `apply` over the log; every view of a call (console, debrief, history) starts here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import reduce

from simulator.domain import events as ev
from simulator.domain.base import Frozen
from simulator.domain.errors import Refused
from simulator.domain.grade import Grade
from simulator.domain.reply import (
    Action,
    Escalate,
    HangUp,
    RaiseVoice,
    RecordTicket,
    Reply,
    Transfer,
    Wait,
)


class Phase(StrEnum):
    """What the call is waiting for."""

    RINGING = "ringing"
    CALLER = "caller"
    TRAINEE = "trainee"
    WAITING = "waiting"
    OVER = "over"


class Turn(Frozen):
    """One exchange: what the owner said, then the trainee's words and actions, then the grades.

    Attributes:
        number: From 1.
        began: Index in the log of the event that opened the turn; a retry branches there.
        replied_at: When the words were sent (None: nothing was said).
    """

    number: int
    began: int
    caller: ev.CallerSpoke
    reply: Reply = Reply()
    replied_at: datetime | None = None
    grades: tuple[Grade, ...] = ()

    @property
    def grade(self) -> Grade | None:
        """The grade for the situation on hand (None while the turn is open)."""
        return self.grades[0] if self.grades else None


class Call(Frozen):
    """The state of a call after some prefix of its log.

    Attributes:
        length: Number of events so far (the version that a writer must name when appending).
        started: The first event; fixes scenario, seed, mode.
        waiting_since: When the running wait began.
        resumed: How often an exam was come back to.
        acted_at: When the last action of the open turn was done.
    """

    length: int
    started: ev.CallRang
    phase: Phase
    turns: tuple[Turn, ...] = ()
    rings: int | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    waiting_since: datetime | None = None
    acted_at: datetime | None = None
    resumed: int = 0
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, started: ev.CallRang) -> "Call":
        """Return a call that has just begun to ring."""
        return cls(length=1, started=started, phase=Phase.RINGING)

    @property
    def turn(self) -> Turn | None:
        """The turn that is open, if one is."""
        return self.turns[-1] if self.turns and not self.turns[-1].grades else None

    @property
    def mood(self) -> int | None:
        """The owner's mood after the last caller turn."""
        return self.turns[-1].caller.mood if self.turns else None

    @property
    def grades(self) -> tuple[Grade, ...]:
        """Every grade of the call in order."""
        return tuple(g for t in self.turns for g in t.grades)

    @property
    def score(self) -> int | None:
        """Mean score of all graded replies, rounded; None if none has a score."""
        return mean_score(self.grades)

    @property
    def is_over(self) -> bool:
        """True once the line is closed."""
        return self.phase is Phase.OVER


def mean_score(grades: Iterable[Grade]) -> int | None:
    """Return the mean of the scores, rounded; None if there is none."""
    scores = [grade.score for grade in grades if grade.score is not None]
    return round(sum(scores) / len(scores)) if scores else None


def replay(log: Sequence[ev.Event]) -> Call:
    """Derive the state of a call from its whole log.

    Raises:
        Refused: If the log does not begin with `CallRang` or an event cannot follow the ones before it.
    """
    if not log or not isinstance(log[0], ev.CallRang):
        raise Refused("call_log_broken")
    return extend(Call.of(log[0]), log[1:])


def extend(call: Call, more: Iterable[ev.Event]) -> Call:
    """Apply further events in order."""
    return reduce(apply, more, call)


def apply(call: Call, event: ev.Event) -> Call:
    """Return the call after one more event.

    Raises:
        Refused: If the event cannot follow (a reply after the line was closed, a second pick-up).
    """
    goes_on = isinstance(event, ev.Resumed) and not call.is_over
    if event.kind not in _ALLOWED[call.phase] and not goes_on:
        if call.is_over:
            raise Refused("call_over")
        raise Refused("event_out_of_place", event=event.kind, phase=call.phase)
    return call.model_copy(update={"length": call.length + 1, **_changes(call, event)})


_ACTS = {"wait_started", "voice_raised", "transferred", "escalated", "ticket_recorded", "hung_up"}
_ALLOWED: dict[Phase, set[str]] = {
    Phase.RINGING: {"answered", "ended"},
    Phase.CALLER: {"caller_spoke", "ended"},
    Phase.TRAINEE: {"replied", "turn_graded", "ended", *_ACTS},
    Phase.WAITING: {"wait_ended", "ended"},
    Phase.OVER: {"regraded"},
}


def _changes(call: Call, event: ev.Event) -> dict[str, object]:
    match event:
        case ev.Answered():
            return {"phase": Phase.CALLER, "rings": event.rings, "answered_at": event.at}
        case ev.CallerSpoke():
            turn = Turn(number=len(call.turns) + 1, began=call.length, caller=event)
            told = (*call.told, *event.told)
            return {"phase": Phase.TRAINEE, "turns": (*call.turns, turn), "told": told, "acted_at": None}
        case ev.WaitStarted():
            return {"phase": Phase.WAITING, "waiting_since": event.at}
        case ev.TurnGraded():
            return {"phase": Phase.CALLER, **_in_turn(call, grades=event.grades)}
        case ev.Resumed():
            return {"resumed": call.resumed + 1}
        case ev.Ended():
            return {"phase": Phase.OVER, "ended_at": event.at, "end_reason": event.reason, "waiting_since": None}
        case ev.Regraded():
            return _graded_again(call, event)
        case ev.Replied():
            return _said(call, event)
        case _:
            acted = {"phase": Phase.TRAINEE, "waiting_since": None, "acted_at": event.at}
            return {**acted, **_acted(call, event)}


def _graded_again(call: Call, event: ev.Regraded) -> dict[str, object]:
    """The new grade takes the place of the one in view; the log keeps both."""
    if event.turn > len(call.turns) or event.part >= len(call.turns[event.turn - 1].grades):
        raise Refused("event_out_of_place", event=event.kind, phase=call.phase)
    turn = call.turns[event.turn - 1]
    grades = (*turn.grades[: event.part], event.grade, *turn.grades[event.part + 1 :])
    again = turn.model_copy(update={"grades": grades})
    return {"turns": (*call.turns[: event.turn - 1], again, *call.turns[event.turn :])}


def _said(call: Call, event: ev.Replied) -> dict[str, object]:
    """Words in the same turn join up, as they would on the line."""
    before = call.turns[-1].reply
    text = f"{before.text}\n{event.text}" if before.text else event.text
    reply = before.model_copy(update={"text": text})
    return _in_turn(call, reply=reply, replied_at=event.at)


def _acted(call: Call, event: ev.Event) -> dict[str, object]:
    action = _as_action(event)
    if action is None:
        return {}
    before = call.turns[-1].reply
    return _in_turn(call, reply=before.model_copy(update={"actions": (*before.actions, action)}))


def _as_action(event: ev.Event) -> Action | None:
    match event:
        case ev.WaitEnded():
            return Wait(seconds=event.seconds)
        case ev.VoiceRaised():
            return RaiseVoice()
        case ev.Transferred():
            return Transfer()
        case ev.Escalated():
            return Escalate()
        case ev.TicketRecorded():
            return RecordTicket(fields=event.fields)
        case ev.HungUp():
            return HangUp()
        case _:
            return None


def _in_turn(call: Call, **changes: object) -> dict[str, object]:
    return {"turns": (*call.turns[:-1], call.turns[-1].model_copy(update=changes))}
