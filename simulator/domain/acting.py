"""What the trainee does beside the words, as events of the log."""

from datetime import datetime

from simulator.domain import events as ev
from simulator.domain.errors import Refused
from simulator.domain.reply import Action, Escalate, HangUp, RaiseVoice, RecordTicket, Transfer, Wait


def event_of(action: Action, now: datetime) -> ev.Event:
    """Return the event of an action that takes no time.

    Raises:
        Refused: If it is a pause: that is two events, its start and its end as the server measured it.
    """
    match action:
        case RaiseVoice():
            return ev.VoiceRaised(at=now)
        case Transfer():
            return ev.Transferred(at=now)
        case Escalate():
            return ev.Escalated(at=now)
        case RecordTicket(fields=fields):
            return ev.TicketRecorded(at=now, fields=fields)
        case HangUp():
            return ev.HungUp(at=now)
        case Wait():
            raise Refused("wait_is_timed")
