"""Small questions of reviews: the value of a mark, what a grade decides, words that will do."""

from simulator.domain.errors import Refused
from simulator.domain.grade import Grade, State
from simulator.domain.review import Judgement, Value

LONGEST_WORD = 500
"""Of a reason, a dispute or an answer."""


def value_in(grade: Grade, judgement: Judgement) -> Value:
    """Return the value that a grade gives to the element or violation of a judgement.

    Raises:
        Refused: ``mark_unknown`` if the step does not ask for the element, or the value is of the other kind.
    """
    if judgement.kind == "violation":
        if judgement.value not in ("present", "absent"):
            raise Refused("mark_unknown", key=judgement.key)
        return "present" if any(v.key == judgement.key for v in grade.violations) else "absent"
    if judgement.key not in grade.elements or judgement.value not in (State.MET, State.NOT_MET):
        raise Refused("mark_unknown", key=judgement.key)
    return grade.elements[judgement.key].state.value


def standing(grade: Grade) -> list[Judgement]:
    """Return what a grade decides, as judgements: every element met or not met, every violation found."""
    decided = {State.MET: "met", State.NOT_MET: "not_met"}
    elements = ((key, decided[e.state]) for key, e in grade.elements.items() if e.state in decided)
    return [
        *(Judgement.model_validate({"kind": "element", "key": key, "value": value}) for key, value in elements),
        *(Judgement(kind="violation", key=v.key, value="present") for v in grade.violations),
    ]


def worded(text: str, code: str) -> str:
    """Return somebody's words trimmed.

    Raises:
        Refused: ``<code>_empty`` or ``<code>_long``.
    """
    tidy = text.strip()
    if not tidy:
        raise Refused(f"{code}_empty")
    if len(tidy) > LONGEST_WORD:
        raise Refused(f"{code}_long", limit=LONGEST_WORD, length=len(tidy))
    return tidy
