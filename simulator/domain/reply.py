"""What a trainee says and does in one turn, and the facts of the call that grading needs."""

from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from simulator.domain.base import Frozen

MAX_REPLY_CHARACTERS = 2000
"""Longest reply that a call accepts; an owner on the telephone hears about 300 characters a minute."""


class TicketFields(Frozen):
    """A work order as the trainee fills it in; rows 18 and 19 need what it is about and how to reach the owner."""

    about: str = ""
    contact: str = ""
    name: str = ""
    room: str = ""
    category: Literal["", "repair", "complaint_simple", "complaint_complex", "suggestion", "inquiry"] = ""


class Wait(Frozen):
    """A pause in which the trainee says nothing."""

    do: Literal["wait"] = "wait"
    seconds: Annotated[FiniteFloat, Field(ge=0, le=3600)]


class HangUp(Frozen):
    """Ends the call."""

    do: Literal["hang_up"] = "hang_up"


class RaiseVoice(Frozen):
    """Speaks a little louder from here on (row 7)."""

    do: Literal["raise_voice"] = "raise_voice"


class Transfer(Frozen):
    """Puts the call through to another extension (row 14)."""

    do: Literal["transfer"] = "transfer"


class Escalate(Frozen):
    """Reports to the supervisor on site (rows 16 and 18)."""

    do: Literal["escalate"] = "escalate"


class RecordTicket(Frozen):
    """Writes the matter down as a work order (row 18)."""

    do: Literal["record_ticket"] = "record_ticket"
    fields: TicketFields = TicketFields()


Action = Annotated[
    Wait | HangUp | RaiseVoice | Transfer | Escalate | RecordTicket,
    Field(discriminator="do"),
]


class Reply(Frozen):
    """One turn of the trainee: the words, then the actions in the order they were done.

    Raising the voice may come before the words; it is kept in the same list, since order among
    actions is what the guide asks about and raising has no order.
    """

    text: str = ""
    actions: tuple[Action, ...] = ()

    @property
    def is_silence(self) -> bool:
        """True if nothing was said and nothing done, however long the line stayed open."""
        return not self.text.strip() and all(action.do == "wait" for action in self.actions)


class Facts(Frozen):
    """Facts of the call on which the required elements depend (rows 10, 19 and 20)."""

    colleague: Literal["on_duty", "off_duty"] | None = None
    complaint: Literal["simple", "complex"] | None = None
