"""Parts of a reply that count for nothing: orders to the grader, recited phrases, strung-together words."""

import re
from dataclasses import dataclass

from simulator.grading.normal import Normal

_BRACKETED = re.compile(r"[（(【\[{`][^）)】\]}`]{2,}[）)】\]}`]?")
_SENTENCES = re.compile(r"[^。！？；\n]+[。！？；\n]*")
MOST_SITUATIONS = 5
"""Set phrases of so many situations in one reply are a recitation, no answer."""


@dataclass(frozen=True, eq=False)
class AttackRules:
    """Compiled patterns.

    Attributes:
        injection: Words addressed to a grader.
        takeover: An injection from which on everything is addressed to the grader.
        topics: One pattern for each group of set phrases; many of them in one reply are a recitation.
        mockery: Words that turn courtesy into sarcasm.
    """

    injection: re.Pattern[str]
    takeover: re.Pattern[str]
    topics: tuple[re.Pattern[str], ...]
    mockery: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Findings:
    """Spans of the normalised text that count for nothing, and the flags that a trainer sees."""

    void: tuple[tuple[int, int], ...] = ()
    flags: tuple[str, ...] = ()


def findings(normal: Normal, rules: AttackRules) -> Findings:
    """Return what in the reply must not be taken at its word."""
    text = normal.text
    if is_recited(text, rules):
        return Findings(((0, len(text)),), ("stuffing",))
    if rules.mockery.search(text):
        return Findings(((0, len(text)),), ("conflict",))
    if rules.injection.search(text):
        return Findings(injected(text, rules), ("injection",))
    return Findings()


def injected(text: str, rules: AttackRules) -> tuple[tuple[int, int], ...]:
    """Return the spans that are addressed to a grader."""
    if (taken := rules.takeover.search(text)) is not None:
        return ((taken.start(), len(text)),)
    pieces = [*_BRACKETED.finditer(text), *_SENTENCES.finditer(text)]
    return tuple(piece.span() for piece in pieces if rules.injection.search(text, *piece.span()))


def is_recited(text: str, rules: AttackRules) -> bool:
    """True if the reply recites set phrases of many situations, or strings words together without meaning."""
    return sum(topic.search(text) is not None for topic in rules.topics) >= MOST_SITUATIONS or is_salad(text)


_FUNCTION = re.compile("[的了是在有我把给到着过得还跟和就都也这那]")
_WORD_BREAK = re.compile(r"[\s、，]+")


def is_salad(text: str) -> bool:
    """True for words strung together: many bare words parted by blanks or commas, or hardly a particle."""
    words = [word for word in _WORD_BREAK.split(text) if word]
    if len(words) >= 8 and sum(len(word) for word in words) / len(words) <= 2.6:
        return True
    return len(text) >= 24 and not _FUNCTION.search(text) and len(set(text)) < 0.6 * len(text)
