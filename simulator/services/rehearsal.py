"""Plays whole calls without a telephone: a model trainee, a poor one, or any other against the same owners.

Serves the check of the data, the tests and the measurements; nothing is stored.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from simulator.domain import events as ev
from simulator.domain.acting import event_of
from simulator.domain.call import Call, extend
from simulator.domain.events import Difficulty, Event
from simulator.domain.reply import (
    Action,
    Escalate,
    HangUp,
    RaiseVoice,
    RecordTicket,
    Reply,
    TicketFields,
    Transfer,
    Wait,
)
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import Scenario
from simulator.services.feedback import Feedback
from simulator.services.practice_flow import Flow, World

Trainee = Callable[[Call, Scenario], Reply]
"""Answers the open turn of a call."""

MOST_TURNS = 80
"""No call is longer; a course that reaches it is a mistake of the director."""

_START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def rehearse(
    world: World,
    scenario: str,
    seed: int,
    trainee: Trainee,
    difficulty: Difficulty = "standard",
    rings: int = 1,
    drill_step: int | None = None,
) -> tuple[Event, ...]:
    """Return the log of a call that `trainee` takes from the first ring to the end."""
    rang = ev.CallRang(
        at=_START,
        scenario=scenario,
        seed=seed,
        mode="drill" if drill_step else "practice",
        difficulty=difficulty,
        trainee="rehearsal",
        rubric=world.rubric.hash,
        content=world.library.hash,
        drill_step=drill_step,
    )
    log: list[Event] = [rang, ev.Answered(at=_START + 5 * rings * _SECOND, rings=rings)]
    call = extend(Call.of(rang), log[1:])
    flow = Flow(world, call)
    more: tuple[Event, ...] = flow.begin(call, log[-1].at)
    while True:
        log += more
        call = extend(call, more)
        if call.is_over or len(call.turns) > MOST_TURNS:
            return tuple(log)
        now = log[-1].at + _SECOND
        replied = _as_events(trainee(call, flow.scenario), now)
        after = extend(call, replied)
        more = (*replied, *flow.close(after, replied[-1].at if replied else now))


def _as_events(reply: Reply, now: datetime) -> list[Event]:
    events: list[Event] = [ev.Replied(at=now, text=reply.text)] if reply.text else []
    for action in reply.actions:
        if isinstance(action, Wait):
            events.append(ev.WaitStarted(at=now))
            now += action.seconds * _SECOND
            events.append(ev.WaitEnded(at=now, seconds=action.seconds))
        else:
            events.append(event_of(action, now))
    return events


class ModelTrainee:
    """Says the approved wording of every step and does its actions.

    Args:
        rubric: The guide.
        feedback: Fills the blanks.
    """

    def __init__(self, rubric: Rubric, feedback: Feedback) -> None:
        """Learn the guide."""
        self._rubric = rubric
        self._feedback = feedback

    def __call__(self, call: Call, scenario: Scenario) -> Reply:
        """Return the reply of the guide to the open turn, its first wording."""
        here = call.turns[-1].caller
        return self.reply(here.situation, here.step, scenario)

    def reply(self, situation: str, step: int, scenario: Scenario) -> Reply:
        """Return the guide's reply to one step."""
        asked = self._rubric.situation(situation).step(step)
        approved = self._feedback.approved(asked, scenario)
        required = asked.open_to(scenario.for_grading)[0].required
        actions = tuple(_ACTIONS[key] for key in required if key in _ACTIONS)
        return Reply(text=approved[0] if approved else "", actions=actions)


_ACTIONS: dict[str, Action] = {
    "wait_5s": Wait(seconds=5),
    "hang_up": HangUp(),
    "raise_voice": RaiseVoice(),
    "transfer": Transfer(),
    "escalate": Escalate(),
    "record_ticket": RecordTicket(fields=TicketFields(about="—", contact="—")),
}


class PoorTrainee:
    """Says next to nothing, whatever the owner says.

    Args:
        words: What is said.
    """

    def __init__(self, words: str = "嗯。") -> None:
        """Keep the words."""
        self._words = words

    def __call__(self, call: Call, scenario: Scenario) -> Reply:
        """Return the same words again."""
        return Reply(text=self._words)


class MixedTrainee:
    """Answers like one trainee or the other, by chance.

    Args:
        good, poor: The two.
        share: How often the good one answers.
        draw: Source of chance.
    """

    def __init__(self, good: Trainee, poor: Trainee, share: float, draw: Random) -> None:
        """Keep the two."""
        self._good = good
        self._poor = poor
        self._share = share
        self._draw = draw

    def __call__(self, call: Call, scenario: Scenario) -> Reply:
        """Return the reply of one of the two."""
        return (self._good if self._draw.random() < self._share else self._poor)(call, scenario)
