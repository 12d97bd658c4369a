"""A visitor without a screen: opens a page over Streamlit's websocket and says when everything has arrived."""

import asyncio
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlencode

import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LONGEST_SECONDS = 120


class PageFailed(Exception):
    """A page showed an error: its time says nothing."""


@dataclass
class Seen:
    """What has arrived of a page.

    Attributes:
        finished: Runs of the script that came to their end.
        kilobytes: Size of all messages.
        buttons: Id of the deferred file behind each download button, by the end of the button's own id.
        choices: Id of each segmented control, likewise.
    """

    session_id: str = ""
    page_hash: str = ""
    finished: int = 0
    kilobytes: float = 0.0
    buttons: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def note(self, data: bytes) -> None:
        """Take in one message.

        Raises:
            PageFailed: If it is an error.
        """
        got = ForwardMsg.FromString(data)
        self.kilobytes += len(data) / 1000
        match got.WhichOneof("type"):
            case "new_session":
                self.session_id = got.new_session.initialize.session_id or self.session_id
            case "navigation":
                self.page_hash = got.navigation.page_script_hash
            case "script_finished":
                self.finished += 1
            case "backend_operation_response":
                if got.backend_operation_response.error_msg:
                    raise PageFailed(got.backend_operation_response.error_msg)
                self.url = got.backend_operation_response.deferred_file.url
            case "delta":
                self._element(got)

    def _element(self, got: ForwardMsg) -> None:
        element = got.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                raise PageFailed(element.exception.message)
            case "alert" if element.alert.format == Alert.Format.ERROR:
                raise PageFailed(element.alert.body)
            case "download_button":
                self.buttons[_key(element.download_button.id)] = element.download_button.deferred_file_id
            case "button_group":
                self.choices[_key(element.button_group.id)] = element.button_group.id


def _key(widget_id: str) -> str:
    """Return the key that the page gave a widget: the id ends with it."""
    return widget_id.rsplit("-", 1)[-1] if "$$ID" not in widget_id else widget_id.split("-", 2)[-1]


@dataclass
class Visitor:
    """Somebody with a session.

    Args:
        address: Of the site, ``127.0.0.1:8501``.
        token: Session in the cookie.
    """

    address: str
    token: str
    seen: Seen = field(default_factory=Seen)
    _socket: websockets.ClientConnection | None = field(default=None, repr=False)

    async def open(self, page: str, query: Mapping[str, str], chosen: Mapping[str, str] | None = None) -> float:
        """Open a page with a new session and return the seconds from connecting until all of it has arrived.

        Args:
            page: Its address.
            query: What the address says of filters.
            chosen: Key of a segmented control -> what is clicked on afterwards; only that run is timed then.
        """
        await self.close()
        self.seen = Seen()
        began = time.perf_counter()
        self._socket = await websockets.connect(
            f"ws://{self.address}/_stcore/stream",
            additional_headers={"Cookie": f"hotline_session={self.token}", "Origin": f"http://{self.address}"},
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
        )
        await self._run(page, query, {})
        if chosen:
            began = time.perf_counter()
            await self._run("", query, chosen)
        return time.perf_counter() - began

    async def download(self, key: str) -> tuple[float, int | None]:
        """Click on a download button of the open page; return the seconds until the file is made, and its bytes.

        Bytes are None if the file was thrown away before it could be fetched.
        """
        began = time.perf_counter()
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id = "1", self.seen.session_id
        request.deferred_file.file_id = self.seen.buttons[key]
        await self._send(message, lambda: bool(self.seen.url))
        seconds, url, self.seen.url = time.perf_counter() - began, self.seen.url, ""
        return seconds, await asyncio.to_thread(self._fetch, url)

    async def close(self) -> None:
        """Close the page."""
        if self._socket:
            await self._socket.close()

    def _fetch(self, url: str) -> int | None:
        request = urllib.request.Request(
            f"http://{self.address}{url}", headers={"Cookie": f"hotline_session={self.token}"}
        )
        try:
            with urllib.request.urlopen(request) as file:
                return len(file.read())
        except HTTPError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise
            return None

    async def _run(self, page: str, query: Mapping[str, str], chosen: Mapping[str, str]) -> None:
        message = BackMsg()
        message.rerun_script.query_string = urlencode(query)
        message.rerun_script.page_name = page
        message.rerun_script.page_script_hash = self.seen.page_hash
        for key, value in chosen.items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.seen.choices[key]
            state.string_array_value.data.append(value)
        wanted = self.seen.finished + 1
        await self._send(message, lambda: self.seen.finished >= wanted)

    async def _send(self, message: BackMsg, is_done: Callable[[], bool]) -> None:
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(LONGEST_SECONDS):
            async for data in self._socket:
                self.seen.note(data if isinstance(data, bytes) else data.encode())
                if is_done():
                    return
