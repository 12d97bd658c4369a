"""One reply as the rules read it: normalised, cut into clauses, with the parts that count for nothing marked."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from simulator.grading.normal import CLAUSE_ENDS, Normal
from simulator.grading.prefilter import Index, atoms_in

_CLAUSE_END = re.compile(f"[{CLAUSE_ENDS}]")
_SENTENCE_END = re.compile("[。！？；\n]")
_QUOTED = re.compile('[“「『《"‘](.{2,}?)[”」』》"’]')
_EMPTY_QUOTES = re.compile('[“”「」『』"‘’]{2}')
_WORD = re.compile(r"\w")
_MOST_OUTSIDE = 4
_SHORTEST_EVIDENCE = 2
LONGEST_CLAUSE = 14
LONGEST_SENTENCE = 40
"""Without punctuation (speech recogniser) a clause and a sentence reach so many characters either way."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A normalised reply and what the guards need to know of it.

    Attributes:
        normal: The normalised text with the way back to the original.
        text: What the patterns read: `normal.text`, or the same with misheard words repaired.
        index: All patterns.
        void: Spans that count for nothing: orders to the grader, set phrases recited in a row.
        base: Another reading of the same reply, which was looked up before this one.
    """

    normal: Normal
    text: str
    index: Index
    void: tuple[tuple[int, int], ...] = ()
    base: "Reading | None" = None

    @classmethod
    def of(cls, normal: Normal, index: Index) -> "Reading":
        """Return the reading of a normalised reply in which everything counts."""
        return cls(normal, normal.text, index)

    def voiding(self, spans: tuple[tuple[int, int], ...]) -> "Reading":
        """Return the same words with these spans counting for nothing; the same object if nothing changes."""
        return self if spans == self.void else Reading(self.normal, self.text, self.index, spans, self)

    def repaired(self, text: str) -> "Reading":
        """Return the same reply, read with misheard words repaired."""
        return Reading(self.normal, text, self.index, self.void, self)

    def viewed(self, view: Normal, void: tuple[tuple[int, int], ...]) -> "Reading":
        """Return another view of the same reply, in which these spans of this reading's text count for nothing."""
        if view is self.normal:
            return self.voiding(void)
        starts = view.starts or range(len(view.text))
        typed = (self.normal.original(*span) for span in void)
        moved = tuple((bisect_left(starts, left), bisect_left(starts, right)) for left, right in typed)
        return Reading(view, view.text, self.index, moved, self)

    def original(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return a span in the reply as it was given, of two characters at least: a single one is no evidence."""
        start, end = span
        if end - start < _SHORTEST_EVIDENCE:
            start, end = (start, end + 1) if end < len(self.text) else (max(0, start - 1), end)
        return self.normal.original(start, end)

    @cached_property
    def signs(self) -> frozenset[str]:
        """Every character that occurs, for quick rejection."""
        return frozenset(self.text)

    @cached_property
    def atoms(self) -> frozenset[str]:
        """Every character and every two side by side, for choosing the patterns to try."""
        return atoms_in(self.text)

    @cached_property
    def live(self) -> list[int]:
        """The alternatives of all patterns that the words may hold; at most those of the base and of what is new."""
        if self.base is None:
            return self.index.live(self.atoms)
        new = self.atoms - self.base.atoms
        return sorted({*self.base.live, *self.index.live(new)}) if new else self.base.live

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """Spans inside quotation marks."""
        return tuple(m.span(1) for m in _QUOTED.finditer(self.text))

    @cached_property
    def _clause_ends(self) -> tuple[int, ...]:
        return tuple(m.start() for m in _CLAUSE_END.finditer(self.text))

    @cached_property
    def _sentence_ends(self) -> tuple[int, ...]:
        return tuple(m.start() for m in _SENTENCE_END.finditer(self.text))

    @property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Spans of the clauses, without the signs that end them."""
        ends = (*self._clause_ends, len(self.text))
        starts = (0, *(end + 1 for end in self._clause_ends))
        return tuple((start, end) for start, end in zip(starts, ends, strict=True) if start < end)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the clause or clauses that hold `text[start:end]`."""
        left, right = _around(self._clause_ends, start, end, len(self.text))
        return max(left, start - LONGEST_CLAUSE), min(right, end + LONGEST_CLAUSE)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the sentence or sentences that hold `text[start:end]`."""
        left, right = _around(self._sentence_ends, start, end, len(self.text))
        return max(left, start - LONGEST_SENTENCE), min(right, end + LONGEST_SENTENCE)

    def without(self, spans: Iterable[tuple[int, int]]) -> str:
        """Return the words outside of these spans, without quotation marks left empty; all if none would be left."""
        gone = {place for start, end in spans for place in range(start, end)}
        if not gone:
            return self.text
        kept = _EMPTY_QUOTES.sub("", "".join(sign for place, sign in enumerate(self.text) if place not in gone))
        return kept if _WORD.search(kept) else self.text

    def is_void(self, start: int, end: int) -> bool:
        """True if the span touches a part that counts for nothing."""
        return any(left < end and start < right for left, right in self.void)

    def in_quotes(self, start: int, end: int) -> bool:
        """True if the span lies inside quotation marks, or hardly reaches out of them.

        Marks that embrace the whole reply quote nobody.
        """
        length = 0.9 * len(self.text.strip())
        return any(
            right - left < length and left < end and start < right and _outside(start, end, left, right) < _MOST_OUTSIDE
            for left, right in self.quotes
        )


def _outside(start: int, end: int, left: int, right: int) -> int:
    """Return how many characters of the first span are not in the second."""
    return (end - start) - (min(end, right) - max(start, left))


def _around(ends: tuple[int, ...], start: int, end: int, length: int) -> tuple[int, int]:
    left, right = bisect_left(ends, start), bisect_left(ends, end - 1)
    return (ends[left - 1] + 1 if left else 0), (ends[right] + 1 if right < len(ends) else length)
