"""Violations in the words of a reply: what rules hear, what models make of it, and disguises undone before either."""

from dataclasses import dataclass
from functools import cached_property

from simulator.domain.detection import Detection
from simulator.grading.disguise import Decipherer, gathered
from simulator.grading.homophones import Syllables
from simulator.grading.offence_model import OffenceModel
from simulator.grading.patterns import Guards, Lexicon, Span
from simulator.grading.prefilter import Index
from simulator.grading.reading import Reading
from simulator.grading.violations import Offences
from simulator.grading.wording import Wording
from simulator.grading.words import offensive_words

INSULT = "insult"
LEAST_DISTINCT = 5
"""A forbidden word of so many characters is known by its sound alone: nothing polite sounds like it."""


class OffenceDetector:
    """Everything by which violations are found."""

    def __init__(
        self, detection: Detection, lexicon: Lexicon, guards: Guards, index: Index, syllables: Syllables
    ) -> None:
        """Compile the data."""
        self.rules = Offences(detection.violations, lexicon, guards, index)
        self.model = OffenceModel(detection.offences, first=0)
        self.forbidden = detection.disguised
        offensive = offensive_words(detection, lexicon)
        disguised = {word for words in detection.disguised.values() for word in words}
        disguised |= {word for word in offensive if len(word) >= LEAST_DISTINCT}
        self.decipher = Decipherer(disguised, offensive, detection.letters, syllables)

    def hear(self, plain: Reading, foreign: tuple[Span, ...], wording: Wording) -> "HeardOffences":
        """Read one reply.

        Args:
            plain: The words as they were typed.
            foreign: Spans of them that are not said to the owner at all.
            wording: The same words as the models see them.
        """
        return HeardOffences(self, plain, foreign, wording)

    def insult(self, wording: Wording) -> float:
        """Return the probability that the words mock the owner."""
        return self.model.opinion(wording).chances[INSULT]


@dataclass(frozen=True, eq=False)
class HeardOffences:
    """What is offensive in one reply."""

    detector: OffenceDetector
    plain: Reading
    foreign: tuple[Span, ...]
    wording: Wording

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The views in which violations are looked for: mockery voids courtesy, never an offence."""
        squeezed = self.plain.normal.squeezed()
        spread = gathered(squeezed)
        views = dict.fromkeys((squeezed, spread, self.detector.decipher(spread)))
        others = (self.plain.viewed(view, self.foreign) for view in views if view is not self.plain.normal)
        return (self.plain.voiding(self.foreign), *others)

    @cached_property
    def by_rule(self) -> dict[str, tuple[Reading, Span]]:
        """What the rules alone hear of every violation: where in which reading."""
        return self.detector.rules.find(self.readings)

    def violations(self, situation: str) -> dict[str, Span]:
        """Return every violation in the words, with its span in the reply as it was given.

        Args:
            situation: In which they are said: what is shirking in one is an explanation in another.
        """
        heard = {key: reading.original(span) for key, (reading, span) in self.by_rule.items()}
        if self.foreign:
            return heard
        clear = self._clearest
        opinion = self.detector.model.opinion(self.wording.of(clear), situation)
        disguised = {key for key, (reading, _) in self.by_rule.items() if reading.normal is not self.plain.normal}
        certain = {key for key in heard if self._is_certain(key)}
        standing = certain | opinion.settled(heard.keys() - disguised - certain)
        standing |= {key for key in disguised - certain if self._sounds_bad(key, situation)}
        unheard = {key: opinion.evidence(key) for key in self.detector.rules.keys if key in standing - heard.keys()}
        more = {key: clear.original(span) for key, span in unheard.items() if span is not None}
        return {key: span for key, span in heard.items() if key in standing} | more

    @property
    def _clearest(self) -> Reading:
        """The words with disguises undone; as they were typed if nothing but blanks would go."""
        last = self.readings[-1]
        return self.plain if last.text == self.plain.text.replace(" ", "") else last

    def _is_certain(self, key: str) -> bool:
        """True where a word stands that is forbidden however it is spelt: no model has to have learnt it."""
        words = self.detector.forbidden.get(key, ())
        return bool(words) and any(word in reading.text for reading in self.readings for word in words)

    def _sounds_bad(self, key: str, situation: str) -> bool:
        """True if the models do not contradict a rule that heard a disguised word."""
        reading, _ = self.by_rule[key]
        return key in self.detector.model.opinion(self.wording.of(reading), situation).settled({key})
