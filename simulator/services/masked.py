"""A call as it is shown to anybody but the trainee in the running call: telephone numbers are masked.

Words keep their length, so quotes are taken from the masked words at the same places.
"""

from simulator.domain.call import Call, Turn
from simulator.domain.grade import ElementGrade, Grade, ViolationGrade
from simulator.domain.masking import mask_phones
from simulator.domain.reply import Action, RecordTicket, Reply


def masked_call(call: Call) -> Call:
    """Return the call with the numbers masked in the owner's words, the trainee's, the tickets and the quotes."""
    return call.model_copy(update={"turns": tuple(masked_turn(turn) for turn in call.turns)})


def masked_turn(turn: Turn) -> Turn:
    """Return one turn likewise."""
    caller, reply = turn.caller, masked_reply(turn.reply)
    return turn.model_copy(
        update={
            "caller": caller.model_copy(update={"text": mask_phones(caller.text), "gloss": mask_phones(caller.gloss)}),
            "reply": reply,
            "grades": tuple(masked_grade(grade, reply.text) for grade in turn.grades),
        }
    )


def masked_reply(reply: Reply) -> Reply:
    """Return words and tickets without the numbers."""
    actions = tuple(_masked_action(action) for action in reply.actions)
    return reply.model_copy(update={"text": mask_phones(reply.text), "actions": actions})


def masked_grade(grade: Grade, words: str) -> Grade:
    """Return the grade with its quotes taken from the masked words."""
    elements = {
        key: e if e.quote is None else e.model_copy(update={"quote": _quote(e, words)})
        for key, e in grade.elements.items()
    }
    violations = tuple(
        v if v.quote is None else v.model_copy(update={"quote": _quote(v, words)}) for v in grade.violations
    )
    return grade.model_copy(update={"elements": elements, "violations": violations})


def _quote(found: ElementGrade | ViolationGrade, words: str) -> str:
    """Return the quote out of the masked words: alone, part of a number would not look like one."""
    if found.start is None or found.end is None:
        return mask_phones(found.quote or "")
    return words[found.start : found.end]


def _masked_action(action: Action) -> Action:
    if not isinstance(action, RecordTicket):
        return action
    fields = action.fields
    texts = {name: mask_phones(getattr(fields, name)) for name in ("about", "contact", "name", "room")}
    return action.model_copy(update={"fields": fields.model_copy(update=texts)})
