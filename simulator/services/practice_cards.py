"""What a trainee sees of a scenario before the call."""

from simulator.domain.director import OPENING
from simulator.domain.library import Library
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import Scenario
from simulator.services.views import ScenarioCard


def card(scenario: Scenario, library: Library, rubric: Rubric) -> ScenarioCard:
    """Return the card of one scenario; nothing hidden is in it. A drill bears the name of its situation."""
    situations = [rubric.situation(planned.key) for planned in scenario.situations]
    rows = {situation.row for situation in situations}
    if not scenario.drill:
        rows.add(rubric.situation(OPENING).row)
    return ScenarioCard(
        id=scenario.key,
        title=situations[0].short_title if scenario.drill else scenario.title,
        persona=library.persona(scenario.persona).label,
        summary=situations[0].title if scenario.drill else scenario.summary,
        rows=tuple(sorted(rows)),
        minutes=1 if scenario.drill else scenario.minutes,
        sheet=scenario.sheet,
    )


def cards(library: Library, rubric: Rubric) -> tuple[ScenarioCard, ...]:
    """Return the cards of all scenarios, by title."""
    return tuple(sorted((card(s, library, rubric) for s in library.scenarios.values()), key=lambda c: c.title))
