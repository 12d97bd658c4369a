"""Files of replies put to work: the part of the wiring behind `grade`, `agreement` and `train`."""

import json
from collections.abc import Iterator
from pathlib import Path

from simulator.content.rubric import load_detection, load_rubric
from simulator.content.yaml_files import Folder
from simulator.domain.base import Frozen
from simulator.grading.agreement import Agreement, Detected, Report, report
from simulator.grading.detector import Detector
from simulator.grading.records import BadLine, Record, as_line, grade_record, read_records

__all__ = [
    "Agreement",
    "BadLine",
    "Detected",
    "Record",
    "Report",
    "as_line",
    "grade_record",
    "labelled_replies",
    "read_records",
    "rebuild_tables",
    "report",
]


_HONEST_WEIGHT = 3
"""A polite reply taken for an attack does more harm than an attack that a rule has to find."""


class _AttackLists(Frozen):
    injection: tuple[str, ...]
    quotation: tuple[str, ...]
    negation: tuple[str, ...]
    sarcasm: tuple[str, ...]
    stuffing: tuple[str, ...]
    honest: tuple[str, ...]


class _WordingLists(Frozen):
    ok: tuple[str, ...]
    not_ok: tuple[str, ...]


def labelled_replies(rubric_dir: Path) -> tuple[Record, ...]:
    """Return every labelled wording and reply of a rubric folder, in the order of the file names."""
    records = [*_wordings(rubric_dir), *_attacks(rubric_dir)]
    for path in sorted((rubric_dir / "labelled").glob("*.jsonl")):
        with path.open("rb") as lines:
            records += [record for _, record in read_records(lines) if isinstance(record, Record)]
    return tuple(records)


def _wordings(rubric_dir: Path) -> Iterator[Record]:
    """Yield the single wordings by element: `ok` contain it, `not_ok` do not."""
    folder = Folder(rubric_dir)
    for key, lists in folder.parse_each(_WordingLists, "labelled/wordings.yaml").items():
        for label, texts in ((True, lists.ok), (False, lists.not_ok)):
            for number, text in enumerate(texts):
                polite = () if label else None
                name = f"{key}-{label}-{number}"
                yield Record(id=name, situation="", step=1, reply=text, elements={key: label}, violations=polite)
    folder.finish()


def _attacks(rubric_dir: Path) -> Iterator[Record]:
    """Yield the replies that do not mean what they say, by kind, and honest ones; no element is labelled in them."""
    folder = Folder(rubric_dir)
    lists = folder.parse(_AttackLists, folder.read("labelled/attacks.yaml"), "labelled/attacks.yaml", "")
    folder.finish()
    for kind, texts in (lists.model_dump() if lists else {}).items():
        for number, text in enumerate(texts * (_HONEST_WEIGHT if kind == "honest" else 1)):
            yield Record(id=f"{kind}-{number}", situation="", step=1, reply=text, elements={}, kind=kind)


def rebuild_tables(rubric_dir: Path, replies: tuple[Record, ...]) -> None:
    """Write everything in `tables/`: characters, where the patterns are filed, weights. Needs the extra ``train``."""
    from simulator.grading.offence_training import train_offences
    from simulator.grading.tables import build_tables, write_tables
    from simulator.grading.training import polite_words, samples, train_attack, train_classifier

    typed = (r.reply for r in replies if r.kind != "asr_noise")
    tables = rubric_dir / "tables"
    write_tables(build_tables(typed), tables / "characters.yaml")
    rubric = load_rubric(rubric_dir)
    detection = load_detection(rubric_dir, rubric)
    detector = Detector(detection)
    texts = (detector.normalise(record.reply).text for record in replies)
    _write(tables / "filing.json", detector.index.refile(texts).model_dump())
    learnt = samples(replies, rubric, detection)
    weights = train_classifier(learnt, detection.elements)
    elements = {key: value.model_dump() for key, value in weights.items()}
    attack = train_attack(learnt, polite_words(replies, detection)).model_dump()
    _write(tables / "classifier.json", {"attack": attack, "elements": elements})
    _write(tables / "offences.json", train_offences(replies, rubric, detection).model_dump())


def _write(path: Path, data: object) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
