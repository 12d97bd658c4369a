"""`simulator train`: rebuilds the generated data of the rubric, byte for byte, from the labelled replies."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.streams import say
from simulator.i18n import catalogue
from simulator.settings import Settings
from simulator.wiring.batch import labelled_replies, rebuild_tables


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    t = catalogue()

    @app.command(name="train", help=t("train.help"))
    def train(
        rubric_dir: Annotated[Path | None, typer.Option("--rubric", help=t("train.rubric"))] = None,
    ) -> None:
        root = rubric_dir or Settings.load().rubric_dir
        replies = labelled_replies(root)
        rebuild_tables(root, replies)
        say(t("train.done", replies=len(replies)))
