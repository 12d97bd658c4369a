"""Prompts as values: what judge and caller are told stands in data files, and its hash in every grade."""

from simulator.domain.base import Frozen


class Control(Frozen):
    """An element that no reply contains; it shows a judge who obeys the reply."""

    label: str
    means: str
    ok: str
    not_ok: str


class JudgePrompt(Frozen):
    """Parts of the judge's prompt, with blanks in the form of `string.Template`.

    Attributes:
        hash: Version: a hash of the file.
        system: What he has to do.
        row: The situation and its approved wording.
        when: How the occasion of a later step is added.
        criterion: One element.
        task: The reply, last; the only part that differs between replies to one step.
        repair: Added where the first answer could not be read.
        means: Shorter meanings of elements, by key.
        facts: Sentence for each fact of a call.
        violations: Keys of the violations that he listens for.
    """

    hash: str
    system: str
    row: str
    when: str
    criterion: str
    task: str
    repair: str
    control: Control
    means: dict[str, str]
    facts: dict[str, str]
    violations: tuple[str, ...]


class CallerPrompt(Frozen):
    """What a model that speaks for the owner is told, and what it may not say.

    Attributes:
        hash: Version: a hash of the file.
        system: Role and rules.
        task: What is to be said now; the only part that quotes the trainee.
        nothing: Stands for an empty list.
        caller, trainee: Names of the two in the transcript.
        reaction, fact, matter, farewell, slams_down: One thing to say.
        dialect: Added where the persona speaks a dialect.
        repair: Added where the first line could not be used.
        why: Reason by code, for `repair`.
        longest: Most characters of a line.
        desk_words: Words that only the trainee says.
        outside_words: Words that step out of the play.
        leave_words: Words that end a call.
    """

    hash: str
    system: str
    task: str
    nothing: str
    caller: str
    trainee: str
    reaction: str
    fact: str
    matter: str
    farewell: str
    slams_down: str
    dialect: str
    repair: str
    why: dict[str, str]
    longest: int
    desk_words: tuple[str, ...]
    outside_words: tuple[str, ...]
    leave_words: tuple[str, ...]
