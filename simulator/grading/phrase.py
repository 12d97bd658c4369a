"""The phrase around the words that a pattern found: evidence that a person would quote, not a torn-off piece."""

import re
from dataclasses import dataclass

from simulator.grading.normal import CLAUSE_ENDS
from simulator.grading.patterns import Span
from simulator.grading.reading import Reading

_REACH = 6
"""A phrase grows by so many characters at most on either side, and never out of its clause."""
_ENDS = (*CLAUSE_ENDS, " ")
_SHORT_HEAD, _SHORT_TAIL = 3, 4
"""A rest of the clause of so few characters belongs to the phrase, whatever it says."""


@dataclass(frozen=True, eq=False)
class Phrases:
    """Widens a span to the phrase that it stands in.

    Attributes:
        head: Matches words at the end of what stands before the span that belong to it: 请问, 实在.
        tail: Matches words at the start of what stands behind it: 助您, 一下好吗.
    """

    head: re.Pattern[str]
    tail: re.Pattern[str]

    def whole(self, reading: Reading, span: Span) -> Span:
        """Return the span with the words that belong to it."""
        start, end = span
        left, right = reading.clause(start, end)
        right -= reading.text.endswith(_ENDS, end, right)
        before = self.head.search(reading.text, max(left, start - _REACH), start)
        behind = self.tail.match(reading.text, end, min(right, end + _REACH))
        start, end = (before.start() if before else start), (behind.end() if behind else end)
        return (left if start - left <= _SHORT_HEAD else start), (right if right - end <= _SHORT_TAIL else end)
