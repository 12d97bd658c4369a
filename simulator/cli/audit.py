"""`simulator audit`: how a model behaves as an owner, before trainees meet it."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from simulator.cli.streams import say
from simulator.i18n import Catalogue, catalogue
from simulator.services.caller_audit import AuditReport
from simulator.settings import Settings
from simulator.wiring.audit import audit_callers

_ = catalogue()
CallsOption = Annotated[int, typer.Option("--calls", min=1, max=10_000, help=_("caller_audit.calls"))]
ScenarioOption = Annotated[list[str] | None, typer.Option("--scenario", help=_("caller_audit.scenario"))]
SeedOption = Annotated[int, typer.Option("--seed", help=_("caller_audit.seed"))]
_EXAMPLES = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("audit", help=catalogue()("caller_audit.help"))(audit)


def audit(calls: CallsOption = 20, scenario: ScenarioOption = None, seed: SeedOption = 1) -> None:
    """Print the counts; exit status 1 if something slipped through, or there is no model."""
    t, console = catalogue(), Console(highlight=False, markup=False, soft_wrap=True)
    audited = audit_callers(Settings.load(), calls, scenario or (), seed)
    if audited is None:
        say(t("caller_audit.no_model"))
        raise typer.Exit(1)
    report, usage = audited
    console.print(_table(report, t))
    for kind, words in (*report.slipped, *report.stopped)[:_EXAMPLES]:
        console.print(t("caller_audit.example", what=t(f"caller_audit.{kind}"), words=words))
    tokens = {
        name: t("caller_audit.unknown") if value is None else value
        for name, value in (("tokens_in", usage.tokens_in), ("tokens_out", usage.tokens_out))
    }
    console.print(t("caller_audit.usage", calls=usage.calls, seconds=round(usage.seconds, 1), **tokens))
    if report.slipped:
        raise typer.Exit(1)


def _table(report: AuditReport, t: Catalogue) -> Table:
    title = t("caller_audit.title", calls=report.calls, turns=report.turns, generated=report.generated)
    table = Table(title=title)
    for column in ("what", "stopped", "slipped"):
        table.add_column(t(f"caller_audit.{column}"))
    for kind, (stopped, slipped) in report.counts().items():
        table.add_row(t(f"caller_audit.{kind}"), str(stopped), str(slipped))
    return table
