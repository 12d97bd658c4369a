"""`simulator database`: where it is, what it holds, and forgetting what is due."""

import typer
from rich.console import Console

from simulator.cli.operator import desk, operator
from simulator.i18n import catalogue


def register(app: typer.Typer) -> None:
    """Add the commands."""
    t = catalogue()
    database = typer.Typer(help=t("database.help"), no_args_is_help=True)
    database.command("info", help=t("database.info_help"))(info)
    database.command("sweep", help=t("database.sweep_help"))(sweep)
    app.add_typer(database, name="database")


def info() -> None:
    """Show where the database is and what it holds."""
    t = catalogue()
    with desk() as (services, _):
        found = services.database.info()
    _say(t("database.address", address=found.address))
    _say(t("database.version", version=found.version))
    _say(t("database.size", megabytes=f"{found.bytes / 1_000_000:.1f}"))
    _say(t("database.counts", people=found.people, calls=found.calls, replies=found.replies))


def sweep() -> None:
    """Delete the transcripts whose time is over."""
    t = catalogue()
    with desk() as (_, services):
        days = services.retention.keep_days
        count = services.retention.sweep(operator())
    _say(t("database.swept", count=count, days=days) if days else t("database.kept_for_ever"))


def _say(sentence: str) -> None:
    Console(highlight=False, markup=False, soft_wrap=True).print(sentence)
