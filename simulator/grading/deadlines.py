"""promise_deadline: a definite reply within the time that the class of the complaint allows (rows 19 and 20)."""

import re
from dataclasses import dataclass

from simulator.domain.grade import State
from simulator.domain.reply import Facts
from simulator.grading.durations import Duration, clock_spans, durations
from simulator.grading.patterns import Guards, Lexicon, Span
from simulator.grading.reading import Reading

ALLOWED_MINUTES = {"simple": 120, "complex": 1440}
"""Simple complaints within 2 hours, complex ones within 24 (row 19)."""


@dataclass(frozen=True, eq=False)
class DeadlineRules:
    """Patterns around a length of time.

    Attributes:
        promise: An answer to the owner is spoken of in the sentence.
        too_vague: Just behind or before the time: 后, 左右, 超过 … it is no limit.
        not_ours: The clause does not promise: 不保证, 别的小区 ….
        within_a_day: Points of the calendar that lie within 24 hours: 明天这个时候之前.
        within_two_hours: Points that lie within 2 hours.
    """

    promise: re.Pattern[str]
    too_vague: re.Pattern[str]
    not_ours: re.Pattern[str]
    within_a_day: re.Pattern[str]
    within_two_hours: re.Pattern[str]

    @classmethod
    def compiled(cls, guards: dict[str, str], lexicon: Lexicon) -> "DeadlineRules":
        """Compile the patterns named ``deadline_*`` of the guards."""
        names = ("promise", "too_vague", "not_ours", "within_a_day", "within_two_hours")
        return cls(*(lexicon.compile(guards[f"deadline_{name}"]) for name in names))


class Deadlines:
    """Reads the promised time of an answer."""

    def __init__(self, rules: DeadlineRules, guards: Guards) -> None:
        """Take compiled rules."""
        self._rules = rules
        self._guards = guards

    def find(self, reading: Reading, facts: Facts) -> tuple[State, Span | None]:
        """Return MET with its span, NOT_MET, or UNSURE if the class of the complaint is not known and matters."""
        promised = [d for d in durations(reading.text) if self._is_promise(reading, d)]
        promised += self._calendar(reading)
        if not promised:
            return State.NOT_MET, None
        longest = max(promised, key=lambda d: d.longest_minutes)
        span = (longest.start, longest.end)
        if facts.complaint is not None:
            limit = ALLOWED_MINUTES[facts.complaint]
            return (State.MET, span) if longest.longest_minutes <= limit else (State.NOT_MET, None)
        if longest.longest_minutes <= ALLOWED_MINUTES["simple"]:
            return State.MET, span
        return (State.UNSURE if longest.longest_minutes <= ALLOWED_MINUTES["complex"] else State.NOT_MET), None

    def speaks_of_one(self, reading: Reading) -> bool:
        """True if the reply names a length of time and an answer: what is said of it was heard right."""
        return bool(self._rules.promise.search(reading.text) and durations(reading.text))

    def _calendar(self, reading: Reading) -> list[Duration]:
        pairs = ((self._rules.within_two_hours, 120.0), (self._rules.within_a_day, 1440.0))
        found = [Duration(*m.span(), minutes, minutes) for rule, minutes in pairs for m in rule.finditer(reading.text)]
        found += clock_spans(reading.text)
        return [d for d in found if self._is_promise(reading, d)]

    def _is_promise(self, reading: Reading, found: Duration) -> bool:
        text = reading.text
        before, behind = text[max(0, found.start - 4) : found.start], text[found.end : found.end + 4]
        near = f"{before}<{text[found.start : found.end]}>{behind}"
        clause = reading.clause(found.start, found.end)
        return not (
            reading.is_void(found.start, found.end)
            or self._rules.too_vague.search(near)
            or self._rules.not_ours.search(text, *clause)
            or not self._rules.promise.search(text, *reading.sentence(found.start, found.end))
            or self._guards.is_quoted(reading, found.start, found.end)
        )
