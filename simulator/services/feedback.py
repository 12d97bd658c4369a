"""The contrast pair of one grade: 不应该 / 应该 / what was said, in the guide's own words."""

from difflib import SequenceMatcher

from simulator.domain.grade import Grade, State
from simulator.domain.rubric import Rubric, Step
from simulator.domain.scenario import Scenario
from simulator.services.views import Contrast


class Feedback:
    """Puts the rubric's words beside a grade.

    Args:
        rubric: The guide.
        centre: Name of the community, for the blank ** of the guide.
        hours: Hours within which a complaint of each class is answered.
    """

    def __init__(self, rubric: Rubric, centre: str, hours: dict[str, int]) -> None:
        """Keep what blanks are filled with."""
        self._rubric = rubric
        self._centre = centre
        self._hours = hours

    def contrast(self, grade: Grade, said: str, scenario: Scenario) -> Contrast:
        """Return the contrast pair for one grade of a reply with the words `said`."""
        situation = self._rubric.situation(grade.situation)
        approved = self.approved(situation.step(grade.step), scenario)
        return Contrast(
            situation=situation.key,
            row=situation.row,
            title=situation.short_title,
            step=grade.step,
            should_not=situation.should_not,
            approved=approved,
            nearest=nearest(said, approved),
            missed=self._missed(grade, said),
            violations=self._violations(grade),
        )

    def approved(self, step: Step, scenario: Scenario) -> tuple[str, ...]:
        """Return the approved wordings of a step that fit the facts of the call, blanks filled in."""
        options = step.open_to(scenario.for_grading)
        wordings = step.approved
        if len(wordings) == len(step.alternatives):
            pairs = zip(wordings, step.alternatives, strict=True)
            wordings = tuple(wording for wording, option in pairs if option in options)
        blanks = {
            "centre": f"{self._centre}业主服务中心",
            "surname": scenario.surname,
            "honorific": scenario.honorific,
            "hours": str(self._hours[scenario.complaint or "complex"]),
        }
        return tuple(wording.format(**blanks) for wording in wordings)

    def _missed(self, grade: Grade, said: str) -> tuple[tuple[str, str, str], ...]:
        keys = [key for key in grade.required if grade.elements[key].state is State.NOT_MET]
        elements = [self._rubric.elements[key] for key in keys]
        return tuple((e.label, e.looked_for, nearest(said, e.ok)) for e in elements)

    def _violations(self, grade: Grade) -> tuple[tuple[str, str, str, str], ...]:
        known = self._rubric.violations
        return tuple(
            (known[v.key].label, known[v.key].why, known[v.key].instead, v.quote or "") for v in grade.violations
        )


def nearest(said: str, wordings: tuple[str, ...]) -> str:
    """Return the wording that shares most with what was said; "" if there are none."""
    return max(wordings, key=lambda wording: SequenceMatcher(None, said, wording).ratio(), default="")
