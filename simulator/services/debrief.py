"""Use case: look back at a call."""

from collections import Counter, defaultdict

from simulator.domain.call import Call, Turn
from simulator.domain.grade import State
from simulator.domain.library import AdviceKey
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import Scenario
from simulator.services.feedback import Feedback
from simulator.services.views import Debrief, DebriefTurn, ScenarioCard


class Debriefing:
    """Makes debriefs.

    Args:
        rubric: The guide.
        feedback: Contrast pairs.
        advice: Sentences for what to do next.
    """

    def __init__(self, rubric: Rubric, feedback: Feedback, advice: dict[AdviceKey, str]) -> None:
        """Keep the parts."""
        self._rubric = rubric
        self._feedback = feedback
        self._advice_texts = advice

    def of(self, call_id: str, call: Call, scenario: Scenario, card: ScenarioCard) -> Debrief:
        """Return the debrief of a call as far as it has gone."""
        return Debrief(
            call_id=call_id,
            call=call,
            card=card,
            score=call.score,
            advice=self._advice(call),
            composition=self._composition(call),
            turns=tuple(self.turn(turn, scenario) for turn in call.turns),
            sealed=call.started.mode == "exam",
        )

    def turn(self, turn: Turn, scenario: Scenario) -> DebriefTurn:
        """Return one turn with its contrast pairs."""
        seconds = (turn.replied_at - turn.caller.at).total_seconds() if turn.replied_at else None
        contrasts = tuple(self._feedback.contrast(grade, turn.reply.text, scenario) for grade in turn.grades)
        return DebriefTurn(turn=turn, seconds_to_reply=seconds, contrasts=contrasts)

    def _composition(self, call: Call) -> tuple[tuple[str, float | None, int], ...]:
        """Scores of each situation, weakest first, those without a number last."""
        scores: dict[str, list[int]] = defaultdict(list)
        replies: Counter[str] = Counter()
        for grade in call.grades:
            replies[grade.situation] += 1
            scores[grade.situation] += [] if grade.score is None else [grade.score]
        lines = [
            (self._rubric.situation(key).short_title, sum(s) / len(s) if (s := scores[key]) else None, count)
            for key, count in replies.items()
        ]
        return tuple(sorted(lines, key=lambda line: (line[1] is None, line[1] or 0.0)))

    def _advice(self, call: Call) -> str:
        """The gravest violation first, else the element that was missed most often."""
        texts, grades = self._advice_texts, call.grades
        if not grades:
            return texts["not_graded"]
        violations = Counter(v.key for grade in grades for v in grade.violations)
        if violations:
            worst = max(
                violations, key=lambda key: (self._rubric.violations[key].severity == "critical", violations[key])
            )
            violation = self._rubric.violations[worst]
            return texts["violation"].format(label=violation.label, instead=violation.instead)
        missed = Counter(k for g in grades for k in g.required if g.elements[k].state is State.NOT_MET)
        if missed:
            element = self._rubric.elements[missed.most_common(1)[0][0]]
            return texts["missed"].format(label=element.label, looked_for=element.looked_for)
        return texts["all_met"]
