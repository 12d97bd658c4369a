"""Parts of a reply that count for nothing: orders to the grader, recited phrases, strung-together words, mockery."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from operator import add

from simulator.grading.patterns import Lexicon
from simulator.grading.prefilter import Alternatives, Index, alternatives
from simulator.grading.reading import Reading

_BRACKETED = re.compile(r"[（(【\[{`<][^）)】\]}`>]{2,}[）)】\]}`>]?")
_SENTENCES = re.compile(r"[^。！？；\n]+[。！？；\n]*")
_WORD_BREAK = re.compile(r"[\s、，,.。]+")
_HAN = re.compile("[\u4e00-\u9fff]")
_SAID = re.compile("[^\\W\\d_零〇一二两三四五六七八九十]+")
_FUNCTION = re.compile("[的了是在有我把给到着过得还跟和就都也这那]")
_DOUBLED = re.compile(
    r"(?:([\u4e00-\u9fff]{2,4})[，、。 ]?\1[，、。 ]?){3,}|([\u4e00-\u9fff]{2,12})(?:[，、。！ ]*\2){4,}"
)

MOST_SITUATIONS = 5
"""Set phrases of so many situations in one reply are a recitation, no answer."""
FEWEST_WORDS = 8
"""So many bare words in a row, of so few characters each, are no sentence."""
LONGEST_BARE_WORD = 2.6
LEAST_VARIED = 0.7
"""A text with so large a share of different characters says nothing over and over."""
FEWEST_PAIRS = 14
LEAST_VARIED_PAIRS = 0.77
"""With so small a share of different pairs of characters a reply repeats its words; telephone numbers aside."""
FEWEST_STRUNG = 16
LEAST_COVERED = 0.8


@dataclass(frozen=True, eq=False)
class AttackRules:
    """Compiled patterns.

    Attributes:
        injection: Words addressed to a grader.
        takeover: An injection from which on everything is addressed to the grader.
        set_words: The words of set phrases; a reply of little else is strung together.
        topics: One pattern for each group of set phrases; many of them in one reply are a recitation.
        all_topics: All of them together.
        mockery: Words that are sarcasm by themselves.
        overdone: Words so humble or so grand that courtesy beside them is sarcasm.
        courteous: Words of courtesy.
    """

    injection: Alternatives
    takeover: Alternatives
    set_words: re.Pattern[str]
    mockery: Alternatives
    overdone: Alternatives
    courteous: Alternatives
    topics: tuple[Alternatives, ...]
    all_topics: Alternatives

    @classmethod
    def compiled(cls, names: Mapping[str, str], lexicon: Lexicon, index: Index) -> "AttackRules":
        """Compile and file the patterns of the guards."""

        def filed(name: str) -> Alternatives:
            return index.add(alternatives(lexicon.expand(names[name])))

        topics = tuple(filed(name) for name in names if name.startswith("topic_"))
        return cls(
            injection=filed("injection"),
            takeover=filed("takeover"),
            set_words=lexicon.compile(names["set_words"]),
            mockery=filed("mockery"),
            overdone=filed("overdone"),
            courteous=filed("courteous"),
            topics=topics,
            all_topics=Alternatives(index, topics[0].first, topics[-1].end),
        )

    def mocks(self, reading: Reading) -> bool:
        """True if the courtesy of the reply is sarcasm."""
        return self.mockery.occur(reading) or (self.overdone.occur(reading) and self.courteous.occur(reading))


@dataclass(frozen=True, slots=True)
class Findings:
    """What must not be taken at its word.

    Attributes:
        void: Spans of the normalised text that meet no element.
        foreign: Those of them that are not said to the owner at all: not even an offence counts there.
        flags: Codes that a trainer sees.
    """

    void: tuple[tuple[int, int], ...] = ()
    foreign: tuple[tuple[int, int], ...] = ()
    flags: tuple[str, ...] = ()


def findings(reading: Reading, rules: AttackRules) -> Findings:
    """Return what in the reply must not be taken at its word."""
    text = reading.text
    whole = ((0, len(text)),)
    ordered = rules.injection.occur(reading) or rules.takeover.occur(reading)
    if is_recited(reading, rules):
        return Findings(whole, whole, ("injection", "stuffing") if ordered else ("stuffing",))
    asides = tuple(piece.span() for piece in _BRACKETED.finditer(text))
    if ordered:
        foreign = injected(reading, rules)
        return Findings((*foreign, *asides), foreign, ("injection",))
    if is_repetitive(text):
        return Findings(whole, (), ("stuffing",))
    if rules.mocks(reading):
        return Findings(whole, (), ("conflict",))
    return Findings(asides, ())


def injected(reading: Reading, rules: AttackRules) -> tuple[tuple[int, int], ...]:
    """Return the spans that are addressed to a grader: what stands in brackets does not taint its sentence."""
    text = reading.text
    end = min((match.start() for _, match in rules.takeover.hits(reading)), default=len(text))
    asides = [piece.span() for piece in _BRACKETED.finditer(text, 0, end)]
    foreign = tuple(span for span in asides if rules.injection.occur(reading, span))
    rest = reading.repaired(_blanked(text, foreign))
    sentences = [piece.span() for piece in _SENTENCES.finditer(text, 0, end)]
    foreign += tuple(span for span in sentences if rules.injection.occur(rest, span))
    return (*foreign, (end, len(text))) if end < len(text) else foreign


def _blanked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def is_recited(reading: Reading, rules: AttackRules) -> bool:
    """True if the reply recites set phrases of many situations, or strings words together without meaning."""
    many = len(rules.all_topics.live(reading)) >= MOST_SITUATIONS
    recited = many and sum(topic.occur(reading) for topic in rules.topics) >= MOST_SITUATIONS
    return recited or is_salad(reading.text) or is_strung(reading.text, rules)


def is_strung(text: str, rules: AttackRules) -> bool:
    """True if set words stand side by side with hardly a word between them that would join them to a sentence."""
    if len(text) < FEWEST_STRUNG or _FUNCTION.search(text) is not None:
        return False
    covered = rules.set_words.findall(text)
    letters = sum(sign.isalnum() for sign in text)
    return len(covered) >= FEWEST_WORDS and sum(map(len, covered)) >= LEAST_COVERED * letters


def is_repetitive(text: str) -> bool:
    """True if the same two characters come up again and again: 贵姓称呼贵姓您贵姓."""
    signs = "".join(_SAID.findall(text))
    pairs = list(map(add, signs, signs[1:]))
    return len(pairs) >= FEWEST_PAIRS and len(set(pairs)) < LEAST_VARIED_PAIRS * len(pairs)


def is_salad(text: str) -> bool:
    """True for words strung together: many bare words parted by blanks, words said over and over, no particle."""
    words = [word for word in _WORD_BREAK.split(text) if _HAN.search(word)]
    spread = sum(len(word) == 1 for word in words) > len(words) / 2  # 滚 蛋: one character at a time is a disguise
    size = sum(map(len, words))
    if not spread and len(words) >= FEWEST_WORDS and size / len(words) <= LONGEST_BARE_WORD:
        return True
    varied = len(set(text)) > LEAST_VARIED * len(text)
    if not varied and _DOUBLED.search(text) is not None:
        return True
    return not spread and size >= 24 and not _FUNCTION.search(text) and len(set(text)) < 0.6 * len(text)
