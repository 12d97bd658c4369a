"""Words that stand literally in the rules, found without compiling them."""

import re

from simulator.domain.detection import Detection
from simulator.grading.patterns import Lexicon

_LITERAL = re.compile("[\u4e00-\u9fff]{2,}(?![?])")
_BOOKISH = frozenset({"歉疚", "内疚", "愧疚", "失礼", "失敬", "罪过", "惭愧", "致歉", "恕罪"})
"""Words too rare on the telephone to be what was misheard, whatever sounds like them."""

_PARTICLES = re.compile("[的是了我您你他她这那个么吗呢吧在有就都也不和跟给把到再还要会能没得上下一两来去说讲]+")


def offensive_words(detection: Detection, lexicon: Lexicon) -> frozenset[str]:
    """Return the words that stand literally in the rules for violations: what may be spelt in pinyin."""
    patterns = [lexicon.expand(clue.say) for rule in detection.violations.values() for clue in rule.clues]
    return frozenset(word for pattern in patterns for word in _LITERAL.findall(pattern))


def literal_words(detection: Detection) -> frozenset[str]:
    """Return the words that stand literally in the rules for elements: what a recogniser may have misheard."""
    patterns = [clue.say for rule in detection.elements.values() for clue in rule.clues]
    patterns += [word for words in detection.lexicon.values() for word in words]
    words = {word for pattern in patterns for word in _LITERAL.findall(pattern)} - _BOOKISH
    return frozenset(w for w in words if (len(w) > 2 and not _PARTICLES.fullmatch(w)) or not _PARTICLES.search(w))
