"""Events as compact JSON: the kind stands in a column of its own and defaults are left out.

A default that is changed later would change the meaning of old logs: give a changed field a new name.
"""

from typing import get_args

from simulator.domain import events as ev

_UNION, _ = get_args(ev.Event)
_MODELS: dict[str, type[ev.Event]] = {model.model_fields["kind"].default: model for model in get_args(_UNION)}


def to_json(event: ev.Event) -> str:
    """Return the JSON of an event without its kind and its defaults."""
    return event.model_dump_json(exclude_defaults=True)


def from_json(kind: str, payload: str) -> ev.Event:
    """Return the event of this kind that `to_json` wrote."""
    return _MODELS[kind].model_validate_json(payload)
