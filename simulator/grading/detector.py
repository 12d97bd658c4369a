"""All detection rules of a rubric, compiled, and what they hear in one reply."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from simulator.domain.detection import Detection
from simulator.domain.grade import ElementGrade, State
from simulator.domain.reply import Facts
from simulator.grading.attacks import AttackRules, Findings, findings
from simulator.grading.classifier import Classifier
from simulator.grading.deadlines import DeadlineRules, Deadlines
from simulator.grading.homophones import Repairer, Syllables, crossing_words
from simulator.grading.normal import Normal, Normaliser
from simulator.grading.offence_detector import HeardOffences, OffenceDetector
from simulator.grading.patterns import CompiledRule, Guards, Lexicon, Span
from simulator.grading.phrase import Phrases
from simulator.grading.prefilter import Index
from simulator.grading.reading import Reading
from simulator.grading.wording import GramTable, Wording
from simulator.grading.words import literal_words

DEADLINE = "promise_deadline"
SURE = 0.65
"""From this probability on an element that no pattern heard is met."""

UNLIKELY = 0.35
"""Below this probability an element that no pattern heard is not met."""

DOUBTFUL = 0.15
"""Below this probability an element that a pattern heard is unsure."""

SUSPECT = 0.5
"""From this probability on that a reply does not mean what it says, nothing in it is surely met."""

MOCKED, MOCKING = 0.1, 0.4
"""From these probabilities on that a reply does not mean what it says, and that it insults, it may be mockery."""

CONVICTED = 0.7
"""From this probability on nothing in such a reply is met."""

FEWEST_CROSSINGS = 2
"""So many words cut in two by punctuation are the work of a speech recogniser."""

_PAUSE = re.compile("[，。]")
_NOT_A_WORD = re.compile(r"[\W_]+")


class Detector:
    """Compiled rules; stateless but for what is compiled when first needed."""

    def __init__(self, detection: Detection) -> None:
        """Compile the data.

        Raises:
            KeyError: If a pattern names an unknown concept.
        """
        lexicon = Lexicon(detection.lexicon)
        names = detection.guards
        self.guards = guards = Guards(*(lexicon.compile(names[name]) for name in ("negated", "denied", "reported")))
        self.normalise = Normaliser(detection.tables.simplified)
        self.syllables = Syllables(detection.tables.syllables)
        words = (*detection.repaired, *sorted(literal_words(detection)))
        self.words = frozenset(words)
        self.repair = Repairer(words, frozenset(detection.tables.pairs), self.syllables)
        self.phrases = Phrases(lexicon.compile(names["phrase_head"]), lexicon.compile(names["phrase_tail"]))
        self.index = index = Index(detection.filing)
        self.elements = {key: CompiledRule(rule, lexicon, guards, index) for key, rule in detection.elements.items()}
        self.offences = OffenceDetector(detection, lexicon, guards, index, self.syllables)
        model = self.offences.model
        self.classifier = Classifier(detection.classifier, detection.attack, first=model.width)
        self.weights = GramTable([model.part(), self.classifier.part()])
        self.deadlines = Deadlines(DeadlineRules.compiled(names, lexicon), guards)
        self.attacks = AttackRules.compiled(names, lexicon, index)

    def hear(self, text: str) -> "Heard":
        """Read one reply; what is asked of the result is worked out only then."""
        plain = Reading.of(self.normalise(text), self.index)
        return Heard(self, text, plain, findings(plain, self.attacks))

    def bare(self, text: str) -> str:
        """Return the text normalised, without punctuation and separators: for comparing set wordings."""
        return _NOT_A_WORD.sub("", self.normalise(text).text)


@dataclass(frozen=True, eq=False)
class Heard:
    """What the rules hear in one reply."""

    detector: Detector
    raw: str
    plain: Reading
    attack: Findings

    @property
    def normal(self) -> Normal:
        """The reply, normalised."""
        return self.plain.normal

    @property
    def flags(self) -> tuple[str, ...]:
        """Codes for review."""
        return self.attack.flags or (("conflict",) if self.is_suspect else ())

    @cached_property
    def mistrust(self) -> float:
        """How much the words read like mockery, a quotation, a denial or a recital that no rule recognises."""
        return 0.0 if self.attack.flags else self.detector.classifier.attack(self.told)

    @cached_property
    def is_suspect(self) -> bool:
        """True if nothing in the reply is surely meant; polite words beside an insult are often its very tool."""
        if self.mistrust < MOCKED or self.mistrust >= SUSPECT:
            return self.mistrust >= SUSPECT
        return self.detector.offences.insult(self.wording) >= MOCKING

    @cached_property
    def told(self) -> Wording:
        """The words by which it is judged whether the trainee means them: without asides, orders and quotations.

        Those count for nothing anyhow; an honest reply may quote the owner.
        """
        text = self.plain.without((*self.attack.void, *self.plain.quotes))
        return self.wording if text == self.plain.text else Wording(self.detector.weights, text, ())

    @cached_property
    def reading(self) -> Reading:
        """The words as they were typed."""
        return self.plain.voiding(self.attack.void)

    @cached_property
    def spoken(self) -> tuple[Reading, ...]:
        """Further readings of what a speech recogniser may have misheard: words repaired, punctuation taken out."""
        text, repairs = self.detector.repair(self.normal.text)
        readings: tuple[Reading, ...] = (self.reading.repaired(text),) if repairs else ()
        if (
            not _PAUSE.search(self.normal.text)
            or crossing_words(self.normal.text, self.detector.words) >= FEWEST_CROSSINGS
        ):
            bare = self.normal.without("，。 ")
            if bare is not self.normal:
                repaired = self.detector.repair(bare.text)[0]
                readings += (self.plain.viewed(bare, self.attack.void).repaired(repaired),)
        return readings

    def element(self, key: str, facts: Facts) -> ElementGrade:
        """Return the grade of one `say` element."""
        grade = self._deadline(facts) if key == DEADLINE else self._in_words(key)
        if grade.state is not State.MET or not self.is_suspect:
            return grade
        return ElementGrade(state=State.NOT_MET if self.mistrust >= CONVICTED else State.UNSURE, by="rules")

    def says(self, key: str) -> bool:
        """True if the rules alone hear the element: enough for an owner who listens, not for a grade."""
        if self.is_suspect:
            return False
        rule = self.detector.elements[key]
        return any(rule.find(reading) is not None for reading in (self.reading, *self.spoken))

    def deadline_keys(self) -> frozenset[str]:
        """Return the key of the promised deadline if one is heard, whatever the class of the complaint."""
        met = self.element(DEADLINE, Facts(complaint="complex")).state is State.MET
        return frozenset({DEADLINE} if met else ())

    def _in_words(self, key: str) -> ElementGrade:
        rule = self.detector.elements[key]
        if (span := rule.find(self.reading)) is not None:
            met = self._met(span, self.reading)
            return met if rule.certain else self._doubted(key, met)
        for reading in self.spoken:
            if (span := rule.find(reading)) is not None:
                return self._met(span, reading, homophone=True)
        return self._settled(key, State.UNSURE if rule.is_open(self.reading) else State.NOT_MET)

    @cached_property
    def wording(self) -> Wording:
        """The words as the classifier sees them."""
        return Wording(self.detector.weights, self.plain.text, self.plain.clauses)

    @cached_property
    def repaired_wording(self) -> Wording:
        """The words as the classifier sees them, misheard ones repaired."""
        return self.wording.of(self.spoken[0]) if self.spoken else self.wording

    def _wordings(self) -> Iterator[Wording]:
        """Yield the words as typed, then, only if it comes to that, with misheard ones repaired."""
        yield self.wording
        yield self.repaired_wording

    def _doubted(self, key: str, met: ElementGrade) -> ElementGrade:
        """Return an element that a pattern heard, unsure if the classifier has never heard it in such words."""
        classifier = self.detector.classifier
        first = classifier.at_first_sight(key, self.wording)
        if first is None or first > 2 * DOUBTFUL:
            return met
        chances = (classifier.probability(key, wording) for wording in self._wordings())
        doubtful = all(chance is not None and chance < DOUBTFUL for chance in chances)
        return ElementGrade(state=State.UNSURE, by="rules") if doubtful else met

    def _settled(self, key: str, state: State) -> ElementGrade:
        """Return an element that no pattern heard, with the classifier's opinion where it has one."""
        is_asked = not (self.flags or self.reading.void)
        chance = self.detector.classifier.probability(key, self.repaired_wording) if is_asked else None
        if chance is None:
            return ElementGrade(state=state, by="rules")
        certain = self.detector.elements[key].certain
        if chance >= SURE and not certain and not self.reading.quotes and (span := self._evidence(key)) is not None:
            return self._met(span, self.reading)
        return ElementGrade(state=State.UNSURE if chance >= UNLIKELY else State.NOT_MET, by="rules")

    def _evidence(self, key: str) -> Span | None:
        """Return the clause that speaks most for the element, unless it is negated or quoted."""
        span = self.detector.classifier.evidence(key, self.repaired_wording)
        denied = self.detector.elements[key].is_denied(self.reading)
        return span if span and not denied and self.detector.guards.allow(self.reading, *span) else None

    @cached_property
    def offences(self) -> HeardOffences:
        """What is offensive in the reply."""
        return self.detector.offences.hear(self.plain, self.attack.foreign, self.wording)

    def _deadline(self, facts: Facts) -> ElementGrade:
        state = State.NOT_MET
        heard_right = self.detector.deadlines.speaks_of_one(self.reading)
        for reading in (self.reading, *(() if heard_right else self.spoken)):
            state, span = self.detector.deadlines.find(reading, facts)
            if span is not None:
                return self._met(span, reading, homophone=reading is not self.reading)
            if state is not State.NOT_MET:
                break
        return ElementGrade(state=state, by="rules")

    def _met(self, span: Span, reading: Reading, *, homophone: bool = False) -> ElementGrade:
        start, end = reading.original(self.detector.phrases.whole(reading, span))
        quote = self.raw[start:end]
        return ElementGrade(state=State.MET, by="rules", quote=quote, start=start, end=end, homophone=homophone)
