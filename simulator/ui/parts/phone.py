"""Draws the telephone, the one component that keeps time in the browser, and reads what was done with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st
from pydantic import ValidationError

from simulator.domain.base import Frozen
from simulator.domain.call import Call, Phase
from simulator.domain.library import Timing
from simulator.i18n import Catalogue
from simulator.services.views import CallView
from simulator.ui.templating import asset

KEY = "phone"
_LABELS = ("who", "hint", "sound", "go_on", "call", "ended", "pad", "answer", "wait", "end_wait", "hang_up")
_COUNTED = ("count", "quiet", "limit")
_ACTIONS = ("raise_voice", "transfer", "escalate", "ticket")
_DONE = {"record_ticket": "ticket"}
_PHONE = st.components.v2.component(
    "hotline_phone", html=asset("phone.html"), css=asset("phone.css"), js=asset("phone.js")
)


class Press(Frozen):
    """Something that was done with the telephone.

    Attributes:
        turn: Number of turns that the page showed.
        client_ms: Milliseconds since that event began, by the browser's clock.
        rings: Rings as the browser counted them, when answering.
    """

    do: str
    turn: int
    client_ms: int = 0
    rings: int | None = None


def event_of(view: CallView) -> str:
    """Return the name of the moment that a view shows; the clocks of the page start anew with each."""
    return f"{view.call_id}:{view.call.length}"


def draw(
    view: CallView, timing: Timing, t: Catalogue, on_press: Callable[[], None], seconds_left: float | None = None
) -> None:
    """Draw the telephone; `on_press` is called before the next run, and `pressed()` tells what was done.

    Args:
        view: The call.
        timing: Rings and seconds of the house.
        t: Messages.
        on_press: Called when something was done.
        seconds_left: Until an exam ends by itself.
    """
    limit = None if seconds_left is None or view.call.is_over else round(seconds_left * 1000)
    _PHONE(key=KEY, data={**data_of(view, timing, t), "limit_ms": limit}, on_act_change=on_press)


def pressed() -> Press | None:
    """Return what was done with the telephone; None if the browser sent something else."""
    try:
        return Press.model_validate(st.session_state[KEY]["act"])
    except (KeyError, TypeError, ValidationError):
        return None


def data_of(view: CallView, timing: Timing, t: Catalogue) -> dict[str, Any]:
    """Return what the component shows; all times are milliseconds and start from the server's clock."""
    quiet = view.quiet_until
    return {
        "call": view.call_id,
        "event": event_of(view),
        "turn": len(view.call.turns),
        "phase": view.call.phase.value,
        "elapsed_ms": _elapsed_ms(view),
        "call_ms": _call_ms(view),
        "ring_ms": view.ring_seconds * 1000,
        "rings_at_most": timing.rings_at_most,
        "wait_ms": view.wait_seconds * 1000,
        "quiet_ms": timing.quiet_seconds * 1000,
        "quiet_left_ms": None if quiet is None else max(0, _ms(view.now, quiet)),
        "done": _done(view.call),
        "labels": _labels(view.call, t),
    }


def _elapsed_ms(view: CallView) -> int:
    call = view.call
    if call.phase is Phase.RINGING:
        return _ms(call.started.at, view.now)
    return _ms(call.waiting_since, view.now) if call.waiting_since else 0


def _call_ms(view: CallView) -> int | None:
    call = view.call
    return _ms(call.answered_at, call.ended_at or view.now) if call.answered_at else None


def _ms(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() * 1000)


def _done(call: Call) -> list[str]:
    turn = call.turn
    return [_DONE.get(action.do, action.do) for action in turn.reply.actions] if turn else []


def _labels(call: Call, t: Catalogue) -> dict[str, str]:
    plain = {name: t(f"phone.{name}") for name in (*_LABELS, *_ACTIONS)}
    counted = {name: t(f"phone.{name}", n="{n}") for name in _COUNTED}
    return {**plain, **counted, "rings": "" if call.rings is None else t("phone.rings", n=call.rings)}
