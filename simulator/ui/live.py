"""An action that takes its time (a language model answers), carried on in a thread of its own.

A click interrupts a run of Streamlit's script wherever it stands; what a trainee has said must not be torn off by it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from simulator.domain.speech import Hear
from simulator.services.views import CallView

CallAction = Callable[[Hear | None], CallView]
"""Something done in a call; hears the owner's words while they are made."""


class Live:
    """An action under way.

    Args:
        action: What is done.
        said: The trainee's words, to be shown at once; "" if nothing was said.
    """

    def __init__(self, action: CallAction, said: str = "") -> None:
        """Begin."""
        self.said = said
        self.heard = ""
        self._news = Event()
        pool = ThreadPoolExecutor(max_workers=1)
        self._future = pool.submit(action, self._hear)
        self._future.add_done_callback(lambda _: self._news.set())
        pool.shutdown(wait=False)

    def is_done(self, within_seconds: float) -> bool:
        """Return whether the action is over, waiting for it a little; the first words end the waiting at once."""
        if not self._future.done():
            self._news.wait(within_seconds)
            self._news.clear()
        return self._future.done()

    def result(self) -> CallView:
        """Return where the call stands after the action, as soon as it is over; raises what the action raised."""
        return self._future.result()

    def _hear(self, words: str) -> None:
        """Keep the words; "" takes them back."""
        begins = bool(words) and not self.heard
        self.heard = words
        if begins:
            self._news.set()
