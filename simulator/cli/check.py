"""`simulator check`: reads every data file, lists every mistake, proves that all thirty rows can be played."""

import typer
from rich.console import Console
from rich.table import Table

from simulator.domain.errors import Problem
from simulator.i18n import Catalogue, catalogue
from simulator.services.coverage import Coverage, RowCoverage, Stumble
from simulator.settings import Settings
from simulator.wiring.site import check_content


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help=catalogue()("check.help"))(check)


def check() -> None:
    """List every mistake (exit status 1), else the coverage matrix."""
    t, console = catalogue(), Console(highlight=False, markup=False)
    problems, coverage = check_content(Settings.load())
    if problems or coverage is None:
        _print_problems(problems, t)
        raise typer.Exit(1)
    console.print(_table(coverage, t))
    for stumble in coverage.stumbles:
        console.print(_stumble(stumble, t))
    complete = sum(row.complete for row in coverage.rows)
    console.print(t("check.coverage", complete=complete, rows=len(coverage.rows), scenarios=coverage.scenarios))
    if complete < len(coverage.rows) or coverage.stumbles:
        raise typer.Exit(1)


def _print_problems(problems: tuple[Problem, ...], t: Catalogue) -> None:
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    console.print(t("check.problems", count=len(problems)))
    for problem in problems:
        console.print(t.problem(problem))


def _stumble(stumble: Stumble, t: Catalogue) -> str:
    what = t(f"check.{stumble.what}")
    return t("check.stumble", scenario=stumble.scenario, situation=stumble.situation, step=stumble.step, what=what)


def _table(coverage: Coverage, t: Catalogue) -> Table:
    table = Table(title=t("check.title"))
    for column in ("row", "situation", "steps", "in_calls", "scenarios", "detection", "good", "bad"):
        table.add_column(t(f"check.{column}"), overflow="fold")
    for row in coverage.rows:
        table.add_row(*_cells(row, t))
    return table


def _cells(row: RowCoverage, t: Catalogue) -> tuple[str, ...]:
    def mark(good: bool) -> str:
        return "✓" if good else "✕"

    return (
        str(row.row),
        row.title,
        t("check.steps_played", played=row.steps_played, steps=row.steps),
        t("check.steps_played", played=row.steps_in_calls, steps=row.steps),
        str(row.scenarios),
        mark(row.detected),
        mark(row.good_passes),
        mark(row.bad_fails),
    )
