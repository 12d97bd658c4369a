"""`simulator grade`: replies in, one JSON object a line out, in the same order."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, TextIO

import typer

from simulator.cli.streams import in_order, open_output, open_replies, say
from simulator.domain.grade import Grader
from simulator.i18n import catalogue
from simulator.settings import Settings
from simulator.wiring.batch import BadLine, Record, as_line, grade_record, read_records
from simulator.wiring.llm import make_grader
from simulator.wiring.rubric import build_grader


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    t = catalogue()

    @app.command(name="grade", help=t("grade.help"))
    def grade(
        replies: Annotated[str, typer.Argument(metavar="REPLIES.jsonl", help=t("grade.replies"))],
        out: Annotated[Path | None, typer.Option(help=t("grade.out"))] = None,
        judge: Annotated[bool, typer.Option("--judge/--no-judge", help=t("grade.judge"))] = False,
        workers: Annotated[int, typer.Option(min=1, max=256, help=t("grade.workers"))] = 1,
    ) -> None:
        settings = Settings.load()
        offline = build_grader(settings.rubric_dir)
        grader = make_grader(settings, offline, judge=judge, batch=True)
        if judge and grader is offline:
            say(t("grade.no_endpoint"))
        with open_replies(replies) as lines, open_output(out) as output:
            bad = sum(1 for _ in report_bad(write_grades(lines, grader, output, workers)))
        raise typer.Exit(1 if bad else 0)


def report_bad(lines: Iterable[BadLine]) -> Iterator[BadLine]:
    """Name every bad line on standard error, and pass it on."""
    t = catalogue()
    for bad in lines:
        what = t(f"record.{bad.code}", field=bad.field, detail=bad.detail)
        say(t("record.line", number=bad.number, what=what))
        yield bad


def write_grades(lines: Iterable[bytes], grader: Grader, output: TextIO, workers: int) -> Iterator[BadLine]:
    """Write a line for every good reply, in input order; yield what is wrong with the others."""

    def one(numbered: tuple[int, Record | BadLine]) -> str | BadLine:
        number, record = numbered
        if isinstance(record, BadLine):
            return record
        grade = grade_record(grader, number, record)
        return grade if isinstance(grade, BadLine) else as_line(record, grade)

    for result in in_order(one, read_records(lines), workers):
        if isinstance(result, BadLine):
            yield result
        else:
            output.write(result + "\n")
