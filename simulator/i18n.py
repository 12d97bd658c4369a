"""Message catalogues: every sentence that a person reads and that is not data of the guide.

Catalogues are gettext `.po` files under `simulator/locale/<language>/`, with dotted keys as msgid
(`console.answer`) and `str.format` placeholders. A language may be split over several files; a key may
stand in one of them only. Translators use any gettext editor; nothing has to be compiled.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po

from simulator.domain.errors import ContentError, Problem, SimulatorError

Language = Literal["zh_CN", "en"]
Translate = Callable[..., str]
"""`t(key, **params)`: the sentence for `key` with its placeholders filled in."""

LOCALE_DIR = Path(__file__).parent / "locale"


class Catalogue:
    """The messages of one language.

    Args:
        language: Which folder of `directory` to read.
        directory: Folder with one sub-folder a language.

    Raises:
        ContentError: If a key stands in two files or a message is empty.
    """

    def __init__(self, language: Language, directory: Path = LOCALE_DIR) -> None:
        """Read every file of the language."""
        self.language = language
        self._messages = _read(directory / language)

    def __contains__(self, key: str) -> bool:
        """True if there is a message for `key`."""
        return key in self._messages

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the message for `key`; a missing key shows as itself in ⟦ ⟧, which a test forbids."""
        message = self._messages.get(key)
        return f"⟦{key}⟧" if message is None else message.format(**params)

    @property
    def keys(self) -> frozenset[str]:
        """All keys of the language."""
        return frozenset(self._messages)

    def error(self, error: SimulatorError) -> str:
        """Return the sentence for an error; data files with mistakes give a line for each mistake."""
        sentence = self(f"error.{error.code}", **error.params)
        if isinstance(error, ContentError):
            return "\n".join([sentence, *(self.problem(p) for p in error.problems)])
        return sentence

    def problem(self, problem: Problem) -> str:
        """Return the line for one mistake in a data file: file, key, what is wrong."""
        what = self(f"problem.{problem.code}", **problem.params)
        place = f"{problem.file}: {problem.key}" if problem.key else problem.file
        return self("problem.line", place=place, what=what)


@cache
def catalogue(language: Language = "zh_CN") -> Catalogue:
    """Return the shipped catalogue of a language, read once per process."""
    return Catalogue(language)


def _read(folder: Path) -> dict[str, str]:
    messages: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            entries = [m for m in read_po(file) if m.id]
        for entry in entries:
            key, text = str(entry.id), str(entry.string)
            if key in messages or not text:
                problems.append(Problem(file=path.name, key=key, code="message_twice_or_empty"))
            messages[key] = text
    if problems:
        raise ContentError(tuple(problems))
    return messages
