"""Use case: take a call. Every request reads the log, decides, and appends: nothing is kept in between."""

from collections.abc import Callable, Sequence
from datetime import datetime

from simulator.domain import events as ev
from simulator.domain.acting import event_of
from simulator.domain.base import Clock
from simulator.domain.call import Call, Phase, extend, replay
from simulator.domain.errors import AccessDenied, Conflict, NotFound, Refused
from simulator.domain.person import Person
from simulator.domain.reply import MAX_REPLY_CHARACTERS, Action
from simulator.domain.ring import counted_wait, has_rung_out, is_past_exam_time, judged_rings
from simulator.domain.speech import Hear
from simulator.services.debrief import Debriefing
from simulator.services.masked import masked_call
from simulator.services.ports import CallStore, CallSummary
from simulator.services.practice_cards import card, cards, scenario_of
from simulator.services.practice_flow import Flow, World
from simulator.services.views import CallOptions, CallView, Debrief, ScenarioCard


class Practice:
    """Takes calls for signed-in people.

    Args:
        world: Guide, owners, grader and callers.
        store: Keeps the logs.
        debriefing: Makes the debrief of a call.
        clock: Judge of all times.
        new_id: Makes ids of calls, opaque and unique.
        new_seed: Draws a seed where none was asked for.
    """

    def __init__(
        self,
        world: World,
        store: CallStore,
        debriefing: Debriefing,
        clock: Clock,
        new_id: Callable[[], str],
        new_seed: Callable[[], int],
    ) -> None:
        """Keep the parts."""
        self._world = world
        self._store = store
        self._debriefing = debriefing
        self._clock = clock
        self._new_id = new_id
        self._new_seed = new_seed

    def scenarios(self) -> tuple[ScenarioCard, ...]:
        """Return what there is to choose from, by title."""
        return cards(self._world.library, self._world.rubric)

    def start(self, person: Person, options: CallOptions) -> CallView:
        """Let the telephone ring; calls that the person has open are left as they are.

        Raises:
            NotFound: If there is no such scenario, or no such step to practise.
        """
        seed = self._new_seed() if options.seed is None else options.seed
        scenario = self._world.library.scenario(options.scenario, seed)
        if options.drill_step is not None and scenario.situations[0].step(options.drill_step) is None:
            raise NotFound("step_unknown", situation=scenario.situations[0].key, step=options.drill_step)
        rang = ev.CallRang(
            at=self._clock(),
            scenario=options.scenario,
            seed=seed,
            mode=options.mode,
            difficulty=options.difficulty,
            trainee=person.id,
            rubric=self._world.rubric.hash,
            content=self._world.library.hash,
            caller="generated" if "generated" in self._world.callers else "scripted",
            grade_shown="at_end" if options.mode == "exam" else options.grade_shown,
            drill_step=options.drill_step,
        )
        call_id = self._new_id()
        self._store.create(call_id, (rang,))
        return self._view(call_id, replay((rang,)), rang.at)

    def view(self, person: Person, call_id: str) -> CallView:
        """Return where the call stands; a call that nobody answered ends here, and an exam whose time is over.

        Only the trainee in the running call sees telephone numbers in full.
        """
        call = self._read(person, call_id)
        call = self._own(person, call_id) if person.id == call.started.trainee else masked_call(call)
        return self._view(call_id, call, self._clock())

    def answer(
        self,
        person: Person,
        call_id: str,
        rings: int | None,
        client_ms: int | None = None,
        hear: Hear | None = None,
    ) -> CallView:
        """Pick up.

        Args:
            person: Whose call it is.
            call_id: Which call.
            rings: Rings as the trainee's telephone counted them; believed where its clock can be right.
            client_ms: Milliseconds since the first ring by the trainee's clock, used where `rings` is not known.
            hear: Listens to the owner's words while they are made; the log holds what was said in the end.
        """
        call, now = self._own(person, call_id), self._clock()
        timing = self._world.library.house.timing
        if call.is_over:
            return self._view(call_id, call, now)
        if rings is None and client_ms is not None:
            rings = int(client_ms / 1000 // timing.ring_seconds) + 1
        judged = judged_rings(rings, call.started.at, now, timing)
        answered = extend(call, (ev.Answered(at=now, rings=judged),))
        first = Flow(self._world, answered, hear).begin(answered, now)
        return self._view(call_id, self._append(call_id, call, (ev.Answered(at=now, rings=judged), *first)), now)

    def say(
        self, person: Person, call_id: str, text: str, hear: Hear | None = None, seen: int | None = None
    ) -> CallView:
        """Say something; words that are sent again before the owner goes on join the same turn.

        Args:
            person: Whose call it is.
            call_id: Which call.
            text: The words.
            hear: Listens to the owner's words while they are made.
            seen: Number of the turn that the trainee answers, as far as the page knows.

        Raises:
            Refused: If there are no words, or more than an owner would listen to.
            Conflict: If the call has gone on to another turn in another window.
        """
        words = text.strip()
        if not words:
            raise Refused("reply_empty")
        if len(words) > MAX_REPLY_CHARACTERS:
            raise Refused("reply_too_long", limit=MAX_REPLY_CHARACTERS, length=len(words))
        now = self._clock()
        return self._go(person, call_id, now, ev.Replied(at=now, text=words), hear, seen)

    def act(
        self, person: Person, call_id: str, action: Action, hear: Hear | None = None, seen: int | None = None
    ) -> CallView:
        """Do something beside the words; `hear` and `seen` as in `say`.

        Raises:
            Refused: If the call does not allow it now.
            Conflict: If the call has gone on to another turn in another window.
        """
        now = self._clock()
        return self._go(person, call_id, now, event_of(action, now), hear, seen)

    def start_wait(self, person: Person, call_id: str) -> CallView:
        """Begin to wait."""
        call, now = self._own(person, call_id), self._clock()
        return self._view(call_id, self._append(call_id, call, (ev.WaitStarted(at=now),)), now)

    def end_wait(self, person: Person, call_id: str, hear: Hear | None = None) -> CallView:
        """End the wait; the server has measured it."""
        call, now = self._own(person, call_id), self._clock()
        if call.phase is not Phase.WAITING:
            raise Refused("not_waiting")
        more = self._wait_ended(call, now)
        return self._finish(call_id, call, more, now, hear)

    def go_on(self, person: Person, call_id: str, hear: Hear | None = None) -> CallView:
        """Let the owner speak: his quiet time is over, or the trainee has no more to say or do.

        A page that calls this late, when the next turn has begun, changes nothing.
        """
        call, now = self._own(person, call_id), self._clock()
        turn, flow = call.turn, Flow(self._world, call, hear)
        quiet_until = flow.quiet_until(call)
        said_or_done = turn is not None and (turn.reply.text or turn.reply.actions)
        silent_long_enough = quiet_until is not None and now >= quiet_until
        if call.phase is not Phase.TRAINEE or not (said_or_done or silent_long_enough):
            return self._view(call_id, call, now)
        return self._view(call_id, self._append(call_id, call, flow.close(call, now)), now)

    def retry(self, person: Person, call_id: str, turn: int) -> CallView:
        """Take the call again from a turn: a new call that shares the log up to the owner's words of that turn.

        The times of the shared part are moved so that the owner has just spoken; the first call stays as it is.

        Raises:
            NotFound: If the call has no such turn.
            Refused: If it is an exam.
        """
        call, now = self._own(person, call_id), self._clock()
        if call.started.mode == "exam":
            raise Refused("exam_no_retry")
        if not 1 <= turn <= len(call.turns) or call.turns[turn - 1].caller.hangs_up:
            raise NotFound("turn_unknown", turn=turn)
        chosen = call.turns[turn - 1]
        shared = self._store.log(call_id)[: chosen.began + 1]
        moved = [event.model_copy(update={"at": event.at + (now - chosen.caller.at)}) for event in shared]
        moved[0] = moved[0].model_copy(update={"branch_of": call_id, "branch_events": len(shared)})
        branch_id = self._new_id()
        self._store.create(branch_id, moved)
        return self._view(branch_id, replay(moved), now)

    def debrief(self, person: Person, call_id: str) -> Debrief:
        """Return the call looked back at, as far as it has gone; telephone numbers are masked as in `view`.

        Raises:
            Refused: If its grades may not be seen yet.
        """
        call = self._read(person, call_id)
        if not _tells_grades(call):
            raise Refused("grades_at_end")
        if call.is_over or person.id != call.started.trainee:
            call = masked_call(call)
        scenario = scenario_of(call, self._world.library)
        return self._debriefing.of(call_id, call, scenario, card(scenario, self._world.library, self._world.rubric))

    def history(self, person: Person) -> tuple[CallSummary, ...]:
        """Return the person's calls, newest first."""
        return self._store.calls_of(person.id)

    def open_calls(self, person: Person) -> tuple[str, ...]:
        """Return ids of the person's calls that are not over, newest first."""
        return self._store.open_calls(person.id)

    def _go(
        self, person: Person, call_id: str, now: datetime, event: ev.Event, hear: Hear | None, seen: int | None
    ) -> CallView:
        """Something said or done; it also ends a wait that is running."""
        call = self._own(person, call_id)
        if self._rings(call):
            raise Refused("call_ringing")
        if seen is not None and seen != len(call.turns):
            raise Conflict("call_moved_on")
        before = self._wait_ended(call, now) if call.phase is Phase.WAITING else ()
        return self._finish(call_id, call, (*before, event), now, hear)

    def _finish(
        self, call_id: str, call: Call, more: tuple[ev.Event, ...], now: datetime, hear: Hear | None
    ) -> CallView:
        """Append, and with the same write close the turn if nothing is due any more."""
        after = extend(call, more)
        flow = Flow(self._world, after, hear)
        closing = flow.close(after, now) if flow.is_closed(after) else ()
        return self._view(call_id, self._append(call_id, call, (*more, *closing)), now)

    def _wait_ended(self, call: Call, now: datetime) -> tuple[ev.Event, ...]:
        assert call.waiting_since is not None
        seconds = counted_wait((now - call.waiting_since).total_seconds(), self._world.library.house.timing)
        return (ev.WaitEnded(at=now, seconds=seconds),)

    def _append(self, call_id: str, call: Call, more: Sequence[ev.Event]) -> Call:
        after = extend(call, more)
        self._store.append(call_id, call.length, more)
        return after

    def _read(self, person: Person, call_id: str) -> Call:
        call = replay(self._store.log(call_id))
        if person.id != call.started.trainee and not person.trains:
            raise AccessDenied("call_of_another")
        return call

    def _own(self, person: Person, call_id: str) -> Call:
        call = self._read(person, call_id)
        if person.id != call.started.trainee:
            raise AccessDenied("call_of_another")
        return self._in_time(call_id, call)

    def _in_time(self, call_id: str, call: Call) -> Call:
        """End a call that has rung out, and an exam whose time is over."""
        now, timing = self._clock(), self._world.library.house.timing
        if call.is_over:
            return call
        if self._rings(call) and has_rung_out(call.started.at, now, timing):
            return self._append(call_id, call, (ev.Ended(at=now, reason="rang_out"),))
        if is_past_exam_time(call.started, now, timing):
            return self._append(call_id, call, (ev.Ended(at=now, reason="abandoned"),))
        return call

    def _rings(self, call: Call) -> bool:
        return call.phase is Phase.RINGING

    def _view(self, call_id: str, call: Call, now: datetime) -> CallView:
        scenario, timing = scenario_of(call, self._world.library), self._world.library.house.timing
        listens = call.phase is Phase.TRAINEE
        return CallView(
            call_id=call_id,
            call=masked_call(call) if call.is_over else call,
            card=card(scenario, self._world.library, self._world.rubric),
            now=now,
            ring_seconds=timing.ring_seconds,
            wait_seconds=timing.wait_seconds,
            quiet_until=Flow(self._world, call).quiet_until(call) if listens else None,
            tells_grades=_tells_grades(call),
        )


def _tells_grades(call: Call) -> bool:
    return call.is_over or (call.started.grade_shown == "each_reply" and call.started.mode != "exam")
