"""`simulator export-labels`: trainers' reviews as labelled replies."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.operator import desk, operator
from simulator.cli.streams import say
from simulator.domain.errors import StorageError
from simulator.i18n import catalogue
from simulator.services.review_labels import as_json

_ = catalogue()
Out = Annotated[Path | None, typer.Option("--out", help=_("labels.option_out"))]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export-labels", help=catalogue()("labels.help"))(export_labels)


def export_labels(out: Out = None) -> None:
    """Write a line for every reply that a trainer graded blindly or corrected."""
    with desk() as (_, services):
        replies = services.labels.labelled(operator())
    text = as_json(replies)
    if out is None:
        sys.stdout.write(text)
    else:
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise StorageError("file_unwritable", file=str(out)) from error
    blind = sum(reply.source == "blind" for reply in replies)
    say(catalogue()("labels.done", count=len(replies), blind=blind, override=len(replies) - blind))
