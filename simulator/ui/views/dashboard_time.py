"""How soon calls are answered and owners spoken to, which actions are missed, and how scenarios fare."""

from collections.abc import Sequence

import streamlit as st
from starlette.datastructures import QueryParams

from simulator.domain.dashboard import ElementRate, ScenarioHealth, Scope, Table
from simulator.domain.summaries import FEWEST_REPLIES
from simulator.services.reports_export import ReportTables
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_download, desk_plots, desk_scope, desk_table
from simulator.ui.parts.desk_names import Names
from simulator.ui.parts.plot import plot
from simulator.ui.views import dashboard_missed

_POOR = 0.15
"""Share of calls left half-way from which a scenario's author should look at it."""


def draw(desk: Desk, scope: Scope) -> None:
    """Draw times on the left, protocol on the right."""
    left, right = st.columns(2, gap="large")
    with left:
        _times(desk, scope)
    with right:
        _pick_up(desk, scope)
        _protocol(desk, scope)


def _times(desk: Desk, scope: Scope) -> None:
    t = desk.t
    rows = desk.training.dashboard.timing(desk.person, scope)
    rated = [r for r in rows if r.mean_seconds is not None]
    if not rated:
        st.info(t("dashboard.nothing", fewest=FEWEST_REPLIES), icon=":material/timer:")
        return
    slowest = max(rated, key=lambda r: r.mean_seconds or 0)
    row = Names(desk).row(slowest.situation)
    st.subheader(t("dashboard.slow_finding", row=row, seconds=f"{slowest.mean_seconds:.1f}", n=slowest.replies))
    plot(desk_plots.seconds(rated, Names(desk)), key="timing", alt=t("plot.seconds"))
    desk_download.csv(desk, "timing", **desk_scope.asked(scope))


def timing_file(desk: Desk, query: QueryParams) -> Table:
    """Return how long owners waited, by row, in the scope of an address."""
    t, names = desk.t, Names(desk)
    rows = desk.training.dashboard.timing(desk.person, desk_scope.of(query))
    return Table(
        title=t("file.timing"),
        headers=(t("plot.row"), t("plot.n"), t("plot.seconds"), t("plot.slow")),
        rows=tuple((names.row(r.situation), r.replies, r.mean_seconds, r.slow) for r in rows),
    )


def _pick_up(desk: Desk, scope: Scope) -> None:
    t = desk.t
    found = desk.training.dashboard.pick_up(desk.person, scope)
    if found.late is None or found.mean_rings is None:
        st.caption(t("dashboard.pick_up_few", n=found.calls))
        return
    late = round(found.late * 100)
    st.subheader(t("dashboard.pick_up", late=late, rings=f"{found.mean_rings:.1f}", n=found.calls))


def _protocol(desk: Desk, scope: Scope) -> None:
    t = desk.t
    rates = desk.training.dashboard.protocol(desk.person, scope)
    worst: list[ElementRate] = sorted((r for r in rates if r.rate is not None), key=lambda r: -(r.rate or 0))
    if not worst:
        st.caption(t("dashboard.nothing", fewest=FEWEST_REPLIES))
        return
    if not worst[0].missed:
        st.subheader(t("dashboard.protocol_well", n=sum(r.asked for r in worst)))
        return
    name = Names(desk).element(worst[0].element)
    st.subheader(t("dashboard.protocol_finding", what=name, **dashboard_missed.figures(worst[0])))
    dashboard_missed.draw_rates(desk, worst, "protocol")
    desk_download.csv(desk, "protocol", **desk_scope.asked(scope))


def protocol_file(desk: Desk, query: QueryParams) -> Table:
    """Return how often each action of the protocol was missed in the scope of an address."""
    rates = desk.training.dashboard.protocol(desk.person, desk_scope.of(query))
    return ReportTables(desk.t, desk.services.rubric).elements(rates)


def draw_scenarios(desk: Desk, scope: Scope) -> None:
    """Draw a line for each scenario, those that are left half-way most often first."""
    t = desk.t
    lines = _lines(desk, scope)
    if not lines:
        st.info(t("dashboard.no_scenarios"), icon=":material/theater_comedy:")
        return
    st.subheader(_scenario_finding(desk, lines))
    desk_table.draw(
        [_scenario(desk, line) for line in lines],
        "scenarios",
        t("dashboard.part_scenarios"),
        most_rows=16,
        column_config={
            t(f"report.{share}"): st.column_config.ProgressColumn(format="%d%%", min_value=0, max_value=100)
            for share in ("finished", "left", "hung_up_on", "critical_share")
        },
    )
    desk_download.csv(desk, "scenarios", **desk_scope.asked(scope))


def scenarios_file(desk: Desk, query: QueryParams) -> Table:
    """Return how each scenario fares in the scope of an address."""
    lines = _lines(desk, desk_scope.of(query))
    return ReportTables(desk.t, desk.services.rubric).scenarios(lines, Names(desk).scenario)


def _lines(desk: Desk, scope: Scope) -> list[ScenarioHealth]:
    found = desk.training.dashboard.scenarios(desk.person, scope)
    return sorted(found, key=lambda line: (line.left is None, -(line.left or 0)))


def _scenario_finding(desk: Desk, lines: Sequence[ScenarioHealth]) -> str:
    poor = [line for line in lines if (line.left or 0) >= _POOR]
    if not poor:
        return desk.t("dashboard.scenarios_well", n=len(lines), share=round(_POOR * 100))
    return desk.t(
        "dashboard.scenarios_left",
        title=Names(desk).scenario(poor[0].scenario),
        share=round((poor[0].left or 0) * 100),
        n=poor[0].calls,
    )


def _scenario(desk: Desk, line: ScenarioHealth) -> dict[str, str | int | float | None]:
    t = desk.t
    return {
        t("report.scenario"): Names(desk).scenario(line.scenario),
        t("report.calls"): line.calls,
        t("report.mean"): None if line.mean_score is None else round(line.mean_score),
        t("report.finished"): _percent(line.finished),
        t("report.left"): _percent(line.left),
        t("report.hung_up_on"): _percent(line.hung_up_on),
        t("report.critical_share"): _percent(line.critical),
    }


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)
