"""The event log of a call: everything that happened, each with its time.

A call *is* its list of events; state is derived from them by `simulator.domain.call`. An event is
never changed or removed. `at` is an aware datetime in UTC, taken from the injected clock of the server,
which is the judge of time.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, FiniteFloat, TypeAdapter

from simulator.domain.base import Frozen
from simulator.domain.grade import Grade
from simulator.domain.reply import TicketFields

Mode = Literal["drill", "practice", "exam"]
"""单项练习 (one situation), 模拟通话 (a whole call), 考核 (no hints, sealed)."""

Difficulty = Literal["easy", "standard", "hard"]
"""新手, 标准, 困难."""

GradeShown = Literal["each_reply", "at_end"]


class CallRang(Frozen):
    """The telephone starts to ring: the first event of every call, with all that fixes its course.

    Attributes:
        drill_step: In a drill, the one step that is practised (None: all steps of the situation).
        branch_of: Call from which this one branches, and the number of its events that it shares.
    """

    kind: Literal["call_rang"] = "call_rang"
    at: AwareDatetime
    scenario: str
    seed: int
    mode: Mode
    difficulty: Difficulty
    trainee: str
    rubric: str
    content: str
    caller: Literal["scripted", "generated"] = "scripted"
    grade_shown: GradeShown = "each_reply"
    drill_step: int | None = None
    branch_of: str | None = None
    branch_events: int = 0


class Answered(Frozen):
    """The trainee picked up; `rings` is the count as judged from times (a cycle is 5 s: 1 s sound, 4 s pause)."""

    kind: Literal["answered"] = "answered"
    at: AwareDatetime
    rings: Annotated[int, Field(ge=1)]


class CallerSpoke(Frozen):
    """The owner's side of one turn (may be silence or noise: then `text` is a stage direction).

    Attributes:
        situation: Situation that this turn brings about, as the director decided.
        step: Step of it that the trainee's next reply is graded against, from 1.
        text: What the trainee hears, with line conditions applied.
        gloss: Mandarin meaning of dialect words, for trainers and the debrief only.
        mood: From -5 (furious) to 5 (delighted), after this turn.
        patience: Turns of bad handling that the owner will still bear.
        told: Keys of facts told in this turn; a fact in pieces counts on: details, details.2, details.3.
        lines: Ids of the script lines that were spoken, so that none is said twice in a call.
        generated: Spoken by a language model rather than from the script.
        stand_in: From the script, in place of a model that gave no usable words.
        hangs_up: The owner ends the call with these words.
    """

    kind: Literal["caller_spoke"] = "caller_spoke"
    at: AwareDatetime
    situation: str
    step: int
    text: str
    gloss: str = ""
    line: Literal["clear", "silent", "noisy", "quiet", "speakerphone", "dropouts"] = "clear"
    mood: Annotated[int, Field(ge=-5, le=5)]
    patience: int
    told: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    generated: bool = False
    stand_in: bool = False
    hangs_up: bool = False


class Replied(Frozen):
    """The trainee's words."""

    kind: Literal["replied"] = "replied"
    at: AwareDatetime
    text: str


class WaitStarted(Frozen):
    """The trainee began to wait (稍停)."""

    kind: Literal["wait_started"] = "wait_started"
    at: AwareDatetime


class WaitEnded(Frozen):
    """The trainee's wait ended; `seconds` is measured by the server between the two events."""

    kind: Literal["wait_ended"] = "wait_ended"
    at: AwareDatetime
    seconds: Annotated[FiniteFloat, Field(ge=0)]


class VoiceRaised(Frozen):
    """The trainee raised the voice."""

    kind: Literal["voice_raised"] = "voice_raised"
    at: AwareDatetime


class Transferred(Frozen):
    """The trainee put the call through."""

    kind: Literal["transferred"] = "transferred"
    at: AwareDatetime


class Escalated(Frozen):
    """The trainee reported to the supervisor."""

    kind: Literal["escalated"] = "escalated"
    at: AwareDatetime


class TicketRecorded(Frozen):
    """The trainee wrote a work order."""

    kind: Literal["ticket_recorded"] = "ticket_recorded"
    at: AwareDatetime
    fields: TicketFields


class HungUp(Frozen):
    """The trainee hung up."""

    kind: Literal["hung_up"] = "hung_up"
    at: AwareDatetime


class Resumed(Frozen):
    """The trainee came back to an exam from a page that had lost it; allowed once."""

    kind: Literal["resumed"] = "resumed"
    at: AwareDatetime


class TurnGraded(Frozen):
    """The trainee's turn is over and was graded.

    Attributes:
        turn: Number of the turn, from 1.
        grades: The grade for the situation on hand first, then those for situations that the trainee
            opened himself in the same reply.
    """

    kind: Literal["turn_graded"] = "turn_graded"
    at: AwareDatetime
    turn: int
    grades: tuple[Grade, ...]


class Ended(Frozen):
    """The call is over, and why."""

    kind: Literal["ended"] = "ended"
    at: AwareDatetime
    reason: Literal["trainee_hung_up", "caller_hung_up", "transferred", "completed", "rang_out", "abandoned"]


class Regraded(Frozen):
    """A reply that could not be graded in full during the call was graded again, after the call was over.

    Attributes:
        turn: Number of the turn, from 1.
        part: Place among the turn's grades, from 0.
        grade: In force from here on; the first one stands in the log as it was.
    """

    kind: Literal["regraded"] = "regraded"
    at: AwareDatetime
    turn: Annotated[int, Field(ge=1)]
    part: Annotated[int, Field(ge=0)] = 0
    grade: Grade


Event = Annotated[
    CallRang
    | Answered
    | CallerSpoke
    | Replied
    | WaitStarted
    | WaitEnded
    | VoiceRaised
    | Transferred
    | Escalated
    | TicketRecorded
    | HungUp
    | Resumed
    | TurnGraded
    | Ended
    | Regraded,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads and writes one event as JSON."""
