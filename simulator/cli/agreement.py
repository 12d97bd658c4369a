"""`simulator agreement`: how far the grader and the labels of a file agree."""

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from simulator.cli.grade import report_bad
from simulator.cli.streams import open_replies
from simulator.domain.grade import Grade, Grader
from simulator.i18n import Catalogue, catalogue
from simulator.settings import Settings
from simulator.wiring.batch import Agreement, BadLine, Detected, Record, Report, grade_record, read_records, report
from simulator.wiring.rubric import build_grader


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    t = catalogue()

    @app.command(name="agreement", help=t("agreement.help"))
    def agreement(
        replies: Annotated[str, typer.Argument(metavar="REPLIES.jsonl", help=t("agreement.replies"))],
        as_json: Annotated[bool, typer.Option("--json", help=t("agreement.json"))] = False,
    ) -> None:
        grader = build_grader(Settings.load().rubric_dir)
        bad: list[BadLine] = []
        with open_replies(replies) as lines:
            found = report(graded(lines, grader, bad), grader.rubric)
        if as_json:
            sys.stdout.write(found.model_dump_json(indent=2) + "\n")
        else:
            show(found, Console(highlight=False), t)
        raise typer.Exit(1 if list(report_bad(bad)) else 0)


def graded(lines: Iterable[bytes], grader: Grader, bad: list[BadLine]) -> Iterator[tuple[Record, Grade]]:
    """Yield every good record with its grade; what is wrong with the others is added to `bad`."""
    for number, record in read_records(lines):
        grade = record if isinstance(record, BadLine) else grade_record(grader, number, record)
        if isinstance(grade, BadLine):
            bad.append(grade)
        elif isinstance(record, Record):
            yield record, grade


def show(found: Report, console: Console, t: Catalogue) -> None:
    """Print the tables: elements, rows, violations, and the summary."""
    rows = {t("agreement.row", row=row): value for row, value in found.rows.items()}
    overall = {t("agreement.overall"): found.overall}
    console.print(_agreements(t("agreement.elements"), found.elements | overall, t))
    console.print(_agreements(t("agreement.rows"), rows, t))
    console.print(_violations(found, t))
    console.print(_summary(found, t))


def _agreements(title: str, values: dict[str, Agreement], t: Catalogue) -> Table:
    table = Table(title=title)
    table.add_column("")
    for key in ("n", "kappa", "agree", "interval", "missed", "wrong", "decided", "decided_errors"):
        table.add_column(t(f"agreement.{key}"), justify="right")
    for name, a in values.items():
        agree = (f"{a.agree:.1%}", f"{a.low:.0%}–{a.high:.0%}")
        decided = (f"{a.decided:.1%}", f"{a.decided_errors:.1%}")
        table.add_row(name, str(a.n), _number(a.kappa), *agree, str(a.missed), str(a.wrong), *decided)
    return table


def _violations(found: Report, t: Catalogue) -> Table:
    table = Table(title=t("agreement.violations"))
    table.add_column("")
    for key in ("labelled", "found", "hits", "precision", "recall"):
        table.add_column(t(f"agreement.{key}"), justify="right")
    rows: dict[str, Detected] = found.violations | {t("agreement.overall"): found.violations_overall}
    for name, d in rows.items():
        table.add_row(name, str(d.labelled), str(d.found), str(d.hits), _share(d.precision), _share(d.recall))
    return table


def _summary(found: Report, t: Catalogue) -> str:
    return t(
        "agreement.summary",
        replies=found.replies,
        critical=f"{found.critical_accuracy:.1%}",
        kappa=_number(found.verdict_kappa),
        agree=f"{found.verdict_agree:.1%}",
        open=found.verdicts_open,
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
