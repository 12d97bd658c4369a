"""What one endpoint understands of the protocol, learned from its refusals and remembered.

Answers in a form are asked for as a JSON schema first, then as a JSON object, then in words alone.
Parameters that a model does not know (reasoning models refuse a temperature) are left out.
"""

from collections.abc import Iterator
from threading import Lock
from typing import Literal

import openai

from simulator.llm.failures import body_text, classify
from simulator.llm.json_text import json_objects
from simulator.llm.protocol import Message, Prompt

Form = Literal["json_schema", "json_object", "text"]
FORMS: tuple[Form, ...] = ("json_schema", "json_object", "text")
_FORM_WORDS = ("response_format", "json_schema", "json_object", "json schema", "schema", "structured", "grammar")
_LAPSES = 2
"""So many answers in a row without the form asked for may be slips; an endpoint that goes on so does not know it."""
_ONLY_JSON = "\n只答JSON，不写别的。"
_REFUSALS = frozenset({400, 404, 415, 422, 500, 501})
_THINKING_OFF: dict[str, dict[str, object]] = {
    "dashscope": {"enable_thinking": False},  # Qwen gives no structured answer while it thinks
    "bigmodel.cn": {"thinking": {"type": "disabled"}},
}


class Dialect:
    """Knowledge about one endpoint and model; safe to share between threads."""

    def __init__(self, base_url: str) -> None:
        """Begin with the full protocol."""
        self._lock = Lock()
        self._form: Form = "json_schema"
        self._confirmed = False
        self._lapses = 0
        self._dropped: frozenset[str] = frozenset()
        self._extra = next((extra for host, extra in _THINKING_OFF.items() if host in base_url), {})

    @property
    def form(self) -> Form:
        """The form that answers are asked for in."""
        return self._form

    @property
    def is_confirmed(self) -> bool:
        """True once an answer in a form has come."""
        return self._confirmed

    def forms(self, prompt: Prompt) -> Iterator[Form]:
        """Yield the forms to try for a prompt, best first."""
        if prompt.shape is None:
            yield "text"
            return
        yield from FORMS[FORMS.index(self._form) :]

    def confirm(self, form: Form, prompt: Prompt) -> None:
        """Remember that an answer came in this form."""
        if prompt.shape is not None and (not self._confirmed or form != self._form):
            with self._lock:
                self._form, self._confirmed = form, True

    def note_form(self, prompt: Prompt, text: str) -> bool:
        """Note whether an answer keeps to the form; True if one more try is worth it: it slipped, and mostly does."""
        if prompt.shape is None:
            return False
        keeps = any(json_objects(text))
        with self._lock:
            self._lapses = 0 if keeps else self._lapses + 1
            return 0 < self._lapses <= _LAPSES

    def refuses_form(self, error: Exception, form: Form) -> bool:
        """True if `error` may be a refusal of the form rather than of the call."""
        if form == "text" or not isinstance(error, openai.APIStatusError) or error.status_code not in _REFUSALS:
            return False
        return self.names_form(error) or (not self._confirmed and not classify(error).hopeless)

    def names_form(self, error: Exception) -> bool:
        """True if the endpoint says that it is the form it dislikes."""
        if not isinstance(error, openai.APIStatusError) or error.status_code not in _REFUSALS:
            return False
        said = body_text(error).lower()
        return any(word in said for word in _FORM_WORDS)

    def parameters(self, prompt: Prompt, form: Form) -> dict[str, object]:
        """Return the arguments of a call."""
        found: dict[str, object] = {
            "messages": [{"role": m.role, "content": m.content} for m in prompt.messages],
            "temperature": prompt.temperature,
            "max_tokens": prompt.max_tokens,
        }
        if form == "json_object":
            found["response_format"] = {"type": "json_object"}
        elif form == "json_schema" and prompt.shape is not None:
            schema = {"name": prompt.shape.name, "strict": True, "schema": dict(prompt.shape.json_schema)}
            found["response_format"] = {"type": "json_schema", "json_schema": schema}
        if self._extra:
            found["extra_body"] = self._extra
        if "max_tokens" in self._dropped:
            found["max_completion_tokens"] = prompt.max_tokens
        return {name: value for name, value in found.items() if name not in self._dropped}

    def usage_in_streams(self) -> bool:
        """True unless the endpoint refused to count the tokens of a stream."""
        return "stream_options" not in self._dropped

    def learn(self, error: Exception) -> bool:
        """Leave out a parameter that `error` names from now on; False if it names none."""
        if not isinstance(error, openai.APIStatusError) or error.status_code not in (400, 422):
            return False
        said = body_text(error)
        for name in ("temperature", "max_tokens", "stream_options"):
            if name in said and name not in self._dropped:
                with self._lock:
                    self._dropped |= {name}
                return True
        return False


def sterner(prompt: Prompt) -> Prompt:
    """Return the prompt with the form insisted upon: to the very same words the same answer would come."""
    *before, last = prompt.messages
    return prompt.model_copy(
        update={"messages": (*before, Message(role=last.role, content=f"{last.content}{_ONLY_JSON}"))}
    )
