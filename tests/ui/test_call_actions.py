"""What a trainee does while the owner begins to speak."""

import pytest

from simulator.domain.errors import Conflict
from simulator.domain.speech import Hear
from simulator.services.views import CallView
from simulator.ui.call_actions import once_more
from tests.desk import TRAINEE, Desk
from tests.services.test_practice import OPENING, begin, say


class Meanwhile:
    """A deed that finds the log longer than it was read, so many times."""

    def __init__(self, desk: Desk, view: CallView, times: int) -> None:
        self._desk = desk
        self._call_id = view.call_id
        self._left = times

    def __call__(self, hear: Hear | None) -> CallView:
        if self._left:
            self._left -= 1
            raise Conflict("call_moved_on")
        return self._desk.practice.start_wait(TRAINEE, self._call_id)


def test_a_wait_begins_although_the_owner_spoke_that_very_moment() -> None:
    desk = Desk()
    view = say(desk, begin(desk), OPENING)
    assert once_more(Meanwhile(desk, view, 1), None).call.phase == "waiting"


def test_a_deed_for_a_turn_that_is_over_is_refused() -> None:
    desk = Desk()
    view = begin(desk)
    with pytest.raises(Conflict, match="call_moved_on"):
        once_more(Meanwhile(desk, view, 2), None)
