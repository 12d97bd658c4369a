"""Actions and their order."""

import pytest

from simulator.domain.reply import Action, HangUp, RaiseVoice, RecordTicket, Reply, TicketFields, Wait
from simulator.grading.actions import is_done, is_premature, longest_wait_seconds

DONE: list[tuple[str, str, tuple[Action, ...], bool]] = [
    ("wait_5s", "", (Wait(seconds=5),), True),
    ("wait_5s", "", (Wait(seconds=2), Wait(seconds=3)), True),
    ("wait_5s", "", (Wait(seconds=4.9),), False),
    ("wait_5s", "", (Wait(seconds=3), RaiseVoice(), Wait(seconds=3)), False),
    ("wait_5s", "", (HangUp(), Wait(seconds=9)), False),
    ("hang_up", "", (Wait(seconds=1), HangUp()), True),
    ("stay_silent", "……", (Wait(seconds=30),), True),
    ("stay_silent", "", (), True),
    ("stay_silent", "嗯。", (), False),
    ("record_ticket", "", (RecordTicket(fields=TicketFields(about="漏水", contact="13800000000")),), True),
    ("record_ticket", "", (RecordTicket(fields=TicketFields(about="漏水")),), False),
    ("record_ticket", "都记下来了", (), False),
    ("escalate", "我这就叫主管来", (), False),
]


@pytest.mark.parametrize(("key", "text", "actions", "done"), DONE)
def test_done(key: str, text: str, actions: tuple[Action, ...], done: bool) -> None:
    assert is_done(key, Reply(text=text, actions=actions)) is done


def test_pauses_in_a_row_add_up() -> None:
    assert longest_wait_seconds((Wait(seconds=2), Wait(seconds=2.5), RaiseVoice(), Wait(seconds=1))) == 4.5


@pytest.mark.parametrize(
    ("required", "actions", "said", "premature"),
    [
        (("apologize", "wait_5s", "hang_up"), (Wait(seconds=5), HangUp()), 2, False),
        (("apologize", "wait_5s", "hang_up"), (HangUp(), Wait(seconds=5)), 2, True),
        (("apologize", "hang_up"), (HangUp(),), 0, True),
        (("apologize", "hang_up"), (HangUp(),), 1, False),
        (("apologize", "goodbye"), (HangUp(),), 2, True),
        (("apologize", "goodbye"), (Wait(seconds=9),), 0, False),
    ],
)
def test_premature(required: tuple[str, ...], actions: tuple[Action, ...], said: int, premature: bool) -> None:
    assert is_premature(required, Reply(actions=actions), said, 2) is premature
