"""Which alternatives of a pattern can match a text at all: those whose literal characters occur in it.

Hundreds of alternatives would be tried at every character of every reply. Each is filed here under the rarest literal
that its every match holds, two neighbouring characters if possible, so that only a handful are tried. (The idea is that
of RE2's FilteredRE2.) Only the subset of the syntax that the rules use is understood; what is not is always tried.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from operator import add
from typing import Protocol

from simulator.domain.detection import Filing

_COMMON = frozenset("我您你的了不就这那有是吗吧好请说在一会给们个来么什到还要能没上下电话没可以，。！？")
_COMMON_COST, _SINGLE_COST, _PAIR_COST = 60, 6, 1
_STRUCTURE = re.compile(r"\\.|\[\^?(?:\\.|.)(?:\\.|[^\]\\])*\]|[()|]")
"""Escapes and sets, which are passed over, and what gives a pattern its structure."""

_MOST_PAIRED = 8
"""Sets of more characters than this are not paired with their neighbours."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands at one place of an alternative.

    Attributes:
        signs: The characters of which exactly one stands there; None if anything or nothing may.
        atoms: Literals of which every match of the piece holds at least one; None if there are none.
    """

    signs: frozenset[str] | None = None
    atoms: frozenset[str] | None = None


_ANYTHING = _Piece()
Cost = Callable[[frozenset[str]], int]
"""How often texts hold one of some literals."""


class Index:
    """The alternatives of all patterns filed together: a text is looked up once for all of them."""

    def __init__(self, filing: Filing) -> None:
        """Take the filing that was worked out when the tables were built; it is used if the patterns are the same."""
        self._filing = filing
        self._sources: list[str] = []
        self._compiled: dict[int, re.Pattern[str]] = {}

    def add(self, sources: Iterable[str]) -> "Alternatives":
        """File further alternatives.

        Raises:
            RuntimeError: If a text has been looked up already.
        """
        if "_filed" in self.__dict__:
            raise RuntimeError("the index is closed")
        first = len(self._sources)
        self._sources.extend(sources)
        return Alternatives(self, first, len(self._sources))

    def filing(self) -> Filing:
        """Return where every alternative is filed."""
        return self._filing if self._filing.patterns == self._mark else self._file(_usual_cost)

    def refile(self, texts: Iterable[str]) -> Filing:
        """Work out the filing anew: every alternative under literals that are rare in these normalised texts."""
        seen = Counter(atom for text in texts for atom in atoms_in(text))
        return self._file(lambda atoms: sum(seen[atom] + 1 for atom in atoms))

    @property
    def _mark(self) -> str:
        return sha256("\n".join(self._sources).encode()).hexdigest()

    def _file(self, cost: Cost) -> Filing:
        atoms = tuple(" ".join(sorted(atoms_of(source, cost) or ())) for source in self._sources)
        return Filing(patterns=self._mark, atoms=atoms)

    @cached_property
    def _filed(self) -> dict[str, list[int]]:
        """The numbers by atom; under "" those that are always tried."""
        filed: defaultdict[str, list[int]] = defaultdict(list)
        for number, atoms in enumerate(self.filing().atoms):
            for atom in atoms.split(" "):
                filed[atom].append(number)
        return dict(filed)

    def live(self, atoms: frozenset[str]) -> list[int]:
        """Return the alternatives that may match a text of these characters and neighbours, in order."""
        filed = self._filed
        return sorted({number for atom in filed.keys() & atoms for number in filed[atom]})

    def pattern(self, number: int) -> re.Pattern[str]:
        """Return one alternative, compiled."""
        if (pattern := self._compiled.get(number)) is None:
            pattern = self._compiled[number] = re.compile(self._sources[number])
        return pattern


class Text(Protocol):
    """What is searched."""

    @property
    def text(self) -> str:
        """The words."""
        ...

    @property
    def live(self) -> list[int]:
        """The alternatives of the index that the words may hold, in order."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class Alternatives:
    """The alternatives of one rule, side by side in the index.

    Attributes:
        index: Where they are filed.
        first: Number of the first.
        end: Number behind the last.
    """

    index: Index
    first: int
    end: int

    def live(self, text: Text) -> list[int]:
        """Return those that the text may hold, by their number in the index, in order."""
        numbers = text.live
        return numbers[bisect_left(numbers, self.first) : bisect_left(numbers, self.end)]

    def occur(self, text: Text, span: tuple[int, int] | None = None) -> bool:
        """True if any alternative matches somewhere in the text, or in this span of it."""
        return next(self.hits(text, span), None) is not None

    def hits(self, text: Text, span: tuple[int, int] | None = None) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield each alternative that matches in the text, or in this span of it: its place from 0, its first match."""
        words = text.text
        left, right = span or (0, len(words))
        for number in self.live(text):
            if (match := self.index.pattern(number).search(words, left, right)) is not None:
                yield number - self.first, match


def atoms_in(text: str) -> frozenset[str]:
    """Return every character of a text, every two that stand side by side, and "" for what is always tried."""
    return frozenset(text).union(map(add, text, text[1:]), ("",))


def alternatives(source: str) -> list[str]:
    """Return the alternatives of a pattern, those of a group that is one of them included."""
    cuts, end = _cuts(source)
    if not cuts and source.startswith("(?:") and end == len(source):
        return alternatives(source[3:-1])
    starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(source)]
    parts = [source[left:right] for left, right in zip(starts, ends, strict=True)]
    return [inner for part in parts for inner in alternatives(part)] if cuts else parts


def _cuts(source: str) -> tuple[list[int], int]:
    """Return the places of every bar outside of brackets, and where the first group ends (0 if there is none)."""
    cuts: list[int] = []
    depth = end = 0
    for sign in _STRUCTURE.finditer(source):
        match sign[0]:
            case "(":
                depth += 1
            case ")":
                depth -= 1
                end = end or (0 if depth else sign.end())
            case "|" if not depth:
                cuts.append(sign.start())
    return cuts, end


def atoms_of(source: str, cost: Cost) -> frozenset[str] | None:
    """Return literals of which every match of one alternative holds at least one, the cheapest; None without any."""
    pieces = list(_pieces(source, cost))
    choices = [piece.atoms for piece in pieces if piece.atoms]
    for left, right in pairwise(pieces):
        if left.signs and right.signs and max(len(left.signs), len(right.signs)) <= _MOST_PAIRED:
            choices.append(frozenset(a + b for a in left.signs for b in right.signs))
    return min(choices, key=cost, default=None)


def _usual_cost(atoms: frozenset[str]) -> int:
    """How often a text holds one of the literals, by rule of thumb."""
    return sum(_PAIR_COST if len(a) > 1 else _COMMON_COST if a in _COMMON else _SINGLE_COST for a in atoms)


def _end(source: str, place: int) -> int:
    """Return where the sign, escape, set or group that begins at `place` ends."""
    match source[place]:
        case "\\":
            return place + 2
        case "[":
            end = place + 2 + (source[place + 1] == "^")
            while source[end] != "]":
                end = end + 2 if source[end] == "\\" else end + 1
            return end + 1
        case "(":
            end = place + 1
            while source[end] != ")":
                end = _end(source, end)
            return end + 1
        case _:
            return place + 1


def _pieces(source: str, cost: Cost) -> Iterator[_Piece]:
    place = 0
    while place < len(source):
        end = _end(source, place)
        after = _quantifier_end(source, end)
        quantifier = source[end:after]
        piece = _piece(source[place:end], cost)
        place = after
        if piece is None:
            continue
        if quantifier:
            # What may be left out, or said again, has no neighbour for certain.
            piece = _Piece(atoms=None if quantifier[0] in "?*" or quantifier.startswith("{0") else piece.atoms)
        yield piece


def _quantifier_end(source: str, place: int) -> int:
    if place < len(source) and source[place] in "?*+{":
        place = source.index("}", place) + 1 if source[place] == "{" else place + 1
        return place + 1 if place < len(source) and source[place] == "?" else place
    return place


def _piece(token: str, cost: Cost) -> _Piece | None:
    """Return what a token stands for; None if it takes up no place."""
    if token in ("^", "$") or token.startswith(("(?=", "(?!", "(?<", r"\b", r"\B")):
        return None
    if token.startswith("("):
        return _group(token[1:-1].removeprefix("?:"), cost)
    if token.startswith("["):
        return _set(token[1:-1])
    if token == "." or (token.startswith("\\") and token[1].isalnum()):
        return _ANYTHING
    sign = frozenset(token[-1])
    return _Piece(sign, sign)


def _set(inside: str) -> _Piece:
    if inside.startswith("^") or "-" in inside or "\\" in inside:
        return _ANYTHING
    signs = frozenset(inside)
    return _Piece(signs, signs)


def _group(inside: str, cost: Cost) -> _Piece:
    found: set[str] = set()
    parts = alternatives(inside)
    for part in parts:
        atoms = atoms_of(part, cost)
        if atoms is None:
            return _ANYTHING
        found |= atoms
    signs = frozenset(parts) if all(len(part) == 1 for part in parts) else None
    return _Piece(signs, frozenset(found))
