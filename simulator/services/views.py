"""What the use cases hand to the console, the command line and the debrief."""

from datetime import datetime

from simulator.domain.base import Frozen
from simulator.domain.call import Call, Turn
from simulator.domain.events import Difficulty, GradeShown, Mode


class ScenarioCard(Frozen):
    """A scenario as a trainee chooses it; nothing hidden is in it.

    Attributes:
        id: Key of the scenario file.
        title: Chinese, e.g. 漏水三天没人管.
        persona: Chinese label of the kind of owner.
        summary: One Chinese sentence that gives nothing away.
        rows: Rows of the guide that it goes through.
        minutes: About how long it takes.
        sheet: What the trainee may look up during the call (prices, papers, numbers); "" if nothing.
    """

    id: str
    title: str
    persona: str
    summary: str
    rows: tuple[int, ...]
    minutes: int
    sheet: str = ""


class CallOptions(Frozen):
    """How a call is to be taken."""

    scenario: str
    mode: Mode = "practice"
    difficulty: Difficulty = "standard"
    grade_shown: GradeShown = "each_reply"
    seed: int | None = None
    drill_step: int | None = None


class CallView(Frozen):
    """Where a call stands.

    Attributes:
        now: The server's time when this was made; clocks on the page start from it.
        ring_seconds: Length of one ring cycle (1 s sound, 4 s pause).
        wait_seconds: Length of a pause that the guide asks for.
        quiet_until: While the trainee's turn has words but the owner keeps quiet, so that actions can
            still be done: when the owner goes on by himself. None otherwise.
        approved: Approved wordings of the step on hand, blanks filled in ((): hidden, in an exam).
        tells_grades: Whether grades may be shown by now.
    """

    call_id: str
    call: Call
    card: ScenarioCard
    now: datetime
    ring_seconds: float
    wait_seconds: float
    quiet_until: datetime | None
    tells_grades: bool


class Contrast(Frozen):
    """The guide's contrast pair for one turn, with what was said beside it.

    Attributes:
        should_not: The 不应该 cell.
        approved: Approved wordings of the step, blanks filled in.
        nearest: The approved wording nearest to what was said.
        missed: (label, what was looked for, wording to offer) of each element that was missed.
        violations: (label, why it hurts, what to say instead, the words) of each violation.
    """

    situation: str
    row: int
    title: str
    step: int
    should_not: str
    approved: tuple[str, ...]
    nearest: str
    missed: tuple[tuple[str, str, str], ...]
    violations: tuple[tuple[str, str, str, str], ...]


class DebriefTurn(Frozen):
    """One turn as the debrief shows it; `contrasts` go with `turn.grades`, one each."""

    turn: Turn
    seconds_to_reply: float | None
    contrasts: tuple[Contrast, ...]


class Debrief(Frozen):
    """A call looked back at.

    Attributes:
        advice: One Chinese sentence: what to do next.
        composition: (label, mean score, number of replies) of each situation, weakest first.
    """

    call_id: str
    call: Call
    card: ScenarioCard
    score: int | None
    advice: str
    composition: tuple[tuple[str, float | None, int], ...]
    turns: tuple[DebriefTurn, ...]
    sealed: bool
