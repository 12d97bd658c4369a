"""A visitor without a screen: opens a page over Streamlit's websocket and says when everything has arrived."""

import asyncio
import html
import re
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LONGEST_SECONDS = 120
_FILE = re.compile(r'href="(/files/(\w+)[^"]*)"')


class PageFailed(Exception):
    """A page showed an error: its time says nothing."""


@dataclass
class Seen:
    """What has arrived of a page.

    Attributes:
        finished: Runs of the script that came to their end.
        kilobytes: Size of all messages.
        files: Address of the file behind each download button, by its name.
        choices: Id of each segmented control, by the key that the page gave it.
    """

    page_hash: str = ""
    finished: int = 0
    kilobytes: float = 0.0
    files: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)

    def note(self, data: bytes) -> None:
        """Take in one message.

        Raises:
            PageFailed: If it is an error.
        """
        got = ForwardMsg.FromString(data)
        self.kilobytes += len(data) / 1000
        match got.WhichOneof("type"):
            case "navigation":
                self.page_hash = got.navigation.page_script_hash
            case "script_finished":
                self.finished += 1
            case "delta":
                self._element(got)

    def _element(self, got: ForwardMsg) -> None:
        element = got.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                raise PageFailed(element.exception.message)
            case "alert" if element.alert.format == Alert.Format.ERROR:
                raise PageFailed(element.alert.body)
            case "html":
                found = _FILE.findall(element.html.body)
                self.files.update({name: html.unescape(address) for address, name in found})
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

    async def download(self, name: str) -> tuple[float, int]:
        """Click on a download button of the open page; return the seconds until the file is there, and its bytes."""
        began = time.perf_counter()
        size = await asyncio.to_thread(self._fetch, self.seen.files[name])
        return time.perf_counter() - began, size

    async def close(self) -> None:
        """Close the page."""
        if self._socket:
            await self._socket.close()

    def _fetch(self, url: str) -> int:
        request = urllib.request.Request(
            f"http://{self.address}{url}", headers={"Cookie": f"hotline_session={self.token}"}
        )
        with urllib.request.urlopen(request) as file:
            return len(file.read())

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
