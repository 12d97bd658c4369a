"""The trainers' overview: the heat map first, then what to do about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

import streamlit as st
from starlette.datastructures import QueryParams

from simulator.domain.dashboard import HeatCell, Scope, Table
from simulator.domain.summaries import FEWEST_REPLIES, RowScore
from simulator.services.classes_certificates import PASS_MARK
from simulator.services.reports import WEAKEST, weakest
from simulator.services.reports_dashboard import rows_of
from simulator.services.reports_export import ReportTables
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_download, desk_plots, desk_scope, desk_table, reminders
from simulator.ui.parts.desk_names import Names
from simulator.ui.parts.plot import plot
from simulator.ui.templating import html

_AT_ONCE = 30
"""People in one picture: as many as have room for their names, and as a browser paints without a pause."""
_READY_SHOWN = 5


@dataclass(frozen=True)
class _Line:
    """One person over all rows."""

    trainee: str
    name: str
    replies: int
    mean: float | None
    sits: int
    weakest: tuple[RowScore, ...]


def render(desk: Desk) -> None:
    """Draw the page."""
    t = desk.t
    st.title(t("trainer.title"))
    reminders.endpoint(desk)
    scope = desk_scope.choose(desk)
    cells = desk.training.dashboard.heat(desk.person, scope)
    if not cells:
        _empty(desk, scope)
        return
    lines = sorted(_lines(cells), key=lambda line: (line.mean is None, line.mean, line.name))
    weak = weakest(rows_of(cells))
    _heat(desk, scope, cells, lines, weak)
    left, middle, right = st.columns(3, gap="medium")
    with left:
        _to_train(desk, weak)
    with middle:
        _ready(desk, lines)
    with right:
        _waiting(desk)
    _people(desk, lines)
    desk_download.excel(desk, "reports", **desk_scope.asked(scope))


def _empty(desk: Desk, scope: Scope) -> None:
    nothing_at_all = scope == Scope() or not desk.training.dashboard.heat(desk.person, Scope())
    st.info(desk.t("trainer.empty" if nothing_at_all else "trainer.empty_scope"), icon=":material/groups:")
    st.page_link(desk.pages["classes"], label=desk.t("trainer.to_classes"), icon=":material/school:")


def _heat(
    desk: Desk, scope: Scope, cells: Sequence[HeatCell], lines: Sequence[_Line], weak: Sequence[RowScore]
) -> None:
    t, names = desk.t, Names(desk)
    st.subheader(
        t(
            "trainer.heat_finding",
            row=names.row(weak[0].situation),
            mean=round(weak[0].mean_score or 0),
            n=weak[0].replies,
        )
        if weak
        else t("trainer.too_few", fewest=FEWEST_REPLIES)
    )
    st.caption(t("trainer.heat_note", fewest=FEWEST_REPLIES))
    shown = {line.trainee: line.name for line in _choose_people(desk, lines)}
    kept = [cell for cell in cells if cell.trainee in shown]
    plot(desk_plots.heat(kept, list(shown.values()), names), key="heat", alt=t("trainer.heat_alt"))
    desk_download.csv(desk, "heat", **desk_scope.asked(scope))


def _choose_people(desk: Desk, lines: Sequence[_Line]) -> Sequence[_Line]:
    """Let the trainer leaf through more people than one picture holds, those with the lowest mean first."""
    if len(lines) <= _AT_ONCE:
        return lines
    first = st.selectbox(
        desk.t("trainer.heat_people", shown=_AT_ONCE, total=len(lines)),
        range(0, len(lines), _AT_ONCE),
        format_func=lambda place: _group(desk, place, lines[place : place + _AT_ONCE]),
        key="heat-people",
        width=420,
    )
    return lines[first : first + _AT_ONCE]


def _group(desk: Desk, place: int, lines: Sequence[_Line]) -> str:
    places = {"first": place + 1, "last": place + len(lines)}
    means = [round(line.mean) for line in lines if line.mean is not None]
    if not means:
        return desk.t("trainer.heat_group_few", **places)
    return desk.t("trainer.heat_group", **places, low=min(means), high=max(means))


def _to_train(desk: Desk, weak: Sequence[RowScore]) -> None:
    st.subheader(desk.t("trainer.tomorrow"))
    if not weak:
        st.caption(desk.t("trainer.too_few", fewest=FEWEST_REPLIES))
    names = Names(desk)
    rows = [(names.row(r.situation), round(r.mean_score or 0), r.passed, r.replies) for r in weak]
    st.html(html("desk_weak.html", rows=rows))


def _ready(desk: Desk, lines: Sequence[_Line]) -> None:
    """Name those nearest to the certificate; the page of certificates judges them by their latest replies."""
    total = len(desk.services.rubric.situations)
    st.subheader(desk.t("trainer.ready"))
    best = sorted(lines, key=lambda line: (-line.sits, line.name))[:_READY_SHOWN]
    st.html(html("desk_ready.html", people=[(x.name, x.sits, total) for x in best if x.sits], mark=PASS_MARK))
    st.page_link(desk.pages["certificate"], label=desk.t("trainer.to_certificate"), icon=":material/verified:")


def _waiting(desk: Desk) -> None:
    waiting = desk.training.review.waiting(desk.person)
    st.subheader(desk.t("trainer.waiting", n=sum(waiting.values())))
    st.html(html("desk_waiting.html", reasons=[(desk.t(f"review.reason_{r}"), n) for r, n in waiting.items() if n]))
    st.page_link(desk.pages["review"], label=desk.t("trainer.to_review"), icon=":material/rate_review:")


def _people(desk: Desk, lines: Sequence[_Line]) -> None:
    t, names = desk.t, Names(desk)
    st.subheader(t("trainer.people", n=len(lines)))
    rows = [
        {
            t("trainer.name"): line.name,
            t("trainer.replies"): line.replies,
            t("trainer.mean"): None if line.mean is None else round(line.mean),
            t("trainer.sits", mark=PASS_MARK): line.sits,
            t("trainer.weakest"): t("trainer.list").join(names.row(row.situation) for row in line.weakest),
        }
        for line in lines
    ]
    desk_table.draw(rows, "people", t("trainer.people", n=len(lines)))


def _lines(cells: Sequence[HeatCell]) -> list[_Line]:
    by_person: defaultdict[str, list[HeatCell]] = defaultdict(list)
    for cell in cells:
        by_person[cell.trainee].append(cell)
    return [_line(of_person) for of_person in by_person.values()]


def _line(cells: Sequence[HeatCell]) -> _Line:
    """Return a person's line; there is one cell for each row that the person has tried."""
    rated = [(cell.mean_score, cell) for cell in cells if cell.mean_score is not None]
    replies = sum(cell.replies for _, cell in rated)
    lowest = nsmallest(WEAKEST, rated, key=lambda pair: (pair[0], pair[1].row))
    return _Line(
        trainee=cells[0].trainee,
        name=cells[0].name,
        replies=sum(cell.replies for cell in cells),
        mean=sum(mean * cell.replies for mean, cell in rated) / replies if replies else None,
        sits=sum(mean >= PASS_MARK for mean, _ in rated),
        weakest=weakest(rows_of([cell for _, cell in lowest])),
    )


def _report(desk: Desk) -> ReportTables:
    return ReportTables(desk.t, desk.services.rubric)


def heat_file(desk: Desk, query: QueryParams) -> Table:
    """Return the heat map of the scope in an address, everybody in it."""
    return _report(desk).heat(desk.training.dashboard.heat(desk.person, desk_scope.of(query)))


def reports_file(desk: Desk, query: QueryParams) -> tuple[Table, ...]:
    """Return every sheet of the workbook on the scope in an address."""
    return _report(desk).workbook(desk.training.dashboard, desk.person, desk_scope.of(query), Names(desk).scenario)
