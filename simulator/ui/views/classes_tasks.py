"""Assignments of a class: giving one, and how far everybody is."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

import streamlit as st
from starlette.datastructures import QueryParams

from simulator.domain.base import utc_now
from simulator.domain.classroom import Assignment, AssignmentDraft, Classroom, Item, Progress
from simulator.domain.dashboard import Table
from simulator.domain.events import Mode
from simulator.services.classes import LONGEST_TITLE
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_deed, desk_download, desk_table
from simulator.ui.parts.desk_names import Names

_MODES: tuple[Mode, ...] = ("practice", "exam", "drill")
_DAYS_AT_FIRST = 7
_MOST_ATTEMPTS = 20
_SYMBOLS = {"done": "✓", "open": "○", "overdue": "✕", "spent": "✕"}


def draw_progress(desk: Desk, group: Classroom) -> None:
    """Draw every assignment with a line for each member."""
    t = desk.t
    progress = desk.training.classes.progress(desk.person, group.id)
    assignments = desk.training.classes.assignments(desk.person, group.id)
    if not assignments:
        st.info(t("classes.no_assignments", name=group.name), icon=":material/assignment:")
        return
    if not progress:
        st.info(t("classes.no_members", name=group.name), icon=":material/group_add:")
    for assignment in assignments:
        _assignment(desk, assignment, [p for p in progress if p.assignment.id == assignment.id])
    desk_download.csv(desk, "progress", group=group.id)


def _assignment(desk: Desk, assignment: Assignment, lines: Sequence[Progress]) -> None:
    t, names = desk.t, Names(desk)
    done = sum(line.state == "done" for line in lines)
    st.subheader(t("classes.assignment", title=assignment.title, done=done, n=len(lines)))
    st.caption(
        t("classes.given", rules=_rules(desk, assignment), items=t("desk.list").join(map(names.item, assignment.items)))
    )
    if lines:
        table = [_line(desk, line) for line in lines]
        desk_table.draw(table, f"progress-{assignment.id}", assignment.title, most_rows=20)
    st.button(
        t("classes.withdraw"),
        key=f"withdraw-{assignment.id}",
        type="tertiary",
        icon=":material/undo:",
        on_click=partial(_withdraw, desk, assignment),
    )


def _rules(desk: Desk, assignment: Assignment) -> str:
    t = desk.t
    many = t("classes.attempts_any") if assignment.attempts is None else t("classes.attempts_n", n=assignment.attempts)
    return t(
        "classes.rules",
        mode=t(f"mode.{assignment.mode}"),
        due=Names(desk).when(assignment.due_at),
        mark=assignment.pass_mark,
        attempts=many,
    )


def _line(desk: Desk, line: Progress) -> dict[str, str | int | None]:
    t = desk.t
    best = [item.best for item in line.items if item.best is not None]
    return {
        t("trainer.name"): line.name,
        t("classes.state"): f"{_SYMBOLS[line.state]} {t(f'progress.{line.state}')}",
        t("classes.passed"): t("classes.passed_of", n=line.passed, total=len(line.items)),
        t("classes.best"): max(best, default=None),
        t("classes.tried"): sum(item.tried for item in line.items),
    }


def file(desk: Desk, query: QueryParams) -> Table:
    """Return a line for every person and item of the class that an address names."""
    t, names = desk.t, Names(desk)
    progress = desk.training.classes.progress(desk.person, query.get("group", ""))
    heads = ("title", "item", "state", "best", "tried", "left")
    rows = tuple(
        (p.name, p.assignment.title, names.item(i.item), t(f"progress.{p.state}"), i.best, i.tried, i.left)
        for p in progress
        for i in p.items
    )
    return Table(
        title=t("file.progress"), headers=(t("trainer.name"), *(t(f"classes.{head}") for head in heads)), rows=rows
    )


def _withdraw(desk: Desk, assignment: Assignment) -> None:
    def take_back() -> bool:
        desk.training.classes.withdraw(desk.person, assignment.id)
        return True

    desk_deed.do(take_back, desk.t("classes.withdrawn", title=assignment.title))


def draw_assign(desk: Desk, group: Classroom) -> None:
    """Draw the form of a new assignment."""
    t, names = desk.t, Names(desk)
    today = utc_now().astimezone(names.zone).date()
    with st.form("assign", border=False, width=760):
        st.text_input(
            t("classes.title"), key="task-title", max_chars=LONGEST_TITLE, placeholder=t("classes.title_hint")
        )
        _choose_items(desk, names)
        st.segmented_control(
            t("home.mode"),
            _MODES,
            default="practice",
            required=True,
            key="task-mode",
            format_func=lambda m: t(f"mode.{m}"),
        )
        with st.container(horizontal=True):
            st.date_input(
                t("classes.due"), value=today + timedelta(days=_DAYS_AT_FIRST), min_value=today, key="task-due"
            )
            st.number_input(t("classes.mark"), 0, 100, 80, step=5, key="task-mark")
            st.number_input(t("classes.attempts"), 0, _MOST_ATTEMPTS, 0, key="task-attempts")
        st.form_submit_button(
            t("classes.assign", name=group.name),
            type="primary",
            icon=":material/send:",
            on_click=partial(_assign, desk, group),
        )


def _choose_items(desk: Desk, names: Names) -> None:
    t, library, rubric = desk.t, desk.services.library, desk.services.rubric
    st.multiselect(
        t("classes.rows"),
        [situation.key for situation in rubric.by_row],
        format_func=names.row,
        key="task-rows",
        placeholder=t("classes.choose_rows"),
    )
    st.multiselect(
        t("classes.scenarios"),
        list(library.scenarios),
        format_func=names.scenario,
        key="task-scenarios",
        placeholder=t("classes.choose_scenarios"),
    )


def _assign(desk: Desk, group: Classroom) -> None:
    chosen = st.session_state
    rows = [Item(kind="row", key=key) for key in chosen["task-rows"]]
    scenarios = [Item(kind="scenario", key=key) for key in chosen["task-scenarios"]]
    draft = AssignmentDraft(
        class_id=group.id,
        title=str(chosen["task-title"] or ""),
        items=(*rows, *scenarios),
        mode=chosen["task-mode"] or "practice",
        due_at=_end_of(desk, chosen["task-due"]),
        attempts=chosen["task-attempts"] or None,
        pass_mark=chosen["task-mark"],
    )
    given = desk_deed.do(
        lambda: desk.training.classes.assign(desk.person, draft), desk.t("classes.assigned", name=group.name)
    )
    if given is not None:
        chosen["task-title"], chosen["task-rows"], chosen["task-scenarios"] = "", [], []


def _end_of(desk: Desk, day: date) -> datetime:
    """Return the last second of a day where the installation is."""
    return datetime.combine(day, time(23, 59, 59), Names(desk).zone)
