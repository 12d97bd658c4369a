"""What a trainee does in a call, as callbacks of the console."""

from functools import partial

from simulator.domain.call import Phase
from simulator.domain.errors import Conflict
from simulator.domain.reply import Action, Escalate, HangUp, RaiseVoice, Transfer
from simulator.domain.speech import Hear
from simulator.services.views import CallView
from simulator.ui.desk import Desk
from simulator.ui.live import CallAction, Live
from simulator.ui.parts import phone
from simulator.ui.state import attempt, settle, state

_PLAIN_ACTIONS: dict[str, Action] = {
    "raise_voice": RaiseVoice(),
    "transfer": Transfer(),
    "escalate": Escalate(),
    "hang_up": HangUp(),
}
_ALWAYS = ("wait", "hang_up")


def is_slow(desk: Desk, view: CallView) -> bool:
    """True if a language model may have a part in what comes next, so that it takes seconds."""
    return view.call.started.caller == "generated" or desk.services.models.judge is not None


def reply(desk: Desk, view: CallView, text: str) -> None:
    """Say something in the turn that the page shows."""
    practice, seen = desk.services.practice, len(view.call.turns)
    _do(desk, view, lambda hear: practice.say(desk.person, view.call_id, text, hear, seen), said=text)


def retry(desk: Desk, call_id: str, turn: int) -> CallView:
    """Begin a new call from a turn of this one."""
    return desk.services.practice.retry(desk.person, call_id, turn)


def act_on_press(desk: Desk, view: CallView) -> None:
    """Do what was done with the telephone, unless the call has gone on since: a double click, an old page.

    Whoever has just sent words and presses on does so on a page that does not show the answer yet; so the turn must
    be the same, not the moment. Waiting and hanging up always count: whoever does them means it.
    """
    press = phone.pressed()
    if press is None or (press.turn != len(view.call.turns) and press.do not in _ALWAYS):
        return
    practice, phase = desk.services.practice, view.call.phase
    if press.do == "ticket":
        state().ticket_open = True
    elif press.do in ("rang_out", "time_up"):
        attempt(partial(practice.view, desk.person, view.call_id))
    elif press.do == "wait" and phase is Phase.TRAINEE:
        settle()
        attempt(partial(once_more, lambda _: practice.start_wait(desk.person, view.call_id), None))
    elif (action := _action(desk, view, press)) is not None:
        _do(desk, view, action)


def _action(desk: Desk, view: CallView, press: phone.Press) -> CallAction | None:
    """Return what changes the call and may let the owner speak; None for what is not known."""
    practice, person, call_id, phase = desk.services.practice, desk.person, view.call_id, view.call.phase
    match press.do:
        case "answer" if phase is Phase.RINGING:
            return lambda hear: practice.answer(person, call_id, press.rings, press.client_ms, hear)
        case "end_wait" if phase is Phase.WAITING:
            return partial(practice.end_wait, person, call_id)
        case "go_on":
            return partial(practice.go_on, person, call_id)
        case name if name in _PLAIN_ACTIONS:
            return partial(practice.act, person, call_id, _PLAIN_ACTIONS[name])
        case _:
            return None


def _do(desk: Desk, view: CallView, action: CallAction, said: str = "") -> None:
    """Do it at once; or, where it takes seconds, begin it and let the page follow."""
    settle()
    surely = partial(once_more, action)
    if is_slow(desk, view):
        state().live = Live(surely, said)
    else:
        attempt(partial(surely, None))


def once_more(action: CallAction, hear: Hear | None) -> CallView:
    """Do it, and again if the call has gone on that very moment: that the owner begins to speak loses no deed.

    Raises:
        Conflict: If the call has gone on for good: the action was meant for a turn that is over.
    """
    try:
        return action(hear)
    except Conflict:
        return action(hear)
