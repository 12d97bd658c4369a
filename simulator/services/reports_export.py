"""Reports as files: Excel and CSV, safe to open.

Names and words of trainees are untrusted: text that a spreadsheet would take for a formula stays text.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from simulator.domain.dashboard import (
    ElementRate,
    HeatCell,
    Lift,
    ScenarioHealth,
    Scope,
    Table,
    ViolationCount,
)
from simulator.domain.permissions import require
from simulator.domain.person import Person
from simulator.domain.rubric import Rubric
from simulator.domain.summaries import TraineeScore
from simulator.services.reports_dashboard import Dashboard

Cell = str | int | float | None
Label = Callable[[str], str]
"""The sentence of a key of the message catalogue (`report.…`) in the reader's language."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TITLE_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")
_WIDEST = 40


def to_xlsx(tables: Sequence[Table]) -> bytes:
    """Return a workbook with one sheet a table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(_TITLE_FORBIDDEN.sub(" ", table.title)[:31])
        _fill(sheet, table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_plain(header) for header in table.headers])
    writer.writerows([[_plain(cell) for cell in row] for row in table.rows])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    """Return a cell for CSV: an apostrophe tells spreadsheets that what follows is text."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return round(cell, 4) if isinstance(cell, float) else cell


def _fill(sheet: Worksheet, table: Table) -> None:
    for column, header in enumerate(table.headers, start=1):
        cell = sheet.cell(row=1, column=column)
        _write(sheet, 1, column, header)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        texts = [header, *(str(row[column - 1] or "") for row in table.rows)]
        widest = max(_width(text) for text in texts)
        sheet.column_dimensions[get_column_letter(column)].width = min(widest + 2, _WIDEST)
    for number, row in enumerate(table.rows, start=2):
        for column, value in enumerate(row, start=1):
            _write(sheet, number, column, value)
    sheet.freeze_panes = "B2"


def _write(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, str):
        cell.value = _UNPRINTABLE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = value.lstrip(" ").startswith(_FORMULA)
    else:
        cell.value = round(value, 4) if isinstance(value, float) else value


def _width(text: str) -> int:
    """Return how many Latin letters wide a text is; a Chinese character takes two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


class ReportTables:
    """Dashboards as tables in the reader's language.

    Args:
        label: Headings and titles.
        rubric: Names of rows, elements and violations.
    """

    def __init__(self, label: Label, rubric: Rubric) -> None:
        """Use a language."""
        self._label = label
        self._rubric = rubric

    def workbook(
        self, dashboard: Dashboard, person: Person, scope: Scope, title_of: Callable[[str], str]
    ) -> tuple[Table, ...]:
        """Return every report over one scope: nobody outside of it is on any sheet.

        Args:
            dashboard: Computes the figures.
            person: A trainer.
            scope: Which calls.
            title_of: Names a scenario by key.
        """
        require(person, "export_reports")
        cells = dashboard.heat(person, scope)
        return (
            self.trainees(dashboard.trainees(person, scope)),
            self.heat(cells),
            self.heat(cells, "n"),
            self.lifts(dashboard.lifts(person, scope)),
            self.elements(dashboard.elements(person, scope)),
            self.violations(dashboard.violations(person, scope)),
            self.scenarios(dashboard.scenarios(person, scope), title_of),
        )

    def trainees(self, lines: Sequence[TraineeScore]) -> Table:
        """Return the overview of trainees."""
        rows = tuple((t.name, t.calls, t.replies, t.mean_score, self._weak(t)) for t in lines)
        return self._table("trainees", ("trainee", "calls", "replies", "mean", "weakest"), rows)

    def heat(self, cells: Sequence[HeatCell], figure: str = "mean") -> Table:
        """Return the heat map, people down and rows of the guide across: mean scores, or ("n") replies."""
        situations = self._rubric.by_row
        people = dict.fromkeys((cell.trainee, cell.name) for cell in cells)
        value = {(c.trainee, c.situation): c.mean_score if figure == "mean" else c.replies for c in cells}
        headers = (self._label("report.trainee"), *(f"{s.row} {s.short_title}" for s in situations))
        rows = tuple((name, *(value.get((person, s.key)) for s in situations)) for person, name in people)
        return Table(title=self._label(f"report.heat_{figure}"), headers=headers, rows=rows)

    def lifts(self, lines: Sequence[Lift]) -> Table:
        """Return first and best call of everybody."""
        rows = tuple((x.name, x.calls, x.first, x.best, x.gain) for x in lines)
        return self._table("lifts", ("trainee", "calls", "first", "best", "gain"), rows)

    def elements(self, rates: Sequence[ElementRate]) -> Table:
        """Return how often elements were missed."""
        names = self._rubric.elements
        rows = tuple(
            (names[r.element].label if r.element in names else r.element, r.asked, r.missed, r.unsure, r.rate)
            for r in rates
        )
        return self._table("elements", ("element", "asked", "missed", "unsure", "rate"), rows)

    def violations(self, counts: Sequence[ViolationCount]) -> Table:
        """Return how often violations occurred."""
        names = self._rubric.violations
        rows = tuple(
            (
                names[c.violation].label if c.violation in names else c.violation,
                self._label(f"report.{c.severity}"),
                c.count,
                c.people,
                " / ".join(example.words for example in c.examples),
            )
            for c in counts
        )
        return self._table("violations", ("violation", "severity", "count", "people", "examples"), rows)

    def scenarios(self, lines: Sequence[ScenarioHealth], title_of: Callable[[str], str]) -> Table:
        """Return how scenarios fare; `title_of` names a scenario by key."""
        rows = tuple(
            (title_of(x.scenario), x.calls, x.finished, x.left, x.hung_up_on, x.critical, x.mean_score) for x in lines
        )
        headers = ("scenario", "calls", "finished", "left", "hung_up_on", "critical_share", "mean")
        return self._table("scenarios", headers, rows)

    def _weak(self, line: TraineeScore) -> str:
        return " / ".join(f"{row.row} {self._rubric.situation(row.situation).short_title}" for row in line.weakest)

    def _table(self, title: str, headers: Sequence[str], rows: tuple[tuple[Cell, ...], ...]) -> Table:
        return Table(
            title=self._label(f"report.{title}"),
            headers=tuple(self._label(f"report.{header}") for header in headers),
            rows=rows,
        )
