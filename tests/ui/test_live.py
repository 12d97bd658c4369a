"""Actions that take their time."""

from threading import Event

import pytest

from simulator.domain.errors import Refused
from simulator.domain.speech import Hear
from simulator.services.views import CallView
from simulator.ui.live import Live
from simulator.ui.templating import html
from tests.ui.conftest import App


def test_words_are_heard_while_the_action_goes_on(app: App) -> None:
    go_on = Event()
    view = app.start("leak_three_days")

    def speak(hear: Hear | None) -> CallView:
        assert hear is not None
        hear("喂，<b>你们")
        assert go_on.wait(10)
        return view

    live = Live(speak, said="您好")
    assert not live.is_done(within_seconds=0.01)
    while not live.heard:
        live.is_done(within_seconds=0.01)
    assert "喂，&lt;b&gt;你们" in html("coming.html", said=live.said, heard=live.heard)
    go_on.set()
    assert live.is_done(within_seconds=10)
    assert live.result() == view


def test_the_first_words_are_shown_at_once_and_words_may_be_taken_back(app: App) -> None:
    go_on = Event()
    view = app.start("leak_three_days")

    def speak(hear: Hear | None) -> CallView:
        assert hear is not None
        hear("喂")
        assert go_on.wait(10)
        hear("")
        return view

    live = Live(speak)
    assert not live.is_done(within_seconds=3600)
    assert live.heard == "喂"
    go_on.set()
    while not live.is_done(within_seconds=0.01):
        pass
    assert live.heard == ""


def test_an_action_that_is_refused_says_so_in_the_end() -> None:
    def refuse(_hear: Hear | None) -> CallView:
        raise Refused("call_over")

    live = Live(refuse)
    assert live.is_done(within_seconds=10)
    with pytest.raises(Refused):
        live.result()
