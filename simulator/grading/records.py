"""Replies in files, one JSON object a line, and grades in the same form."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulator.domain.errors import NotFound
from simulator.domain.grade import Grade, Grader
from simulator.domain.reply import Action, Facts, Reply


class Record(BaseModel):
    """One reply to be graded; labels are there only in files for training and measuring.

    Attributes:
        id: Name of the reply in its file.
        situation: Key of the situation.
        step: From 1.
        context: Facts of the call.
        caller: What the owner said before.
        reply: The trainee's words.
        actions: What was done, in order.
        elements: Label of every element that the step asks for.
        violations: Keys of the violations in the reply.
        kind: How the reply was made (verbatim, paraphrase, attack …).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    situation: str
    step: int = Field(ge=1)
    context: Facts = Facts()
    caller: str = ""
    reply: str
    actions: tuple[Action, ...] = ()
    elements: dict[str, bool] | None = None
    violations: tuple[str, ...] | None = None
    kind: str = ""

    @property
    def turn(self) -> Reply:
        """Words and actions as one turn."""
        return Reply(text=self.reply, actions=self.actions)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be graded.

    Attributes:
        number: From 1.
        field: Dotted path of the field that is wrong; "" for the whole line.
        code: Key of the sentence in the message catalogue, without the leading ``record.``.
        detail: What was found there.
    """

    number: int
    field: str
    code: str
    detail: str = ""


def read_records(lines: Iterable[bytes]) -> Iterator[tuple[int, Record | BadLine]]:
    """Yield the number of every line that is not blank, with its record or what is wrong with it."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _record(number, line)


def _record(number: int, line: bytes) -> Record | BadLine:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return BadLine(number, "", "not_utf8")
    except (ValueError, RecursionError):
        return BadLine(number, "", "not_json")
    if not isinstance(data, dict):
        return BadLine(number, "", "not_object")
    try:
        return Record.model_validate(data)
    except ValidationError as error:
        return _misfit(number, error)


def _misfit(number: int, error: ValidationError) -> BadLine:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return BadLine(number, field, "missing")
    found = first["input"]
    shown = json.dumps(found, ensure_ascii=True) if isinstance(found, str | int | float | bool | None) else ""
    return BadLine(number, field, _EXPECTED.get(first["type"], "wrong_value"), shown[:40])


_EXPECTED = {
    "string_type": "not_text",
    "string_unicode": "not_text",
    "int_type": "not_number",
    "int_parsing": "not_number",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "finite_number": "out_of_range",
    "literal_error": "unknown_word",
    "union_tag_invalid": "unknown_action",
    "union_tag_not_found": "unknown_action",
    "extra_forbidden": "unknown_field",
}


def grade_record(grader: Grader, number: int, record: Record) -> Grade | BadLine:
    """Grade one record; an unknown situation or step is the line's mistake."""
    try:
        return grader.grade(record.situation, record.step, record.turn, record.context)
    except NotFound as error:
        field = "step" if error.code == "step_unknown" else "situation"
        return BadLine(number, field, error.code, str(error.params.get(field, "")))


def as_line(record: Record, grade: Grade) -> str:
    """Return a grade as one line of JSON."""
    elements = {
        key: {"state": e.state.value, "quote": e.quote, "start": e.start, "end": e.end, "by": e.by}
        for key, e in grade.elements.items()
    }
    violations = [
        {"key": v.key, "severity": v.severity, "quote": v.quote, "start": v.start, "end": v.end, "by": v.by}
        for v in grade.violations
    ]
    line = {
        "id": record.id,
        "verdict": grade.verdict,
        "score": grade.score,
        "elements": elements,
        "violations": violations,
        "rubric": grade.rubric,
    }
    return json.dumps(line, ensure_ascii=False)
