"""Whether words that a judge quotes stand in the reply, and where."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from simulator.grading.normal import CLAUSE_ENDS, Normal

Span = tuple[int, int]
NEAR_ENOUGH = 92
"""Least likeness of a quote that is copied with a slip: about one sign in thirteen."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_CLAUSE = re.compile(f"[^{CLAUSE_ENDS}]+")
_NEGATIONS = re.compile("[不没無无未别非勿莫]")


@dataclass(frozen=True, slots=True)
class QuoteFinder:
    """Finds quotes in replies.

    Attributes:
        normalise: The normalising that the rules use too.
    """

    normalise: Callable[[str], Normal]

    def find(self, quote: str, reply: str) -> Span | None:
        """Return the span of `quote` in `reply`; None if the trainee did not say it.

        A quote of fewer than two Chinese characters proves nothing.
        """
        wanted = self.normalise(quote)
        if len(_CHINESE.findall(wanted.text)) < 2:
            return None
        said = self.normalise(reply)
        return _exact(wanted, said) or _exact(wanted.squeezed(), said.squeezed()) or _near(wanted, said)


def _exact(wanted: Normal, said: Normal) -> Span | None:
    words = _EDGES.sub("", wanted.text)
    start = said.text.find(words) if words else -1
    return None if start < 0 else said.original(start, start + len(words))


def _near(wanted: Normal, said: Normal) -> Span | None:
    """Return where the quote stands with a slip, inside one clause; a slip must not add or drop a negation."""
    words = _EDGES.sub("", wanted.text)
    best = max(_alignments(words, said.text), default=None)
    return None if best is None else said.original(best[1], best[2])


def _alignments(words: str, text: str) -> Iterator[tuple[float, int, int]]:
    for clause in _CLAUSE.finditer(text):
        if len(words) > len(clause[0]) + 1:
            continue
        found = fuzz.partial_ratio_alignment(words, clause[0], score_cutoff=NEAR_ENOUGH)
        if found is None or found.dest_end <= found.dest_start:
            continue
        start, end = clause.start() + found.dest_start, clause.start() + found.dest_end
        if _NEGATIONS.findall(text[start:end]) == _NEGATIONS.findall(words):
            yield found.score, start, end
