"""The judge's prompt for one reply: the constant part first, the reply last and fenced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Template, ascii_lowercase

from simulator.domain.prompt import JudgePrompt
from simulator.domain.reply import Facts
from simulator.domain.rubric import Rubric, Situation, Step
from simulator.llm.protocol import Message, Prompt, Shape
from simulator.llm.untrusted import neutral

CONTROL_ID = "z"
EXAMPLES = 8
"""Examples of each kind in one prompt: many for a step with few elements, so that prompts stay of one length."""
_TEXT: Mapping[str, object] = {"type": "string"}


def _object(**properties: Mapping[str, object]) -> Mapping[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: Mapping[str, object]) -> Mapping[str, object]:
    return {"type": "array", "items": item}


SHAPE = Shape(
    name="verdicts",
    json_schema=_object(
        nonce=_TEXT,
        items=_list(_object(id=_TEXT, quote=_TEXT, why=_TEXT, met={"type": ["boolean", "null"]})),
        violations=_list(_object(key=_TEXT, quote=_TEXT, why=_TEXT)),
    ),
)
"""Evidence and reason come before the verdict; the same for every step, so that it can be cached."""


@dataclass(frozen=True, slots=True)
class Case:
    """One reply before the judge.

    Attributes:
        asked: Keys of the elements that he is to decide.
        nonce: Random word that fences the reply and that the answer must repeat.
    """

    situation: str
    step: int
    facts: Facts
    text: str
    asked: tuple[str, ...]
    nonce: str


class PromptBuilder:
    """Builds prompts for one rubric.

    Attributes:
        labels: The violations' labels, by which the judge names them, and their keys.
    """

    def __init__(self, prompt: JudgePrompt, rubric: Rubric) -> None:
        """Prepare what is the same for all."""
        self._prompt = prompt
        self._rubric = rubric
        self.labels = {rubric.violations[key].label: key for key in prompt.violations}
        self._system = Template(prompt.system).substitute(violations="、".join(self.labels)).strip()
        self._constant = lru_cache(maxsize=None)(self._constant_part)

    def ids(self, situation: str, step: int) -> dict[str, str]:
        """Return the id of every element of a step that is said in words, whatever the facts."""
        asked = self._rubric.situation(situation).step(step)
        keys = dict.fromkeys(key for a in asked.alternatives for key in a.elements)
        said = (key for key in keys if self._rubric.elements[key].kind == "say")
        return dict(zip(said, ascii_lowercase, strict=False))

    def build(self, case: Case, *, again: bool = False) -> Prompt:
        """Return the prompt; `again` adds that the first answer could not be read."""
        ids = self.ids(case.situation, case.step)
        task = Template(self._prompt.task).substitute(
            facts="".join(self._facts(case.facts)),
            nonce=case.nonce,
            asked=" ".join([*(ids[key] for key in case.asked), CONTROL_ID]),
            reply=neutral(case.text),
        )
        repair = self._prompt.repair if again else ""
        user = f"{self._constant(case.situation, case.step)}\n{task}{repair}"
        return Prompt(
            messages=(Message(role="system", content=self._system), Message(role="user", content=user)), shape=SHAPE
        )

    def _constant_part(self, situation: str, step: int) -> str:
        row = self._rubric.situation(situation)
        return "\n".join([self._row(row, row.step(step)), *self._criteria(situation, step)])

    def _row(self, row: Situation, step: Step) -> str:
        when = Template(self._prompt.when).substitute(when=step.when) if step.when else ""
        return (
            Template(self._prompt.row)
            .substitute(title=row.title, when=when, approved=" / ".join(step.approved))
            .strip()
        )

    def _criteria(self, situation: str, step: int) -> Iterable[str]:
        line = Template(self._prompt.criterion)
        ids = self.ids(situation, step)
        shown = max(1, EXAMPLES // max(1, len(ids)))
        for key, name in ids.items():
            element = self._rubric.elements[key]
            yield line.substitute(
                id=name,
                label=element.label,
                means=self._prompt.means.get(key, element.means),
                ok="/".join(element.ok[:shown]),
                not_ok="/".join(element.not_ok[:shown]),
            )
        yield line.substitute(id=CONTROL_ID, **self._prompt.control.model_dump())

    def _facts(self, facts: Facts) -> Iterable[str]:
        return (self._prompt.facts[value] for value in facts.model_dump().values() if value is not None)
