"""Disguised words read as what they are: spread out by stops (说。普。通。话), in pinyin (gun, ni), by sound (滚旦).

A disguise is undone into a further view of the reply, in which the ordinary rules then look for violations; nothing is
forbidden here that is not forbidden when plainly typed. Views keep the ends of clauses, so that 对，不起作用 never
becomes 对不起, and they keep the way back to the characters that were typed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from operator import add

from simulator.grading.homophones import Syllables
from simulator.grading.normal import Normal

_LATIN = re.compile("[a-z0-9]*[a-z][a-z0-9]*")
_SPREAD = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[。，、；：…！ ]+[\u4e00-\u9fff](?![\u4e00-\u9fff])){2,}")
"""At least three single characters, each parted from the next: nobody writes so but to slip past a filter."""
_PARTING = "。，、；：…！ "


def gathered(normal: Normal) -> Normal:
    """Return the view in which characters spread out one by one stand together; the same object if none are."""
    spans = [match.span() for match in _SPREAD.finditer(normal.text)]
    if not spans:
        return normal
    gone = {i for left, right in spans for i in range(left, right) if normal.text[i] in _PARTING}
    return normal.keep([i for i in range(len(normal.text)) if i not in gone])


class Decipherer:
    """Undoes pinyin, and characters that only sound like a forbidden word."""

    def __init__(
        self, words: Iterable[str], spelt: Iterable[str], letters: Mapping[str, str], syllables: Syllables
    ) -> None:
        """Take what may be disguised.

        Args:
            words: Words recognised by their sound, in whatever characters.
            spelt: Words recognised by their sound where at least one syllable stands in Latin letters.
            letters: Runs of Latin letters that stand for a word by themselves: gun, sb.
            syllables: The sounds.
        """
        self._syllables = syllables
        self._letters = dict(letters)
        self._words = frozenset(word for word in words if len(word) > 1)
        known = {syllables.exact(word): word for word in sorted((self._words | set(spelt)), reverse=True)}
        self._known = {sound: word for sound, word in known.items() if len(sound) > 1}
        self._by_character = _by_start(syllables.exact(word) for word in self._words)
        self._by_letter = _by_start(self._known)

    def __call__(self, normal: Normal) -> Normal:
        """Return the view with every disguised word in plain characters; the same object if there is none."""
        if _LATIN.search(normal.text) is None:
            codes, spans = self._syllables.exact(normal.text), [(i, i + 1) for i in range(len(normal.text))]
            sounds = self._by_character
        else:
            codes, spans = self._pinyin(normal.text)
            sounds = self._by_letter
        plain = dict(self._said(sounds, codes, spans, normal.text)) | self._spelt(normal.text)
        return _replaced(normal, plain) if plain else normal

    def _pinyin(self, text: str) -> tuple[str, list[tuple[int, int]]]:
        """Return the text in syllables; a run of letters that is no pinyin from end to end is left as it is."""
        codes, spans = self._syllables.spelt(text)
        foreign = {i for run in _LATIN.finditer(text) for i in self._letters_of(run, codes, spans)}
        return "".join(" " if i in foreign else code for i, code in enumerate(codes)), spans

    @staticmethod
    def _letters_of(run: re.Match[str], codes: str, spans: list[tuple[int, int]]) -> tuple[int, ...]:
        places = tuple(i for i, (left, _) in enumerate(spans) if run.start() <= left < run.end())
        return places if any(codes[i].isascii() for i in places) else ()

    def _said(
        self, sounds: Mapping[str, tuple[str, ...]], codes: str, spans: list[tuple[int, int]], text: str
    ) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield the place of every disguised syllable and the character that it stands for."""
        heads = [(place, head) for place, head in enumerate(map(add, codes, codes[1:])) if head in sounds]
        for place, head in heads:
            sound = next((sound for sound in sounds[head] if codes.startswith(sound, place)), None)
            if sound is None:
                continue
            word = self._known[sound]
            pieces = spans[place : place + len(word)]
            typed = text[pieces[0][0] : pieces[-1][1]]
            if typed != word and (word in self._words or len(typed) > len(word)):
                yield from zip(pieces, word, strict=True)

    def _spelt(self, text: str) -> dict[tuple[int, int], str]:
        return {m.span(): self._letters[m[0]] for m in _LATIN.finditer(text) if m[0] in self._letters}


def _by_start(sounds: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the sounds by their first two syllables, the longest first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for sound in sorted(set(sounds), key=lambda sound: (-len(sound), sound)):
        found[sound[:2]].append(sound)
    return {start: tuple(group) for start, group in found.items()}


def _replaced(normal: Normal, plain: Mapping[tuple[int, int], str]) -> Normal:
    """Return the view in which these spans are written as given."""
    letters: list[str] = []
    ways: list[tuple[int, int]] = []
    place = 0
    for (left, right), word in sorted(plain.items()):
        if left < place:
            continue
        letters += normal.text[place:left] + word
        ways += [normal.original(i, i + 1) for i in range(place, left)]
        ways += [normal.original(left, right)] * len(word)
        place = right
    letters += normal.text[place:]
    ways += [normal.original(i, i + 1) for i in range(place, len(normal.text))]
    return Normal("".join(letters), tuple(start for start, _ in ways), tuple(end for _, end in ways))
