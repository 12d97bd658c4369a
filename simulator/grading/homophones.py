"""Syllables without tones: what a speech recogniser hears alike, and what a disguised word still sounds like."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from operator import add

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_LATIN = re.compile(r"[a-z]+")
_PAUSE = re.compile("[，。]")
_FIRST_CODE = 0xF0000  # a private plane: no real character is mistaken for a syllable


def _blurred(syllable: str) -> str:
    """Merge what speakers and recognisers mix up: zh/z, ch/c, sh/s, n/l, in/ing, en/eng, an/ang."""
    for long, short in _FUZZY:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
    if syllable.startswith("n"):
        syllable = "l" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") and syllable[-3:-2] in "aei" else syllable


class Syllables:
    """Writes a text as one code per syllable, so that words can be compared by sound.

    Every Chinese character becomes exactly one code; other characters stay as they are.
    """

    def __init__(self, table: dict[str, str]) -> None:
        """Take the table syllable → characters read so (the most common reading only)."""
        self._codes = {syllable: chr(_FIRST_CODE + i) for i, syllable in enumerate(sorted(table))}
        blurred = {b: chr(_FIRST_CODE + 0x1000 + i) for i, b in enumerate(sorted({_blurred(s) for s in table}))}
        self._exact = {ord(sign): self._codes[s] for s, signs in table.items() for sign in signs}
        self._near = {ord(sign): blurred[_blurred(s)] for s, signs in table.items() for sign in signs}
        self._longest = max(map(len, table), default=0)

    def exact(self, text: str) -> str:
        """Return the text in syllables, character by character."""
        return text.translate(self._exact)

    def near(self, text: str) -> str:
        """Return the text in blurred syllables, character by character."""
        return text.translate(self._near)

    def spelt(self, text: str) -> tuple[str, list[tuple[int, int]]]:
        """Return the text in syllables, pinyin in Latin letters included, and the span of every code."""
        codes: list[str] = []
        spans: list[tuple[int, int]] = []
        place = 0
        while place < len(text):
            size = self._latin_syllable(text, place)
            piece = text[place : place + max(size, 1)]
            codes.append(self._codes[piece] if size else piece.translate(self._exact))
            spans.append((place, place + len(piece)))
            place += len(piece)
        return "".join(codes), spans

    def _latin_syllable(self, text: str, place: int) -> int:
        if not ("a" <= text[place] <= "z"):
            return 0
        run = _LATIN.match(text, place)
        most = min(self._longest, (run.end() if run else place) - place)
        return next((n for n in range(most, 0, -1) if text[place : place + n] in self._codes), 0)


class Repairer:
    """Writes misheard words as they were meant: 对不七先生 → 对不起先生. Never changes the length."""

    def __init__(self, words: Sequence[str], kept: frozenset[str], syllables: Syllables) -> None:
        """Take the words that may have been misheard, and pairs of characters that are words of their own.

        The first of several words that sound alike is the one that is meant.
        """
        self._syllables = syllables
        self._known: dict[str, str] = {}
        self._words = frozenset(words)
        self._kept = kept
        for word in words:
            self._known.setdefault(syllables.near(word), word)
        self._sizes = _sizes_by_head(self._known)
        self._word_sizes = _sizes_by_head(self._words)

    def __call__(self, text: str) -> tuple[str, int]:
        """Return the text with every misheard word repaired, and how many were."""
        sound = self._syllables.near(text)
        heard = [
            (n, self._words_at(sound, n)) for n, head in enumerate(map(add, sound, sound[1:])) if head in self._sizes
        ]
        if all(text.startswith(word, place) for place, words in heard for word in words):
            return text, 0
        sure = self._sure(text)
        pieces: list[str] = []
        end = repairs = 0
        for place, words in heard:
            if place < end or (word := self._meant(text, place, words, sure)) is None:
                continue
            repairs += not text.startswith(word, place)
            pieces += (text[end:place], word)
            end = place + len(word)
        return ("".join((*pieces, text[end:])), repairs) if repairs else (text, 0)

    def _sure(self, text: str) -> Set[int]:
        """Return the places that belong to a known word as it stands: they were heard right."""
        sure: set[int] = set()
        for place, head in enumerate(map(add, text, text[1:])):
            for size in self._word_sizes.get(head, ()):
                if text[place : place + size] in self._words:
                    sure.update(range(place, place + size))
                    break
        return sure

    def _words_at(self, sound: str, place: int) -> list[str]:
        """Return the words that sound like what stands at a place, the longest first."""
        found = (self._known.get(sound[place : place + size]) for size in self._sizes[sound[place : place + 2]])
        return [word for word in found if word is not None]

    def _meant(self, text: str, place: int, words: Sequence[str], sure: Set[int]) -> str | None:
        """Return the word that is meant at a place; None if what stands there was heard right."""
        for word in words:
            heard = text[place : place + len(word)]
            changed = (i for i in range(len(word)) if heard[i] != word[i])
            if heard not in self._kept and not any(place + i in sure for i in changed):
                return word
        return None


def _sizes_by_head(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the lengths of the words that begin with two signs, longest first."""
    sizes: defaultdict[str, set[int]] = defaultdict(set)
    for word in words:
        sizes[word[:2]].add(len(word))
    return {head: tuple(sorted(found, reverse=True)) for head, found in sizes.items()}


def crossing_words(text: str, words: frozenset[str]) -> int:
    """Return how many words are cut in two by punctuation, as a speech recogniser misplaces it: 收，线了."""
    return sum(
        _is_cut(text[max(0, m.start() - 2) : m.start()], text[m.end() : m.end() + 2], words)
        for m in _PAUSE.finditer(text)
    )


def _is_cut(before: str, behind: str, words: frozenset[str]) -> bool:
    return bool(before and behind) and any(
        (before[-i:] + behind[:j]) in words for i in range(1, len(before) + 1) for j in range(1, len(behind) + 1)
    )
