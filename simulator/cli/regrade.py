"""`simulator regrade`: makes up for the time in which the endpoint was down."""

from typing import Annotated

import typer
from rich.console import Console

from simulator.cli.streams import say
from simulator.i18n import catalogue
from simulator.settings import Settings
from simulator.wiring.regrade import regrade as grade_again

LimitOption = Annotated[int, typer.Option("--limit", min=1, help=catalogue()("regrade.limit"))]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("regrade", help=catalogue()("regrade.help"))(regrade)


def regrade(limit: LimitOption = 1000) -> None:
    """Grade what waits; exit status 1 if something is still open, or there is no model."""
    t = catalogue()
    report = grade_again(Settings.load(), limit)
    if report is None:
        say(t("regrade.no_model"))
        raise typer.Exit(1)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(t("regrade.done", waiting=report.waiting, graded=report.graded, left=report.left))
    if report.left:
        raise typer.Exit(1)
