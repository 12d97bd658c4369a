"""`simulator doctor`: one line for each part of the installation, with what to do where it ails."""

import typer
from rich.console import Console

from simulator.i18n import Catalogue, catalogue
from simulator.services.doctor import Finding, examine
from simulator.settings import Settings
from simulator.wiring.doctor import checks

_SIGNS = {"ok": "✓", "note": "·", "bad": "✕"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help=catalogue()("doctor.help"))(doctor)


def doctor() -> None:
    """Print every finding; exit status 1 if something wants mending."""
    t, console = catalogue(), Console(highlight=False, markup=False, soft_wrap=True)
    ails = False
    for finding in examine(checks(Settings.load())):
        console.print(f"{_SIGNS[finding.level]} {sentence(finding, t)}")
        for problem in finding.problems:
            console.print(t.problem(problem))
        ails = ails or finding.level == "bad"
    console.print(t("doctor.ails" if ails else "doctor.well"))
    if ails:
        raise typer.Exit(1)


def sentence(finding: Finding, t: Catalogue) -> str:
    """Return a finding in words."""
    return t.error(finding.error) if finding.error is not None else t(f"doctor.{finding.code}", **finding.params)
