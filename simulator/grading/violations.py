"""What the rules for violations hear: all of them asked at once."""

from collections.abc import Iterable, Mapping

from simulator.domain.detection import Rule
from simulator.grading.patterns import CompiledClue, Guards, Lexicon, Span
from simulator.grading.prefilter import Index
from simulator.grading.reading import Reading


class Offences:
    """The clues of every violation; none is compiled before a reply asks for it."""

    def __init__(self, rules: Mapping[str, Rule], lexicon: Lexicon, guards: Guards, index: Index) -> None:
        """Take the rules by violation and file them."""
        self.keys = tuple(rules)
        clues = [(key, CompiledClue(clue, lexicon, guards)) for key, rule in rules.items() for clue in rule.clues]
        self._owners = tuple(owner for owner in clues for _ in owner[1].sources)
        self._alternatives = index.add(source for _, clue in clues for source in clue.sources)

    def find(self, readings: Iterable[Reading]) -> dict[str, tuple[Reading, Span]]:
        """Return the first evidence of every violation, the readings taken in order."""
        found: dict[str, tuple[Reading, Span]] = {}
        for reading in readings:
            for place, match in self._alternatives.hits(reading):
                key, clue = self._owners[place]
                if key not in found and (span := clue.find(reading, match)) is not None:
                    found[key] = reading, span
        return {key: found[key] for key in self.keys if key in found}
