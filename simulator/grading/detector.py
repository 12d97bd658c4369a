"""All detection rules of a rubric, compiled, and what they hear in one reply."""

import re
from dataclasses import dataclass
from functools import cached_property

from simulator.domain.detection import Detection
from simulator.domain.grade import ElementGrade, State
from simulator.domain.reply import Facts
from simulator.grading.attacks import AttackRules, Findings, findings
from simulator.grading.deadlines import DeadlineRules, Deadlines
from simulator.grading.homophones import Repairer, Syllables
from simulator.grading.normal import Normal, Normaliser
from simulator.grading.patterns import CompiledRule, Guards, Lexicon, Span
from simulator.grading.reading import Reading

DEADLINE = "promise_deadline"
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
        guards = Guards(lexicon.compile(names["negated"]), lexicon.compile(names["reported"]))
        self.normalise = Normaliser(detection.tables.simplified)
        self.syllables = Syllables(detection.tables.syllables)
        self.repair = Repairer(detection.repaired, self.syllables)
        self.elements = {key: CompiledRule(rule, lexicon, guards) for key, rule in detection.elements.items()}
        self.violations = {key: CompiledRule(rule, lexicon, guards) for key, rule in detection.violations.items()}
        self.deadlines = Deadlines(DeadlineRules.compiled(names, lexicon), guards)
        topics = tuple(lexicon.compile(p) for name, p in names.items() if name.startswith("topic_"))
        self.attacks = AttackRules(
            lexicon.compile(names["injection"]), lexicon.compile(names["takeover"]), topics,
            lexicon.compile(names["mockery"]),
        )  # fmt: skip

    def hear(self, text: str) -> "Heard":
        """Read one reply; what is asked of the result is worked out only then."""
        normal = self.normalise(text)
        return Heard(self, text, normal, findings(normal, self.attacks))

    def bare(self, text: str) -> str:
        """Return the text normalised, without punctuation and separators: for comparing set wordings."""
        return _NOT_A_WORD.sub("", self.normalise(text).text)


@dataclass(frozen=True, eq=False)
class Heard:
    """What the rules hear in one reply."""

    detector: Detector
    raw: str
    normal: Normal
    attack: Findings

    @property
    def flags(self) -> tuple[str, ...]:
        """Codes for review."""
        return self.attack.flags

    @cached_property
    def reading(self) -> Reading:
        """The words as they were typed."""
        return Reading(self.normal, self.normal.text, self.attack.void)

    @cached_property
    def repaired(self) -> Reading | None:
        """The words with misheard ones repaired; None if none were."""
        text = self.detector.repair(self.normal.text)
        return None if text == self.normal.text else self.reading.repaired(text)

    @cached_property
    def squeezed(self) -> Reading:
        """The words without separators, in which disguised ones show."""
        normal = self.normal.squeezed()
        return self.reading if normal is self.normal else Reading(normal, normal.text)

    def element(self, key: str, facts: Facts) -> ElementGrade:
        """Return the grade of one `say` element."""
        if key == DEADLINE:
            return self._deadline(facts)
        rule = self.detector.elements[key]
        if (span := rule.find(self.reading)) is not None:
            return self._met(span)
        if self.repaired is not None and (span := rule.find(self.repaired)) is not None:
            return self._met(span, homophone=True)
        state = State.UNSURE if rule.is_open(self.reading) else State.NOT_MET
        return ElementGrade(state=state, by="rules")

    def violations(self) -> dict[str, Span]:
        """Return every violation in the words, with its span in the reply as it was given."""
        found: dict[str, Span] = {}
        for key, rule in self.detector.violations.items():
            for reading in dict.fromkeys((self.reading, self.squeezed)):
                if (span := rule.find(reading)) is not None:
                    found[key] = reading.normal.original(*span)
                    break
        return found

    def _deadline(self, facts: Facts) -> ElementGrade:
        state, span = self.detector.deadlines.find(self.reading, facts)
        if state is State.NOT_MET and self.repaired is not None:
            state, span = self.detector.deadlines.find(self.repaired, facts)
        return self._met(span) if span is not None else ElementGrade(state=state, by="rules")

    def _met(self, span: Span, *, homophone: bool = False) -> ElementGrade:
        start, end = self._wide(span)
        start, end = self.normal.original(start, end)
        quote = self.raw[start:end]
        return ElementGrade(state=State.MET, by="rules", quote=quote, start=start, end=end, homophone=homophone)

    def _wide(self, span: Span) -> Span:
        """Widen a span of one character to two: a single character is no evidence."""
        start, end = span
        if end - start >= 2:
            return span
        return (start, end + 1) if end < len(self.normal.text) else (max(0, start - 1), end)
