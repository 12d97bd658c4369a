"""The `simulator` command: one sub-command per module, every expected error one sentence and exit status 1."""

import sys

import typer
from rich.console import Console

from simulator.cli import (
    agreement,
    audit,
    check,
    database,
    demo,
    doctor,
    grade,
    labels,
    play,
    regrade,
    serve,
    train,
    user,
)
from simulator.domain.errors import SimulatorError
from simulator.i18n import catalogue

COMMANDS = (serve, play, grade, regrade, agreement, check, doctor, audit, user, database, demo, labels, train)


def build() -> typer.Typer:
    """Return the application with every command registered."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for module in COMMANDS:
        module.register(app)
    return app


def main() -> None:
    """Run the command line; the one place where an expected error becomes a sentence."""
    try:
        build()()
    except SimulatorError as error:
        Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(catalogue().error(error))
        sys.exit(1)
