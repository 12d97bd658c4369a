"""The rubric: the guide's situations, steps, elements and violations as values.

Source of every rule is the guide 《物业客服电话礼仪规范用语》; `row` fields name its rows 1–30.
Detection rules (lexicon, patterns) are compiled by `simulator.grading` and only their hash appears here.
"""

from typing import Literal

from simulator.domain.base import Frozen
from simulator.domain.errors import NotFound
from simulator.domain.reply import Facts

ElementKind = Literal["say", "do"]
Severity = Literal["minor", "critical"]


class Element(Frozen):
    """One thing that a reply says (`say`) or does (`do`).

    Attributes:
        label: What a trainee reads, e.g. 致歉.
        means: What it means (English, for editors of the rubric and the judge).
        looked_for: One Chinese sentence for the trainee: what was looked for and why an owner needs it.
        weight: Share in the score, relative to the other elements of the step.
        ok: Wordings that contain it.
        not_ok: Wordings that do not.
    """

    key: str
    kind: ElementKind
    label: str
    means: str
    looked_for: str
    weight: float = 1.0
    ok: tuple[str, ...] = ()
    not_ok: tuple[str, ...] = ()


class Violation(Frozen):
    """One class of forbidden wording or action.

    Attributes:
        why: One Chinese sentence: why it hurts.
        instead: What to say in its place.
        from_rows: Rows of the guide whose 不应该 cell it generalises.
        points_off: Points taken from a score of 100 for a minor one; a critical one fails the reply.
    """

    key: str
    severity: Severity
    label: str
    means: str
    why: str
    instead: str
    from_rows: tuple[int, ...]
    points_off: int
    ok: tuple[str, ...] = ()
    not_ok: tuple[str, ...] = ()


class Alternative(Frozen):
    """One complete list of required elements: the words (`say`, `do` in any order), then actions in order.

    Attributes:
        elements: Required elements, in the guide's order.
        then: Actions that must follow the words, in this order.
        facts: Facts under which this list applies (empty: always).
    """

    elements: tuple[str, ...]
    then: tuple[str, ...] = ()
    facts: Facts = Facts()

    @property
    def required(self) -> tuple[str, ...]:
        """Every required key, words first."""
        return self.elements + self.then


class Step(Frozen):
    """One reply that a situation asks for; one alternative suffices.

    Attributes:
        number: From 1, in the guide's order.
        when: Why this step comes due after the one before it (Chinese; "" for the first).
        approved: Approved wordings with the blanks {centre}, {surname}, {honorific}, {hours}.
    """

    number: int
    when: str
    alternatives: tuple[Alternative, ...]
    approved: tuple[str, ...]

    def open_to(self, facts: Facts) -> tuple[Alternative, ...]:
        """Return the alternatives that apply under these facts of the call, in the guide's order."""
        return tuple(a for a in self.alternatives if _applies(a.facts, facts))

    def required(self, facts: Facts) -> tuple[str, ...]:
        """Return every element that some alternative asks for, each once, in order."""
        return tuple(dict.fromkeys(key for a in self.open_to(facts) for key in a.required))


class Situation(Frozen):
    """A row of the guide.

    Attributes:
        title: The 情况 cell, verbatim.
        should_not: The 不应该 cell, verbatim.
        should: The 应该 cell, verbatim.
        forbidden: The forbidden wordings of the 不应该 cell one by one (empty where it forbids an act).
        opened_by: "caller" for what an owner brings about, "trainee" for what an agent opens himself
            (rows 1, 8, 9, 11, 12, 23, 28, 29).
    """

    key: str
    row: int
    title: str
    short_title: str
    should_not: str
    should: str
    forbidden: tuple[str, ...]
    opened_by: Literal["caller", "trainee"]
    steps: tuple[Step, ...]

    def step(self, number: int) -> Step:
        """Return step `number`, counted from 1.

        Raises:
            NotFound: If the situation has no such step.
        """
        if not 1 <= number <= len(self.steps):
            raise NotFound("step_unknown", situation=self.key, step=number)
        return self.steps[number - 1]


class Rubric(Frozen):
    """Guide, elements, violations and weights, versioned by `hash` (which covers the detection rules too)."""

    hash: str
    situations: dict[str, Situation]
    elements: dict[str, Element]
    violations: dict[str, Violation]

    def situation(self, key: str) -> Situation:
        """Return a situation by key.

        Raises:
            NotFound: If there is none.
        """
        if (found := self.situations.get(key)) is None:
            raise NotFound("situation_unknown", situation=key)
        return found

    @property
    def by_row(self) -> tuple[Situation, ...]:
        """The situations in the guide's order."""
        return tuple(sorted(self.situations.values(), key=lambda s: s.row))


def _applies(wanted: Facts, given: Facts) -> bool:
    """True unless a fact that is wanted is known to be otherwise: an unknown one rules nothing out."""
    pairs = ((wanted.colleague, given.colleague), (wanted.complaint, given.complaint))
    return all(want is None or have is None or want == have for want, have in pairs)
