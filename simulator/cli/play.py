"""`simulator play`: the same call in a terminal, typed or piped in; leaving it keeps the call."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, get_args

import typer
from rich.console import Console
from rich.table import Table

from simulator.cli.play_text import grade_lines, read_command
from simulator.domain.base import utc_now
from simulator.domain.errors import Refused
from simulator.domain.events import Difficulty
from simulator.domain.library import DRILL
from simulator.domain.person import Person
from simulator.i18n import Catalogue, catalogue
from simulator.services.practice import Practice
from simulator.services.views import CallOptions, CallView, ScenarioCard
from simulator.settings import Settings
from simulator.wiring.site import Services, build

_ = catalogue()
ScenarioOption = Annotated[str, typer.Option("--scenario", help=_("play.option_scenario"))]
SeedOption = Annotated[str, typer.Option("--seed", help=_("play.option_seed"))]
DifficultyOption = Annotated[str, typer.Option("--difficulty", help=_("play.option_difficulty"))]
NameOption = Annotated[str, typer.Option("--name", help=_("play.option_name"))]
FastOption = Annotated[bool, typer.Option("--fast/--real-time", help=_("play.option_fast"))]
ResumeOption = Annotated[str, typer.Option("--resume", help=_("play.option_resume"))]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("play", help=catalogue()("play.help"))(play)


def play(
    scenario: ScenarioOption = "",
    seed: SeedOption = "",
    difficulty: DifficultyOption = "standard",
    name: NameOption = "",
    fast: FastOption = False,
    resume: ResumeOption = "",
) -> None:
    """Take a call; without a scenario, list what there is."""
    t, console = catalogue(), Console(highlight=False, markup=False, soft_wrap=True)
    clock = SteppedClock()
    services = build(Settings.load(), clock=clock)
    try:
        if not scenario and not resume:
            console.print(_choices(services.practice.scenarios(), t))
            console.print(t("play.choose"))
            return
        person = services.people.enter(name or t("play.default_name"))
        if resume:
            view = services.practice.view(person, resume)
        else:
            rang = services.practice.start(person, _options(scenario, seed, difficulty))
            view = services.practice.answer(person, rang.call_id, rings=1)
        wait = clock.step if fast else time.sleep
        Terminal(services, person, console, t, wait).run(view)
    finally:
        services.database.close()


def _options(scenario: str, seed: str, difficulty: str) -> CallOptions:
    """Return the options as typed.

    Raises:
        Refused: If the seed is no integer or there is no such difficulty.
    """
    try:
        number = int(seed) if seed else None
    except ValueError:
        raise Refused("seed_not_number", seed=seed) from None
    if difficulty not in get_args(Difficulty):
        raise Refused("difficulty_unknown", difficulty=difficulty)
    mode = "drill" if scenario.startswith(DRILL) else "practice"
    return CallOptions.model_validate({"scenario": scenario, "seed": number, "difficulty": difficulty, "mode": mode})


@dataclass
class SteppedClock:
    """The machine's clock, which may be set forward instead of waiting.

    Attributes:
        ahead: How far it was set forward.
    """

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """Return the present instant in UTC."""
        return utc_now() + self.ahead

    def step(self, seconds: float) -> None:
        """Set the clock forward."""
        self.ahead += timedelta(seconds=seconds)


class Terminal:
    """One call in a terminal.

    Args:
        services: The program.
        person: Who takes the call.
        console: Where it is printed.
        t: Messages.
        wait: Lets so many seconds pass.
    """

    def __init__(
        self, services: Services, person: Person, console: Console, t: Catalogue, wait: Callable[[float], None]
    ) -> None:
        """Keep the parts."""
        self._services = services
        self._practice: Practice = services.practice
        self._person = person
        self._console = console
        self._t = t
        self._wait = wait
        self._shown_turns = 0
        self._shown_grades = 0

    def run(self, view: CallView) -> None:
        """Play until the call is over, or the input ends."""
        self._console.print(self._t("play.begins", call=view.call_id))
        if view.card.sheet:
            self._console.print(self._t("play.sheet", sheet=view.card.sheet.strip()))
        self._show(view)
        for line in self._lines():
            try:
                view = self._do(view, line)
            except Refused as error:
                self._console.print(self._t.error(error))
                continue
            except KeyboardInterrupt:  # in the middle of a pause; the call is kept
                break
            self._show(view)
            if view.call.is_over:
                break
        self._leave(view)

    def _lines(self) -> Iterator[str]:
        """What is typed, until the input ends, is interrupted, or says to leave."""
        while True:
            try:
                line = self._console.input(self._t("play.prompt"))
            except (EOFError, KeyboardInterrupt):
                self._console.print()
                return
            if not sys.stdin.isatty():
                self._console.print(line)
            if line.strip() == self._t("play.command.leave"):
                return
            if line.strip():
                yield line.strip()

    def _do(self, view: CallView, line: str) -> CallView:
        person, call_id = self._person, view.call_id
        if not line.startswith("/"):
            return self._practice.say(person, call_id, line)
        command = read_command(line, self._t)
        if command is None:
            self._console.print(self._t("play.unknown_command", command=line.split()[0]))
            return view
        if command.wait_seconds is not None:
            self._practice.start_wait(person, call_id)
            self._wait(command.wait_seconds)
            return self._practice.end_wait(person, call_id)
        if command.action is None:
            return self._practice.go_on(person, call_id)
        return self._practice.act(person, call_id, command.action)

    def _show(self, view: CallView) -> None:
        """Print the grades and the owner's words that are new."""
        if view.tells_grades:
            turns = [turn for turn in view.call.turns if turn.grades]
            for turn in turns[self._shown_grades :]:
                contrast = self._practice.debrief(self._person, view.call_id).turns[turn.number - 1].contrasts[0]
                for text in grade_lines(turn.grades[0], contrast, self._services.rubric, self._t):
                    self._console.print(text)
            self._shown_grades = len(turns)
        for turn in view.call.turns[self._shown_turns :]:
            self._console.print(self._t("play.owner", text=turn.caller.text))
        self._shown_turns = len(view.call.turns)
        if view.quiet_until:
            self._console.print(self._t("play.quiet"))

    def _leave(self, view: CallView) -> None:
        if not view.call.is_over:
            self._console.print(self._t("play.left", call=view.call_id, name=self._person.name))
            return
        debrief = self._practice.debrief(self._person, view.call_id)
        score = self._t("play.no_score") if debrief.score is None else debrief.score
        self._console.print(self._t("play.over", reason=self._t(f"play.end.{view.call.end_reason}")))
        self._console.print(self._t("play.result", score=score, advice=debrief.advice))
        if provisional := sum(grade.provisional for grade in debrief.call.grades):
            self._console.print(self._t("debrief.provisional", n=provisional))


def _choices(cards: tuple[ScenarioCard, ...], t: Catalogue) -> Table:
    table = Table(title=t("play.scenarios"))
    for column in ("id", "call_title", "persona", "summary"):
        table.add_column(t(f"play.{column}"))
    for card in cards:
        table.add_row(card.id, card.title, card.persona, card.summary)
    return table
