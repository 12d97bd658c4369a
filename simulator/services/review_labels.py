"""Trainers' judgements as labelled replies: they measure the grader and teach it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from simulator.domain.call import Turn, replay
from simulator.domain.errors import NotFound
from simulator.domain.events import CallRang
from simulator.domain.grade import Grade, State
from simulator.domain.masking import mask_phones
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.domain.reply import Facts
from simulator.domain.review import GradeRef, LabelledReply, Mark
from simulator.services.audit import Audit
from simulator.services.masked import masked_reply
from simulator.services.ports import CallStore
from simulator.services.review_ports import Corrects


class MarkStore(Protocol):
    """Keeps marks."""

    def all_marks(self, blind: bool) -> tuple[tuple[GradeRef, str, Mark], ...]:
        """Return all marks of one kind with the situation they are about, oldest first."""
        ...


class Labels:
    """The export of labelled replies.

    Args:
        store: Keeps marks.
        calls: Keeps the logs that they are about.
        corrector: Applies marks to grades.
        facts: Returns the facts of a call that grading needs.
        audit: Keeps the record.
    """

    def __init__(
        self,
        store: MarkStore,
        calls: CallStore,
        corrector: Corrects,
        facts: Callable[[CallRang], Facts],
        audit: Audit,
    ) -> None:
        """Use a store."""
        self._store = store
        self._calls = calls
        self._corrector = corrector
        self._facts = facts
        self._audit = audit

    def labelled(self, person: Person) -> tuple[LabelledReply, ...]:
        """Return every reply that a trainer graded blindly or corrected, telephone numbers masked.

        A reply that was graded blindly carries the first trainer's labels; a corrected one the grade in force,
        without what is still unsure. Replies whose transcript was deleted are left out.
        """
        require(person, "export_labels")
        blind = _first_author(self._store.all_marks(blind=True))
        corrected = _by_ref(line for line in self._store.all_marks(blind=False) if not line[2].confirms)
        found = [
            *(reply for ref, marks in blind.items() for reply in self._one(ref, marks, blind=True)),
            *(reply for ref, marks in corrected.items() if ref not in blind for reply in self._one(ref, marks, False)),
        ]
        self._audit.note(person, "labels_exported", "", str(len(found)))
        return tuple(found)

    def _one(self, ref: GradeRef, marks: Sequence[Mark], blind: bool) -> Iterator[LabelledReply]:
        try:
            call = replay(self._calls.log(ref.call_id))
        except NotFound:
            return
        turn = call.turns[ref.turn - 1]
        grade = self._corrector.corrected(turn.grades[ref.part], marks)
        yield _labelled(ref, turn, grade, self._facts(call.started), "blind" if blind else "override")


def as_json(replies: Iterable[LabelledReply]) -> str:
    """Return one JSON object a line, in the form that `simulator grade` and `simulator agreement` read."""
    return "".join(
        json.dumps(
            {
                **reply.model_dump(mode="json", exclude={"reply", "context"}),
                "context": reply.context.model_dump(mode="json", exclude_none=True),
                "reply": reply.reply.text,
                "actions": [action.model_dump(mode="json") for action in reply.reply.actions],
            },
            ensure_ascii=False,
        )
        + "\n"
        for reply in replies
    )


def _labelled(ref: GradeRef, turn: Turn, grade: Grade, facts: Facts, source: str) -> LabelledReply:
    decided = {key: e.state for key, e in grade.elements.items() if e.state in (State.MET, State.NOT_MET)}
    return LabelledReply.model_validate(
        {
            "id": f"{ref.call_id}-{ref.turn}-{ref.part}",
            "situation": grade.situation,
            "step": grade.step,
            "context": facts,
            "caller": mask_phones(turn.caller.text),
            "reply": masked_reply(turn.reply),
            "elements": {key: state is State.MET for key, state in decided.items()},
            "violations": tuple(v.key for v in grade.violations),
            "source": source,
        }
    )


def _by_ref(marks: Iterable[tuple[GradeRef, str, Mark]]) -> dict[GradeRef, list[Mark]]:
    found: defaultdict[GradeRef, list[Mark]] = defaultdict(list)
    for ref, _, mark in marks:
        found[ref].append(mark)
    return dict(found)


def _first_author(marks: Iterable[tuple[GradeRef, str, Mark]]) -> dict[GradeRef, list[Mark]]:
    return {ref: [m for m in own if m.author == own[0].author] for ref, own in _by_ref(marks).items()}
