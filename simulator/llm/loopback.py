"""An OpenAI-compatible endpoint on this machine that answers from a script, faults included.

It speaks real HTTP, so that client, retries and timeouts can be tried and measured as they run.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any


@dataclass(frozen=True, slots=True)
class Reaction:
    """How the endpoint reacts to one request.

    Attributes:
        text: Words of the answer.
        status: HTTP status.
        raw: Body to send instead of a chat completion.
        content_type: Of that body.
        headers: Further headers.
        finish: Reason of finishing.
        delay_seconds: Before the first byte.
        pieces: The stream's pieces, each sent on its own; () sends `text` in pieces of two characters.
        piece_seconds: Pause before each piece after the first; in a whole answer, between tenths of it.
        hold: Called before each piece of a stream with its number, from 0; the stream waits until it returns.
        cut_after: Bytes (whole answer) or pieces (stream) after which the connection is dropped.
    """

    text: str = ""
    status: int = 200
    raw: str | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    finish: str | None = "stop"
    delay_seconds: float = 0.0
    pieces: tuple[str, ...] = ()
    piece_seconds: float = 0.0
    hold: Callable[[int], object] = lambda number: None
    cut_after: int | None = None


Request = Mapping[str, Any]
Script = Callable[[Request], Reaction]
"""Gets the parsed body of a request."""


class Loopback(ThreadingHTTPServer):
    """The running endpoint.

    Attributes:
        script: What it answers.
        requests: Bodies received so far, in order.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, script: Script, port: int) -> None:
        """Listen on 127.0.0.1."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.script = script
        self.requests: list[Request] = []
        self._lock = Lock()

    @property
    def url(self) -> str:
        """Base address for a client."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def react(self, body: Request) -> Reaction:
        """Ask the script, one request at a time."""
        with self._lock:
            self.requests.append(body)
            return self.script(body)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is nothing to report."""


@contextmanager
def loopback(script: Script, port: int = 0) -> Iterator[Loopback]:
    """Serve `script` until the block ends; port 0 takes any free one."""
    server = Loopback(script, port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Loopback

    def do_GET(self) -> None:
        """List the models."""
        models = {"object": "list", "data": [{"id": "loopback", "object": "model"}]}
        self._send(Reaction(raw=json.dumps(models)))

    def do_POST(self) -> None:
        """Answer a chat completion."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        reaction = self.server.react(body)
        if reaction.delay_seconds:
            time.sleep(reaction.delay_seconds)
        with suppress(ConnectionError):
            if body.get("stream") and reaction.raw is None and reaction.status == 200:
                self._stream(reaction, body)
            else:
                self._send(reaction, body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, reaction: Reaction, body: Request | None = None) -> None:
        data = (completion(reaction, body or {}) if reaction.raw is None else reaction.raw).encode()
        self.send_response(reaction.status)
        self.send_header("content-type", reaction.content_type)
        self.send_header("content-length", str(len(data)))
        for name, value in reaction.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._write(data, reaction)

    def _write(self, data: bytes, reaction: Reaction) -> None:
        shown = data if reaction.cut_after is None else data[: reaction.cut_after]
        step = max(1, len(shown) // 10) if reaction.piece_seconds else max(1, len(shown))
        for start in range(0, len(shown), step):
            if start and reaction.piece_seconds:
                time.sleep(reaction.piece_seconds)
            self.wfile.write(shown[start : start + step])
            self.wfile.flush()
        self.close_connection = self.close_connection or reaction.cut_after is not None

    def _stream(self, reaction: Reaction, body: Request) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for number, event in enumerate(events(reaction, body)):
            if reaction.cut_after is not None and number >= reaction.cut_after:
                break
            if number and reaction.piece_seconds:
                time.sleep(reaction.piece_seconds)
            reaction.hold(number)
            self.wfile.write(f"data: {event}\n\n".encode())
            self.wfile.flush()
        self.close_connection = True


def completion(reaction: Reaction, body: Request) -> str:
    """Return the body of a chat completion."""
    message = {"role": "assistant", "content": reaction.text}
    return json.dumps(
        {
            "id": "loopback",
            "object": "chat.completion",
            "created": 0,
            "model": str(body.get("model", "")),
            "choices": [{"index": 0, "finish_reason": reaction.finish, "message": message}],
            "usage": _usage(reaction, body),
        },
        ensure_ascii=False,
    )


_CHUNK = {"id": "loopback", "object": "chat.completion.chunk", "created": 0, "model": ""}


def _usage(reaction: Reaction, body: Request) -> Mapping[str, int]:
    prompt = "".join(str(message.get("content", "")) for message in body.get("messages", ()))
    tokens_in, tokens_out = rough_tokens(prompt), rough_tokens(reaction.text or "".join(reaction.pieces))
    return {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}


def events(reaction: Reaction, body: Request) -> Iterator[str]:
    """Yield the data of every event of a stream, with the tokens counted last if the request asks for it."""
    pieces = reaction.pieces or tuple(reaction.text[i : i + 2] for i in range(0, len(reaction.text), 2))
    for piece in pieces:
        yield _chunk({"content": piece}, None)
    if reaction.finish is not None:
        yield _chunk({}, reaction.finish)
        if body.get("stream_options", {}).get("include_usage"):
            yield json.dumps({**_CHUNK, "choices": [], "usage": _usage(reaction, body)})
        yield "[DONE]"


def rough_tokens(text: str) -> int:
    """Return about how many tokens a text has: one a Chinese character, one in four others."""
    wide = sum(ord(sign) > 0x2E7F for sign in text)
    return wide + (len(text) - wide + 3) // 4


def _chunk(delta: Mapping[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps({**_CHUNK, "choices": [choice]}, ensure_ascii=False)
