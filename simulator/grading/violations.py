"""What the rules for violations hear: all of them asked at once."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from simulator.domain.detection import Rule
from simulator.grading.patterns import CompiledClue, Guards, Lexicon, Span
from simulator.grading.prefilter import Alternatives
from simulator.grading.reading import Reading


class Offences:
    """The clues of every violation in one index; nothing is compiled before a reply asks for it."""

    def __init__(self, rules: Mapping[str, Rule], lexicon: Lexicon, guards: Guards) -> None:
        """Take the rules by violation."""
        self.keys = tuple(rules)
        self._clues = [(key, CompiledClue(clue, lexicon, guards)) for key, rule in rules.items() for clue in rule.clues]

    @cached_property
    def _owners(self) -> tuple[tuple[str, CompiledClue], ...]:
        return tuple(owner for owner in self._clues for _ in owner[1].sources)

    @cached_property
    def _alternatives(self) -> Alternatives:
        return Alternatives(source for _, clue in self._clues for source in clue.sources)

    def find(self, readings: Iterable[Reading]) -> dict[str, tuple[Reading, Span]]:
        """Return the first evidence of every violation, the readings taken in order."""
        found: dict[str, tuple[Reading, Span]] = {}
        for reading in readings:
            for number in self._alternatives.live(reading.atoms):
                key, clue = self._owners[number]
                if key not in found:
                    span = clue.find(reading, self._alternatives.pattern(number))
                    if span is not None:
                        found[key] = reading, span
        return {key: found[key] for key in self.keys if key in found}
