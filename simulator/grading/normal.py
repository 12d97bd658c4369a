"""Normalising a reply, with the way back to the characters that were typed."""

import re
import unicodedata
from dataclasses import dataclass

CLAUSE_ENDS = "，。！？；：…—\n"
"""Where a clause ends, after normalising."""

_HALF_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "｡": "。", "\r": "\n", "\t": " "}
_ZERO_WIDTH_CODES = (0xAD, 0x34F, 0x61C, 0x180E, 0xFE0F, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
_ZERO_WIDTH = "".join(map(chr, (*_ZERO_WIDTH_CODES, *range(0x2060, 0x2065))))
_RUN = re.compile(r"([^\d\s])\1{2,}")
_SEPARATORS = re.compile(r"[\s.·・•∙‧*_|/\\^~`'\"+=#@&%$-]+")
_PLAIN = re.compile(r"[\u4e00-\u9fff\da-z ，。！？；：、—“”‘’\n.\-]*", re.ASCII)
"""Signs that stand for themselves: a text of these alone keeps its offsets."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A text that patterns can read, each character tied to its place in the original.

    Attributes:
        text: NFKC, simplified, lower case, without zero-width characters, runs of one sign cut to two.
        starts: Offset in the original of every character of `text`; None if they are the same.
        ends: Offset in the original just behind every character of `text`; None if they are the same.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of `text[start:end]` (which must not be empty)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def keep(self, places: list[int]) -> "Normal":
        """Return the text reduced to these places, in ascending order."""
        starts = self.starts or range(len(self.text))
        ends = self.ends or range(1, len(self.text) + 1)
        text = "".join(self.text[i] for i in places)
        return Normal(text, tuple(starts[i] for i in places), tuple(ends[i] for i in places))

    def without(self, signs: str) -> "Normal":
        """Return the view without these characters; the same object if there are none."""
        places = [i for i, sign in enumerate(self.text) if sign not in signs]
        return self if len(places) == len(self.text) else self.keep(places)

    def squeezed(self) -> "Normal":
        """Return the view without spaces and separators, in which disguised words show; clause ends stay."""
        if _SEPARATORS.search(self.text) is None:
            return self
        gone = {i for m in _SEPARATORS.finditer(self.text) for i in range(*m.span())}
        return self.keep([i for i in range(len(self.text)) if i not in gone])


class Normaliser:
    """Turns what was typed or recognised into a `Normal`."""

    def __init__(self, simplified: str) -> None:
        """Take the table of traditional and simplified characters, in pairs."""
        table: dict[str, str] = dict(zip(simplified[::2], simplified[1::2], strict=True))
        for code in range(0xFF01, 0xFF5F):
            table[chr(code)] = chr(code - 0xFEE0).lower()
        table |= {chr(code): chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
        table |= _HALF_WIDTH
        table |= {wide: table.get(table[wide], table[wide]) for wide in map(chr, range(0xFF01, 0xFF5F))}
        table["\u3000"] = " "
        self._table = str.maketrans(table)
        self._one = table

    def __call__(self, raw: str) -> Normal:
        """Return `raw` normalised; doing so twice changes nothing more."""
        text = raw.translate(self._table)
        normal = Normal(text) if _PLAIN.fullmatch(text) else self._by_character(raw)
        return _collapse(normal)

    def _by_character(self, raw: str) -> Normal:
        letters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for place, sign in enumerate(raw):
            if sign in _ZERO_WIDTH:
                continue
            for letter in self._letters(sign):
                letters.append(letter)
                starts.append(place)
                ends.append(place + 1)
        return Normal("".join(letters), tuple(starts), tuple(ends))

    def _letters(self, sign: str) -> str:
        wide = unicodedata.normalize("NFKC", sign).lower()
        once = "".join(self._one.get(letter, letter) for letter in wide)
        return "".join(letter for letter in once if letter not in _ZERO_WIDTH)


def _collapse(normal: Normal) -> Normal:
    """Cut runs of three or more of one sign to two (digits and white space are left alone)."""
    if _RUN.search(normal.text) is None:
        return normal
    gone = {i for m in _RUN.finditer(normal.text) for i in range(m.start() + 2, m.end())}
    return normal.keep([i for i in range(len(normal.text)) if i not in gone])
