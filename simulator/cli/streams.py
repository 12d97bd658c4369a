"""Files and pipes of the command line, and work done by several threads without losing the order."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, TextIO, TypeVar

from rich.console import Console

from simulator.domain.errors import NotFound, StorageError

Item = TypeVar("Item")
Result = TypeVar("Result")

STANDARD_INPUT = "-"
_AHEAD_PER_WORKER = 4
"""How many items a worker may be ahead of the output: memory stays bounded, an endpoint stays busy."""


def say(sentence: str) -> None:
    """Print one sentence on standard error."""
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(sentence)


def open_replies(name: str) -> AbstractContextManager[BinaryIO]:
    """Open a file of replies, or standard input for ``-``.

    Raises:
        NotFound: If the file cannot be read.
    """
    if name == STANDARD_INPUT:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise NotFound("file_unreadable", file=name) from error


def open_output(path: Path | None) -> AbstractContextManager[TextIO]:
    """Open the file to write to, or standard output for None.

    Raises:
        StorageError: If the file cannot be written.
    """
    if path is None:
        return nullcontext(sys.stdout)
    try:
        return path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError("file_unwritable", file=str(path)) from error


def in_order(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
    """Yield the result for every item, in order, with several threads at work where that helps."""
    if workers == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(workers) as pool:
        ahead: deque[Future[Result]] = deque()
        for item in items:
            ahead.append(pool.submit(work, item))
            if len(ahead) >= workers * _AHEAD_PER_WORKER:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
