"""Reading a class list: CSV as spreadsheets write it, every mistake reported at once."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from simulator.domain.account import RosterLine
from simulator.domain.errors import ContentError, Problem, Refused
from simulator.services.people import tidy_name

Column = Literal["name", "class"]
Headers = Mapping[Column, Sequence[str]]
"""The headings that each column may bear, in whatever language."""

Roster = tuple[RosterLine, ...]
Known = Callable[[Sequence[str]], frozenset[str]]
"""Returns those of the names that somebody bears already."""

LARGEST_BYTES = 1_000_000
MOST_LINES = 2_000


def _nobody(_names: Sequence[str]) -> frozenset[str]:
    return frozenset()


def read_roster(data: bytes, headers: Headers, file: str = "roster.csv", known: Known = _nobody) -> Roster:
    """Return the lines of a class list in UTF-8 or GB18030.

    The first line names the columns; "name" is needed, "class" is not, and no other may be there. Empty lines
    are passed over.

    Args:
        data: The file.
        headers: Of the columns.
        file: Its name.
        known: Returns those of the names that somebody bears already.

    Raises:
        ContentError: With every problem; its `key` is the number of the line.
    """
    table = _table(data, file)
    columns, problems = _columns(table[0], headers, file)
    lines: dict[int, RosterLine] = {}
    seen: dict[str, int] = {}
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        line = _line(number, cells, columns, len(table[0]), problems, file) if columns else None
        if line is None:
            continue
        if (first := seen.setdefault(line.name.casefold(), number)) != number:
            problems.append(_problem(file, number, "roster_twice", name=line.name, first=first))
        lines[number] = line
    taken = known([line.name for line in lines.values()])
    problems += [_problem(file, n, "roster_known", name=x.name) for n, x in lines.items() if x.name in taken]
    if not lines and not problems:
        problems.append(_problem(file, 0, "roster_empty"))
    if problems:
        raise ContentError(tuple(sorted(problems, key=lambda problem: int(problem.key or 0))), "roster")
    return tuple(lines.values())


def _table(data: bytes, file: str) -> list[list[str]]:
    if len(data) > LARGEST_BYTES:
        raise ContentError((_problem(file, 0, "roster_large", limit=LARGEST_BYTES),), "roster")
    if b"\0" in data:  # a workbook that was renamed
        raise ContentError((_problem(file, 0, "roster_unreadable"),), "roster")
    try:
        table = list(csv.reader(io.StringIO(_decode(data), newline=""), strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        raise ContentError((_problem(file, 0, "roster_unreadable"),), "roster") from error
    if not table:
        raise ContentError((_problem(file, 0, "roster_empty"),), "roster")
    if len(table) > MOST_LINES + 1:
        raise ContentError((_problem(file, 0, "roster_long", limit=MOST_LINES),), "roster")
    return table


def _decode(data: bytes) -> str:
    """Return the text: Excel in Chinese saves CSV as GB18030 unless asked for UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _columns(cells: Sequence[str], headers: Headers, file: str) -> tuple[dict[Column, int], list[Problem]]:
    """Return the place of each column that is known; no places at all if the names cannot be told."""
    meaning = {heading.casefold(): column for column, headings in headers.items() for heading in headings}
    columns: dict[Column, int] = {}
    problems: list[Problem] = []
    for place, cell in enumerate(cells):
        heading = cell.strip()
        column = meaning.get(heading.casefold())
        if column is None:
            problems.append(_problem(file, 1, "roster_column", heading=heading, wanted=_wanted(headers)))
        elif column in columns:
            problems.append(_problem(file, 1, "roster_column_twice", heading=heading))
        else:
            columns[column] = place
    if "name" not in columns:
        problems.append(_problem(file, 1, "roster_no_name", heading=headers["name"][0]))
        return {}, problems
    return columns, problems


def _wanted(headers: Headers) -> str:
    return " / ".join(headings[0] for headings in headers.values())


def _line(
    number: int,
    cells: Sequence[str],
    columns: Mapping[Column, int],
    width: int,
    problems: list[Problem],
    file: str,
) -> RosterLine | None:
    if len(cells) > width:
        problems.append(_problem(file, number, "roster_cells", count=len(cells), wanted=width))
        return None
    found = {column: cells[place] if place < len(cells) else "" for column, place in columns.items()}
    faults = list(_faults(number, found, file))
    problems += faults
    if faults:
        return None
    class_name = found.get("class", "")
    return RosterLine(name=tidy_name(found["name"]), class_name=tidy_name(class_name) if class_name.strip() else "")


def _faults(number: int, found: Mapping[Column, str], file: str) -> Iterator[Problem]:
    for column, text in found.items():
        if column == "class" and not text.strip():
            continue
        try:
            tidy_name(text)
        except Refused as error:
            params = {key: value for key, value in error.params.items() if isinstance(value, int | str)}
            yield Problem(file=file, key=str(number), code=f"roster_{error.code}", params=params)


def _problem(file: str, line: int, code: str, **params: str | int) -> Problem:
    return Problem(file=file, key=str(line) if line else "", code=code, params=params)
