"""The prompt of a model that speaks for the owner."""

import re
from collections.abc import Iterator, Mapping
from string import Template

from simulator.domain.prompt import CallerPrompt
from simulator.domain.speech import Brief, Candidate, Part
from simulator.llm.protocol import Message, Prompt, Shape
from simulator.llm.untrusted import neutral

SHAPE = Shape(
    name="line",
    json_schema={
        "type": "object",
        "properties": {
            "words": {"type": "string"},
            "gloss": {"type": "string"},
            "mood": {"type": "integer", "enum": [-1, 0, 1]},
            "hangs_up": {"type": "boolean"},
        },
        "required": ["words", "gloss", "mood", "hangs_up"],
        "additionalProperties": False,
    },
)
"""The words come first, so that they can be heard while the rest is made."""

_SCENE = re.compile(r"^（[^）]*）")
"""A stage direction; nobody says it."""

REMEMBERED = 12
"""How many lines of the call the model is told: the last ones, an owner's memory on the telephone."""


def caller_prompt(
    prompt: CallerPrompt, brief: Brief, chosen: Mapping[Part, Candidate], nonce: str, why: str = ""
) -> Prompt:
    """Return the prompt for one turn.

    Args:
        prompt: The data.
        brief: What the director wants.
        chosen: The script's line for each part, as the model for what is meant.
        nonce: Random word that fences what the trainee said.
        why: Reason why the first line could not be used, "" at first.
    """
    system = Template(prompt.system).substitute(
        style=brief.persona.style, mood=brief.mood, patience=max(0, brief.patience)
    )
    task = Template(prompt.task).substitute(
        known="；".join(brief.known) or prompt.nothing,
        transcript="\n".join(_transcript(prompt, brief)) or prompt.nothing,
        tasks="\n".join(_tasks(prompt, brief, chosen)),
        nonce=nonce,
    )
    repair = Template(prompt.repair).substitute(why=prompt.why.get(why, why)) if why else ""
    messages = (Message(role="system", content=system), Message(role="user", content=task + repair))
    return Prompt(messages=messages, shape=SHAPE, temperature=0.8)


def _transcript(prompt: CallerPrompt, brief: Brief) -> Iterator[str]:
    names = {"CALLER": prompt.caller, "TRAINEE": prompt.trainee}
    for exchange in brief.transcript[-REMEMBERED:]:
        yield f"{names[exchange.who]}：{neutral(exchange.text)}"


def _tasks(prompt: CallerPrompt, brief: Brief, chosen: Mapping[Part, Candidate]) -> Iterator[str]:
    last = {"farewell": prompt.farewell, "slams_down": prompt.slams_down}.get(brief.moment, prompt.matter)
    lines = {"reaction": prompt.reaction, "fact": prompt.fact, "matter": last}
    for part, candidate in chosen.items():
        yield Template(lines[part.about]).substitute(like=_SCENE.sub("", candidate.text), value=part.value)
    if any(candidate.gloss for candidate in chosen.values()):
        yield prompt.dialect
