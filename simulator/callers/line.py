"""What a bad line leaves of an owner's words; every choice comes from the injected generator."""

import re
from random import Random

from simulator.domain.scenario import LineCondition

_CLAUSE = re.compile(r"[^，。！？；：、…,.!?]+")


def as_heard(text: str, line: LineCondition, noises: tuple[str, ...], draw: Random) -> str:
    """Return `text` as it arrives.

    Args:
        text: The owner's words.
        line: Condition of the line; on a silent one `text` is already a stage direction.
        noises: Words for what such a line does, e.g. 滋滋 or 声音很小.
        draw: Source of chance.
    """
    match line:
        case "noisy" | "dropouts":
            return _in_fragments(text, noises, draw)
        case "quiet" | "speakerphone":
            return f"（{draw.choice(noises)}）{_faint(text, draw)}" if noises else _faint(text, draw)
        case _:
            return text


def _in_fragments(text: str, noises: tuple[str, ...], draw: Random) -> str:
    """Keep one scrap of two to four characters of each clause, with noise between."""
    scraps = [_scrap(clause, draw) for clause in _CLAUSE.findall(text)]
    heard: list[str] = []
    for scrap in scraps:
        heard += [draw.choice(noises), scrap]
    return f"（……{'……'.join([*heard, draw.choice(noises)])}……）"


def _scrap(clause: str, draw: Random) -> str:
    length = min(len(clause), draw.randint(2, 4))
    start = draw.randint(0, len(clause) - length)
    return clause[start : start + length]


def _faint(text: str, draw: Random) -> str:
    """Lose about a third of the clauses, never all."""
    clauses = _CLAUSE.findall(text)
    kept = [clause for clause in clauses if draw.random() < 2 / 3] or clauses[:1]
    return "……".join([*kept, ""])
