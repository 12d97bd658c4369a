"""Every error that the program raises on purpose, as one tree.

    SimulatorError
    ├── ContentError        data files with mistakes, all of them at once
    ├── NotFound            an id that names nothing (scenario, call, situation, person)
    ├── Refused             a request that the rules do not allow (reply after hang-up, a wait of -1)
    │   ├── Conflict        the call moved on in another window since this one read it
    │   └── AccessDenied    the signed-in person may not do or see this
    ├── StorageError        the database cannot be opened or used
    ├── SettingsError       a setting that cannot be used
    └── EndpointError       the language-model endpoint failed (see `simulator.llm`)

An error carries a code and parameters, not a sentence: `simulator.i18n` turns it into one sentence in
the reader's language (catalogue entry `error.<code>`).
"""

from pydantic import Field

from simulator.domain.base import Frozen


class SimulatorError(Exception):
    """An expected failure that a person can be told about in one sentence.

    Args:
        code: Key of the sentence in the message catalogue, without the leading ``error.``.
        params: Values for the placeholders of that sentence.
    """

    def __init__(self, code: str, /, **params: str | int | float) -> None:
        """Keep code and parameters for the catalogue."""
        super().__init__(code, params)
        self.code = code
        self.params = params


class Problem(Frozen):
    """One mistake in one data file.

    Attributes:
        file: Path of the file relative to the content folder.
        key: Dotted path of the offending key inside the file ("" for the whole file).
        code: Key of the sentence in the message catalogue, without the leading ``problem.``.
        params: Values for the placeholders of that sentence.
    """

    file: str
    key: str
    code: str
    params: dict[str, str | int] = Field(default_factory=dict)


class ContentError(SimulatorError):
    """Data files hold mistakes; `problems` lists every one that was found.

    Args:
        problems: In file order.
        code: Key of the sentence above the list; it says what was not done.
    """

    def __init__(self, problems: tuple[Problem, ...], code: str = "content") -> None:
        """Keep the problems."""
        super().__init__(code, count=len(problems))
        self.problems = problems


class NotFound(SimulatorError):
    """An id names nothing that exists."""


class Refused(SimulatorError):
    """A request that the rules of a call do not allow; nothing was changed."""


class Conflict(Refused):
    """The call went on elsewhere (two windows); reading it again shows where it stands."""


class AccessDenied(Refused):
    """The person may not do or see this."""


class StorageError(SimulatorError):
    """The database cannot be opened or used."""


class SettingsError(SimulatorError):
    """A setting has a value that cannot be used."""


class EndpointError(SimulatorError):
    """The language-model endpoint gave no usable answer; training goes on offline."""
