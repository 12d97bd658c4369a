"""What an owner made up by a model may not say, found by code before anybody hears it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz

from simulator.domain.prompt import CallerPrompt
from simulator.domain.speech import Brief

Fault = Literal[
    "unreadable", "empty", "too_long", "not_chinese", "markup", "role_flip", "parrots", "approved", "out_of_play",
    "repeated", "invented", "fact_missing", "too_early",
]  # fmt: skip
"""Why a line cannot be used; keys of `CallerPrompt.why`."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{4,}")
_MARKUP = re.compile(r"[{}<>*#`\[\]|]|^\s*(业主|接线员|客服|caller|trainee)\s*[：:]", re.IGNORECASE | re.MULTILINE)
_CLAUSE = re.compile(r"[^，。！？；：、…,.!?;\s]+")
_NAME = re.compile(r"(?:我姓|我叫|免贵姓|敝姓)([\u3400-\u9fff])")
_DIGITS = "0123456789零一二三四五六七八九十百千万两"
_UNITS = "栋|幢|座|号|楼|层|单元|室|天|次|回|点|个?小时|分钟|元|块|年|个?月|平"
_NUMBER = re.compile(rf"\d{{2,}}|[{_DIGITS}]+(?={_UNITS})")
_SMALL = frozenset({"一", "两", "1", "2", "几"})
_LONG_CLAUSE = 6
_LIKE_APPROVED = 88
_LIKE_BEFORE = 90


@dataclass(frozen=True)
class LineCheck:
    """Checks lines against a brief.

    Attributes:
        prompt: Holds the words that are not an owner's.
        approved: Wordings that are the trainee's to say, blanks filled in.
    """

    prompt: CallerPrompt
    approved: tuple[str, ...]

    def fault(self, words: str, brief: Brief, *, hangs_up: bool = False) -> Fault | None:
        """Return the first reason why `words` cannot be used; None if they can."""
        return next(self._faults(words, brief, hangs_up), None)

    def _faults(self, words: str, brief: Brief, hangs_up: bool) -> Iterator[Fault]:
        own = _own_words(brief)
        checks: dict[Fault, bool] = {
            "empty": not words.strip(),
            "too_long": len(words) > self.prompt.longest,
            "markup": _MARKUP.search(words) is not None,
            "not_chinese": not is_chinese(words),
            "out_of_play": _says_any(self.prompt.outside_words, words, own),
            "role_flip": _says_any(self.prompt.desk_words, words, own),
            "too_early": self._takes_leave(words, brief, hangs_up),
        }
        yield from (fault for fault, found in checks.items() if found)
        if any(self._is_approved(clause) for clause in long_clauses(words)):
            yield "approved"
        yield from _against_the_call(words, brief)

    def _takes_leave(self, words: str, brief: Brief, hangs_up: bool) -> bool:
        if brief.moment in ("farewell", "slams_down"):
            return False
        return hangs_up or _says_any(self.prompt.leave_words, words, _own_words(brief))

    def _is_approved(self, clause: str) -> bool:
        return any(fuzz.ratio(clause, wording) >= _LIKE_APPROVED for wording in self._approved_clauses)

    @cached_property
    def _approved_clauses(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clause for wording in self.approved for clause in long_clauses(wording)))

    @cached_property
    def _literals(self) -> tuple[str, ...]:
        return (*self.prompt.desk_words, *self.prompt.outside_words, *self._approved_clauses)

    def shown(self, words: str, brief: Brief) -> str:
        """Return how much of unfinished words may be heard already.

        They end before the first forbidden ones, and whatever may still become some, or a number, is held back.
        """
        own = _own_words(brief)
        literals = [literal for literal in self._literals if literal not in own]
        found = [words.find(literal) for literal in literals if literal in words]
        found += [match.start() for match in _invented(words, own)]
        found += [match.start() for match in (_MARKUP.search(words), _LATIN.search(words)) if match is not None]
        safe = words[: min(found, default=None)].rstrip(_DIGITS)
        return safe[: len(safe) - max((_begun(literal, safe) for literal in literals), default=0)]


def _says_any(forbidden: Iterable[str], words: str, own: str) -> bool:
    """True if some of these are said that the owner's own script does not have him say."""
    return any(word in words and word not in own for word in forbidden)


def _begun(literal: str, words: str) -> int:
    """Return with how many characters of its beginning `words` end."""
    lengths = range(min(len(literal) - 1, len(words)), 0, -1)
    return next((length for length in lengths if words.endswith(literal[:length])), 0)


def is_chinese(words: str) -> bool:
    """True if the words are Chinese, but for an abbreviation here and there."""
    return bool(_CHINESE.search(words)) and _LATIN.search(words) is None


def long_clauses(text: str) -> Iterator[str]:
    """Yield the clauses that are long enough to be recognised."""
    return (clause for clause in _CLAUSE.findall(text) if len(clause) >= _LONG_CLAUSE)


def _against_the_call(words: str, brief: Brief) -> Iterator[Fault]:
    heard = "".join(exchange.text for exchange in brief.transcript if exchange.who == "TRAINEE")
    own = _own_words(brief)
    if any(clause in heard and clause not in own for clause in long_clauses(words)):
        yield "parrots"
    if any(fuzz.ratio(words, line) >= _LIKE_BEFORE for line in _said(brief)):
        yield "repeated"
    if _invented(words, own):
        yield "invented"
    plain = bare(words)
    if any(part.fact and bare(part.value) not in plain for part in brief.parts):
        yield "fact_missing"


def _said(brief: Brief) -> list[str]:
    return [exchange.text for exchange in brief.transcript if exchange.who == "CALLER"]


def _own_words(brief: Brief) -> str:
    """Everything that the owner has said or may say now."""
    may = (
        text for part in brief.parts for text in (part.value, *(t for c in part.candidates for t in (c.text, c.gloss)))
    )
    return "\n".join([brief.persona.style, *_said(brief), *brief.known, *may])


def _invented(words: str, own: str) -> list[re.Match[str]]:
    """Return numbers and surnames that the owner cannot know."""
    numbers = (match for match in _NUMBER.finditer(words) if match[0] not in _SMALL)
    return [match for match in (*numbers, *_NAME.finditer(words)) if match[match.lastindex or 0] not in own]


def bare(text: str) -> str:
    """Return the text without punctuation and spaces."""
    return re.sub(r"[\W_]+", "", text)
