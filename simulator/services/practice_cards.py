"""What a trainee sees of a scenario before the call."""

from simulator.domain.call import Call
from simulator.domain.errors import NotFound
from simulator.domain.library import Library
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import Scenario
from simulator.domain.temper import OPENING
from simulator.services.views import ScenarioCard


def card(scenario: Scenario, library: Library, rubric: Rubric) -> ScenarioCard:
    """Return the card of one scenario; nothing hidden is in it. A drill bears the name of its situation."""
    persona = library.personas.get(scenario.persona)
    situations = [rubric.situation(planned.key) for planned in scenario.situations]
    rows = {situation.row for situation in situations}
    if not scenario.drill:
        rows.add(rubric.situation(OPENING).row)
    return ScenarioCard(
        id=scenario.key,
        title=situations[0].short_title if scenario.drill else scenario.title,
        persona=persona.label if persona else "",
        summary=situations[0].title if scenario.drill else scenario.summary,
        rows=tuple(sorted(rows)),
        minutes=1 if scenario.drill else scenario.minutes,
        sheet=scenario.sheet,
    )


def scenario_of(call: Call, library: Library) -> Scenario:
    """Return the scenario of a call; for one that is over it may have been withdrawn from the data files.

    Raises:
        NotFound: If it is withdrawn and the call is still going on.
    """
    try:
        return library.scenario(call.started.scenario, call.started.seed)
    except NotFound:
        if call.is_over:
            return Scenario.withdrawn(call.started.scenario)
        raise


def cards(library: Library, rubric: Rubric) -> tuple[ScenarioCard, ...]:
    """Return the cards of all scenarios, by title."""
    return tuple(sorted((card(s, library, rubric) for s in library.scenarios.values()), key=lambda c: c.title))
