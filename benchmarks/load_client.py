"""A browser without a screen: speaks Streamlit's websocket protocol as one trainee."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates

CARD = "hl-card"
"""Stands in the markup of a grade and nowhere else."""


@dataclass
class Turn:
    """One reply as the trainee sees it.

    Attributes:
        grade_ms: From sending the words until the grade has arrived; None if none came (the owner waits for an action).
        page_ms: From sending the words until the run is over and everything has arrived.
    """

    grade_ms: float | None
    page_ms: float


@dataclass
class Trainee:
    """One open page of a call.

    Args:
        address: Of the site, ``127.0.0.1:8501``.
        token: Session in the cookie.
        call_id: The call that the page shows.
    """

    address: str
    token: str
    call_id: str
    page_hash: str = ""
    chat_id: str = ""
    _socket: websockets.ClientConnection | None = field(default=None, repr=False)

    async def open(self) -> None:
        """Load the page of the call."""
        self._socket = await websockets.connect(
            f"ws://{self.address}/_stcore/stream",
            additional_headers={"Cookie": f"hotline_session={self.token}", "Origin": f"http://{self.address}"},
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
        )
        await self._run(WidgetStates(), lambda _: None)

    async def close(self) -> None:
        """Close the page."""
        if self._socket:
            await self._socket.close()

    async def say(self, text: str) -> Turn:
        """Send a reply and wait for what comes back."""
        states = WidgetStates()
        state = states.widgets.add()
        state.id = self.chat_id
        state.chat_input_value.data = text
        graded: list[float] = []
        began = time.perf_counter()

        def look(message: ForwardMsg) -> None:
            if CARD in message.delta.new_element.html.body:
                graded.append(time.perf_counter())

        await self._run(states, look)
        done = time.perf_counter()
        return Turn((graded[0] - began) * 1000 if graded else None, (done - began) * 1000)

    async def _run(self, states: WidgetStates, look: Callable[[ForwardMsg], None]) -> None:
        assert self._socket is not None
        message = BackMsg()
        message.rerun_script.query_string = f"call={self.call_id}"
        message.rerun_script.page_script_hash = self.page_hash
        message.rerun_script.page_name = "" if self.page_hash else "call"
        message.rerun_script.widget_states.CopyFrom(states)
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(60):
            async for data in self._socket:
                got = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
                self._note(got)
                look(got)
                if got.WhichOneof("type") == "script_finished":
                    return

    def _note(self, got: ForwardMsg) -> None:
        if got.WhichOneof("type") == "new_session":
            self.page_hash = got.new_session.page_script_hash or self.page_hash
        if got.WhichOneof("type") == "navigation":
            self.page_hash = got.navigation.page_script_hash
        element = got.delta.new_element
        if element.WhichOneof("type") == "chat_input":
            self.chat_id = element.chat_input.id
