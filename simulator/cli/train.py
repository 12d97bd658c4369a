"""`simulator train`: rebuilds the generated data of the rubric, byte for byte, from the labelled replies."""

import json
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.streams import say
from simulator.content.rubric import load_detection, load_rubric
from simulator.grading.normal import Normaliser
from simulator.grading.records import Record, read_records
from simulator.i18n import catalogue
from simulator.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    t = catalogue()

    @app.command(name="train", help=t("train.help"))
    def train(
        rubric_dir: Annotated[Path | None, typer.Option("--rubric", help=t("train.rubric"))] = None,
    ) -> None:
        root = rubric_dir or Settings.load().rubric_dir
        replies = labelled(root)
        rebuild(root, replies)
        say(t("train.done", replies=len(replies)))


def labelled(root: Path) -> tuple[Record, ...]:
    """Return every labelled reply of a rubric folder, in the order of the file names."""
    records: list[Record] = []
    for path in sorted((root / "labelled").glob("*.jsonl")):
        with path.open("rb") as lines:
            records += [record for _, record in read_records(lines) if isinstance(record, Record)]
    return tuple(records)


def rebuild(root: Path, replies: tuple[Record, ...]) -> None:
    """Write `tables/characters.yaml` and then `tables/classifier.json`."""
    from simulator.grading.tables import build_tables, write_tables
    from simulator.grading.training import samples, train_classifier

    typed = (r.reply for r in replies if r.kind != "asr_noise")
    write_tables(build_tables(typed), root / "tables" / "characters.yaml")
    rubric = load_rubric(root)
    detection = load_detection(root, rubric)
    normalise = Normaliser(detection.tables.simplified)
    weights = train_classifier(samples(replies, rubric, detection), lambda text: normalise(text).text)
    data = {"elements": {key: value.model_dump() for key, value in weights.items()}}
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (root / "tables" / "classifier.json").write_text(content + "\n", encoding="utf-8")
