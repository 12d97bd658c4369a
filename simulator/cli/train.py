"""`simulator train`: rebuilds the generated data of the rubric, byte for byte, from the labelled replies."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.streams import say
from simulator.domain.errors import SettingsError
from simulator.i18n import catalogue
from simulator.settings import Settings
from simulator.wiring.batch import Record, labelled_replies, rebuild_tables

_EXTRA = frozenset({"pypinyin", "scipy", "sklearn", "threadpoolctl"})
"""What only the extra ``train`` installs; other commands do without."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    t = catalogue()

    @app.command(name="train", help=t("train.help"))
    def train(
        rubric_dir: Annotated[Path | None, typer.Option("--rubric", help=t("train.rubric"))] = None,
    ) -> None:
        root = rubric_dir or Settings.load().rubric_dir
        replies = labelled_replies(root)
        _rebuild(root, replies)
        say(t("train.done", replies=len(replies)))


def _rebuild(root: Path, replies: tuple[Record, ...]) -> None:
    """Rebuild the tables.

    Raises:
        SettingsError: If the extra ``train`` is not installed; no file has been touched then.
    """
    try:
        rebuild_tables(root, replies)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in _EXTRA:
            raise
        raise SettingsError("train_extra_missing", package=package) from error
