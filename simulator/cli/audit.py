"""`simulator audit`: how a model behaves as an owner, before trainees meet it."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from simulator.cli.streams import say
from simulator.i18n import Catalogue, catalogue
from simulator.services.caller_audit import AuditReport
from simulator.settings import Settings
from simulator.wiring_audit import audit_callers

_ = catalogue()
CallsOption = Annotated[int, typer.Option("--calls", min=1, max=10_000, help=_("audit.calls"))]
ScenarioOption = Annotated[list[str] | None, typer.Option("--scenario", help=_("audit.scenario"))]
SeedOption = Annotated[int, typer.Option("--seed", help=_("audit.seed"))]
_EXAMPLES = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("audit", help=catalogue()("audit.help"))(audit)


def audit(calls: CallsOption = 20, scenario: ScenarioOption = None, seed: SeedOption = 1) -> None:
    """Print the counts; exit status 1 if something slipped through, or there is no model."""
    t, console = catalogue(), Console(highlight=False, markup=False, soft_wrap=True)
    audited = audit_callers(Settings.load(), calls, scenario or (), seed)
    if audited is None:
        say(t("audit.no_model"))
        raise typer.Exit(1)
    report, usage = audited
    console.print(_table(report, t))
    for kind, words in (*report.slipped, *report.stopped)[:_EXAMPLES]:
        console.print(t("audit.example", what=t(f"audit.{kind}"), words=words))
    tokens = {
        name: t("audit.unknown") if value is None else value
        for name, value in (("tokens_in", usage.tokens_in), ("tokens_out", usage.tokens_out))
    }
    console.print(t("audit.usage", calls=usage.calls, seconds=round(usage.seconds, 1), **tokens))
    if report.slipped:
        raise typer.Exit(1)


def _table(report: AuditReport, t: Catalogue) -> Table:
    title = t("audit.title", calls=report.calls, turns=report.turns, generated=report.generated)
    table = Table(title=title)
    for column in ("what", "stopped", "slipped"):
        table.add_column(t(f"audit.{column}"))
    for kind, (stopped, slipped) in report.counts().items():
        table.add_row(t(f"audit.{kind}"), str(stopped), str(slipped))
    return table
