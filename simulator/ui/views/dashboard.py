"""Trends and details: getting better, what is missed, how long it takes, how scenarios fare."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st
from starlette.datastructures import QueryParams

from simulator.domain.dashboard import Dimension, Lift, Scope, Table, TrendPoint
from simulator.domain.summaries import FEWEST_REPLIES
from simulator.services.reports_export import ReportTables
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_download, desk_plots, desk_scope
from simulator.ui.parts.choice import one_of
from simulator.ui.parts.plot import plot
from simulator.ui.views import dashboard_missed, dashboard_time

_BY: tuple[Dimension, ...] = ("all", "class", "person")
_FIRST_PEOPLE = 5
_MOST_LIFTS = 60


def render(desk: Desk) -> None:
    """Draw the filters and the chosen part; only that part asks the database."""
    t = desk.t
    st.title(t("page.dashboard"))
    scope = desk_scope.choose(desk)
    part = one_of(
        t("dashboard.part"),
        list(_PARTS),
        lambda key: t(f"dashboard.part_{key}"),
        "part",
        default="trend",
        quiet=True,
    )
    _PARTS[part](desk, scope)


def _trend(desk: Desk, scope: Scope) -> None:
    t = desk.t
    by = one_of(t("dashboard.by"), _BY, lambda key: t(f"dashboard.by_{key}"), "by", default="all")
    points = _points(desk, scope, by)
    if by == "person":
        points = _of_people(desk, points)
    rated = [p for p in points if p.mean_score is not None]
    if not rated:
        st.info(t("dashboard.nothing", fewest=FEWEST_REPLIES), icon=":material/show_chart:")
        return
    st.subheader(_trend_finding(desk, rated))
    plot(desk_plots.trend(rated, t), key="trend", alt=t("dashboard.part_trend"))
    who = sorted({p.who for p in points if p.who}) if by == "person" else []
    desk_download.csv(desk, "trend", by=by, who=who, **desk_scope.asked(scope))


def _points(desk: Desk, scope: Scope, by: Dimension) -> tuple[TrendPoint, ...]:
    points = desk.training.dashboard.trend(desk.person, scope, by)
    return tuple(p if p.who else p.model_copy(update={"name": desk.t("scope.every_class")}) for p in points)


def _of_people(desk: Desk, points: tuple[TrendPoint, ...]) -> tuple[TrendPoint, ...]:
    rated_first = sorted(points, key=lambda p: p.mean_score is None)
    names = list(dict.fromkeys(p.name for p in rated_first))
    chosen = st.multiselect(
        desk.t("dashboard.people"),
        names,
        default=names[:_FIRST_PEOPLE],
        max_selections=10,
        key="people",
        placeholder=desk.t("dashboard.choose_people"),
    )
    return tuple(p for p in points if p.name in chosen)


def _trend_finding(desk: Desk, rated: list[TrendPoint]) -> str:
    """Say how the mean over all lines changed from the first week to the last."""
    weeks = sorted({p.week for p in rated})
    first, last = (_mean([p for p in rated if p.week == week]) for week in (weeks[0], weeks[-1]))
    change = round(last) - round(first)
    figures = {"mean": round(last), "n": sum(p.replies for p in rated if p.week == weeks[-1])}
    if len(weeks) == 1 or not change:
        return desk.t("dashboard.trend_level", **figures)
    return desk.t("dashboard.trend_up" if change > 0 else "dashboard.trend_down", change=abs(change), **figures)


def _mean(points: list[TrendPoint]) -> float:
    return sum((p.mean_score or 0) * p.replies for p in points) / sum(p.replies for p in points)


def trend_file(desk: Desk, query: QueryParams) -> Table:
    """Return the trend of an address: `by` is a dimension, and each `who` one of the few that were chosen."""
    t, who = desk.t, query.getlist("who")
    by: Dimension = next((by for by in _BY if by == query.get("by")), "all")
    points = [p for p in _points(desk, desk_scope.of(query), by) if not who or p.who in who]
    return Table(
        title=t("file.trend"),
        headers=(t("plot.who"), t("plot.week"), t("plot.mean"), t("plot.n")),
        rows=tuple((p.name, p.week.isoformat(), p.mean_score, p.replies) for p in points),
    )


def _lift(desk: Desk, scope: Scope) -> None:
    t = desk.t
    lines = desk.training.dashboard.lifts(desk.person, scope)
    known = sorted((x for x in lines if x.gain is not None), key=lambda x: (-(x.gain or 0), x.name))
    if not known:
        st.info(t("dashboard.no_lift", fewest=FEWEST_REPLIES), icon=":material/trending_up:")
        return
    st.subheader(_lift_finding(desk, known))
    left = len(lines) - len(known)
    st.caption(t("dashboard.lift_note") + (t("dashboard.lift_left", fewest=FEWEST_REPLIES, left=left) if left else ""))
    plot(desk_plots.lifts(known[:_MOST_LIFTS], t), key="lifts", alt=t("dashboard.part_lift"))
    desk_download.csv(desk, "lifts", **desk_scope.asked(scope))


def lifts_file(desk: Desk, query: QueryParams) -> Table:
    """Return everybody's first and best call in the scope of an address."""
    lines = desk.training.dashboard.lifts(desk.person, desk_scope.of(query))
    return ReportTables(desk.t, desk.services.rubric).lifts(lines)


def _lift_finding(desk: Desk, known: list[Lift]) -> str:
    mean = round(sum(x.gain or 0 for x in known) / len(known))
    return desk.t("dashboard.lift_finding", n=len(known), gain=mean)


_PARTS: Mapping[str, Callable[[Desk, Scope], None]] = MappingProxyType(
    {
        "trend": _trend,
        "lift": _lift,
        "missed": dashboard_missed.draw,
        "time": dashboard_time.draw,
        "scenarios": dashboard_time.draw_scenarios,
    }
)
