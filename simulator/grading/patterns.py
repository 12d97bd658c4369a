"""Clues compiled: a regular expression, its guards, and the span that it finds."""

import re
from dataclasses import dataclass
from functools import cached_property

from simulator.domain.detection import Clue, Rule
from simulator.grading.normal import CLAUSE_ENDS
from simulator.grading.prefilter import Index, alternatives
from simulator.grading.reading import Reading

Span = tuple[int, int]

_CONCEPT = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r"([~@])(\d+)")
_GAP_SIGNS = {"~": f"[^{CLAUSE_ENDS}]", "@": "[^。！？；\n]"}
_WINDOW = 10
"""How many characters before a match the guard of negation looks at."""


class Lexicon:
    """Word lists by concept, and the shorthands of patterns written out."""

    def __init__(self, concepts: dict[str, tuple[str, ...]]) -> None:
        """Take the concepts; a concept may name others."""
        self._concepts = concepts

    def expand(self, pattern: str) -> str:
        """Write out concepts and gaps.

        Raises:
            KeyError: If the pattern names a concept that the lexicon lacks.
        """
        while (found := _CONCEPT.search(pattern)) is not None:
            words = "|".join(self._concepts[found[1]])
            pattern = f"{pattern[: found.start()]}(?:{words}){pattern[found.end() :]}"
        return _GAP.sub(lambda gap: f"{_GAP_SIGNS[gap[1]]}{{0,{gap[2]}}}?", pattern)

    def compile(self, pattern: str) -> re.Pattern[str]:
        """Compile a pattern with its shorthands."""
        return re.compile(self.expand(pattern))


@dataclass(frozen=True, eq=False)
class Guards:
    """What makes words count for nothing although they are the right ones.

    Attributes:
        negated: Matches at the end of the words before a match: 用不着…, 不跟您说….
        denied: Matches at the start of the words behind a match: …三个字就免了.
        reported: Matches words that introduce somebody else's words: 培训老师教我们….
    """

    negated: re.Pattern[str]
    denied: re.Pattern[str]
    reported: re.Pattern[str]

    def is_negated(self, reading: Reading, start: int, end: int) -> bool:
        """True if a negation in the same clause governs the words at this span."""
        left, _ = reading.clause(start, start + 1)
        before = self.negated.search(reading.text, max(left, start - _WINDOW), start)
        return before is not None or self.denied.match(reading.text, end) is not None

    def allow(self, reading: Reading, start: int, end: int) -> bool:
        """True if nothing in the words at this span denies or quotes them."""
        inside = self.negated.search(reading.text, start, end) is not None
        return not (
            inside
            or self.denied.match(reading.text, end)
            or self.is_quoted(reading, start, end)
            or reading.is_void(start, end)
        )

    def is_quoted(self, reading: Reading, start: int, end: int) -> bool:
        """True if the words are a quotation or reported speech."""
        if reading.in_quotes(start, end):
            return True
        left, _ = reading.sentence(start, end)
        return self.reported.search(reading.text, left, start) is not None


class CompiledClue:
    """One clue; its guards are compiled when they are first needed."""

    def __init__(self, clue: Clue, lexicon: Lexicon, guards: Guards) -> None:
        """Keep what is needed to compile."""
        self._clue = clue
        self._lexicon = lexicon
        self._guards = guards

    @cached_property
    def sources(self) -> list[str]:
        """The alternatives of the pattern, written out."""
        return alternatives(self._lexicon.expand(self._clue.say))

    @cached_property
    def _needs(self) -> re.Pattern[str] | None:
        needs = "|".join(f"{{{concept}}}" for concept in self._clue.needs)
        return self._lexicon.compile(needs) if needs else None

    @cached_property
    def _unless(self) -> re.Pattern[str] | None:
        return self._lexicon.compile(self._clue.unless) if self._clue.unless else None

    @cached_property
    def _never(self) -> re.Pattern[str] | None:
        return self._lexicon.compile(self._clue.never) if self._clue.never else None

    @cached_property
    def _nowhere(self) -> re.Pattern[str] | None:
        return self._lexicon.compile(self._clue.nowhere) if self._clue.nowhere else None

    @cached_property
    def _after(self) -> re.Pattern[str] | None:
        return self._lexicon.compile(f"(?:{self._clue.after})$") if self._clue.after else None

    def find(self, reading: Reading, first: re.Match[str]) -> Span | None:
        """Return the first span of one alternative at which every guard holds, given its first match."""
        match: re.Match[str] | None = first
        while match is not None:
            start, end = match.span()
            if start < end and self._holds(reading, start, end):
                return start, end
            match = first.re.search(reading.text, start + 1)
        return None

    def _holds(self, reading: Reading, start: int, end: int) -> bool:
        return not (
            reading.is_void(start, end)
            or (self._after is not None and self._after.search(reading.text, 0, start))
            or not self._has_needs(reading, start, end)
            or self._is_excluded(reading, start, end)
            or ("negated" not in self._clue.allow and self._guards.is_negated(reading, start, end))
            or ("quoted" not in self._clue.allow and self._guards.is_quoted(reading, start, end))
        )

    def _has_needs(self, reading: Reading, start: int, end: int) -> bool:
        return self._needs is None or self._needs.search(reading.text, *reading.sentence(start, end)) is not None

    def _is_excluded(self, reading: Reading, start: int, end: int) -> bool:
        text = reading.text
        return (
            (self._unless is not None and self._unless.search(text, *reading.clause(start, end)) is not None)
            or (self._never is not None and self._never.search(text, *reading.sentence(start, end)) is not None)
            or (self._nowhere is not None and self._nowhere.search(text) is not None)
        )


class CompiledRule:
    """All clues of one element or violation."""

    def __init__(self, rule: Rule, lexicon: Lexicon, guards: Guards, index: Index) -> None:
        """Prepare the clues and file them."""
        self.certain = rule.certain
        self._cue = frozenset(rule.cue)
        self._clues = Clues(tuple(CompiledClue(clue, lexicon, guards) for clue in rule.clues), index)
        self._weak = Clues((CompiledClue(Clue(say=rule.weak), lexicon, guards),), index) if rule.weak else None

    def find(self, reading: Reading) -> Span | None:
        """Return the span of the first clue that is heard."""
        if self._cue and self._cue.isdisjoint(reading.signs):
            return None
        return self._clues.find(reading)

    def is_denied(self, reading: Reading) -> bool:
        """True if the words are there although no clue is heard: a guard stands against them."""
        return self._clues.occur(reading)

    def is_open(self, reading: Reading) -> bool:
        """True if the words touch the matter without settling it."""
        return self._weak is not None and self._weak.find(reading) is not None


class Clues:
    """Clues in order, each cut into its alternatives."""

    def __init__(self, clues: tuple[CompiledClue, ...], index: Index) -> None:
        """File the clues."""
        self._owners = tuple(clue for clue in clues for _ in clue.sources)
        self._alternatives = index.add(source for clue in clues for source in clue.sources)

    def find(self, reading: Reading) -> Span | None:
        """Return the span of the first alternative of the first clue that is heard."""
        spans = (self._owners[place].find(reading, match) for place, match in self._alternatives.hits(reading))
        return next((span for span in spans if span is not None), None)

    def occur(self, reading: Reading) -> bool:
        """True if the words of any clue stand there, whatever the guards say."""
        return self._alternatives.occur(reading)
