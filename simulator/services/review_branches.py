"""Grades of a branch: those of the turns that it shares are reviewed where they were given, in the first call."""

from simulator.domain import events as ev
from simulator.domain.errors import NotFound
from simulator.domain.review import GradeRef
from simulator.services.ports import CallStore


def home(ref: GradeRef, calls: CallStore) -> GradeRef:
    """Return where a grade was given: in the call itself, or in the one of which it is a branch.

    Raises:
        NotFound: If there is no such call.
    """
    log = calls.log(ref.call_id)
    while (origin := _origin(log, ref.turn)) is not None:
        try:
            log = calls.log(origin)
        except NotFound:  # the first call was erased or its transcript deleted
            return ref
        ref = ref.model_copy(update={"call_id": origin})
    return ref


def homes(call_id: str, calls: CallStore) -> dict[GradeRef, GradeRef]:
    """Return every grade of a call by where it was given.

    Raises:
        NotFound: If there is no such call.
    """
    here = [
        GradeRef(call_id=call_id, turn=event.turn, part=part)
        for event in calls.log(call_id)
        if isinstance(event, ev.TurnGraded)
        for part in range(len(event.grades))
    ]
    return {home(ref, calls): ref for ref in here}


def _origin(log: tuple[ev.Event, ...], turn: int) -> str | None:
    rang = log[0]
    if not isinstance(rang, ev.CallRang) or rang.branch_of is None:
        return None
    shared = log[: rang.branch_events]
    return rang.branch_of if any(isinstance(e, ev.TurnGraded) and e.turn == turn for e in shared) else None
