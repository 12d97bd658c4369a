"""A grader that hears every reply once."""

from functools import lru_cache

from simulator.domain.grade import Grade, Grader
from simulator.domain.reply import Facts, Reply

REPLIES_REMEMBERED = 2048
"""Enough for the calls of a class at one time; what was heard before is not worth more memory."""


class RememberingGrader:
    """Implements `simulator.domain.grade.Grader`; a call asks often what its earlier replies contained.

    Args:
        grader: Does the work.
    """

    def __init__(self, grader: Grader) -> None:
        """Remember what `grader` hears; safe for many threads."""
        self._grader = grader
        self._heard = lru_cache(maxsize=REPLIES_REMEMBERED)(grader.heard)

    def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
        """Grade a reply; never remembered, since a judge may have a part in it.

        Raises:
            NotFound: If the rubric has no such situation or step.
        """
        return self._grader.grade(situation, step, reply, facts)

    def heard(self, text: str) -> frozenset[str]:
        """Return every `say` element that the words alone contain."""
        return self._heard(text)
