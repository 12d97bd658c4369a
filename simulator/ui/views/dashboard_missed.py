"""What is missed most and which forbidden wording is commonest, each with the trainees' own words."""

import streamlit as st
from starlette.datastructures import QueryParams

from simulator.domain.dashboard import ElementRate, Scope, Table, ViolationCount
from simulator.domain.summaries import FEWEST_REPLIES
from simulator.services.reports_export import ReportTables
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_download, desk_plots, desk_scope
from simulator.ui.parts.desk_names import Names
from simulator.ui.parts.plot import plot
from simulator.ui.templating import html

_MOST_BARS = 15


def draw(desk: Desk, scope: Scope) -> None:
    """Draw elements on the left, violations on the right."""
    left, right = st.columns(2, gap="large")
    with left:
        _elements(desk, scope)
    with right:
        _violations(desk, scope)


def _elements(desk: Desk, scope: Scope) -> None:
    rates = desk.training.dashboard.elements(desk.person, scope)
    worst = [r for r in rates if r.rate is not None]
    if not worst:
        st.info(desk.t("dashboard.nothing", fewest=FEWEST_REPLIES), icon=":material/checklist:")
        return
    worst.sort(key=lambda r: -(r.rate or 0))
    names = Names(desk)
    st.subheader(desk.t("dashboard.missed_finding", what=names.element(worst[0].element), **figures(worst[0])))
    bars = draw_rates(desk, worst, "elements")
    _examples(desk, scope, bars)
    desk_download.csv(desk, "elements", **desk_scope.asked(scope))


def draw_rates(desk: Desk, worst: list[ElementRate], key: str) -> list[ElementRate]:
    """Draw a bar for each rate that is not zero, at most fifteen, and return what was drawn."""
    bars = [r for r in worst if r.missed][:_MOST_BARS]
    names = Names(desk)
    shares = {names.element(r.element): (r.rate or 0.0, r.asked - r.unsure) for r in bars}
    plot(desk_plots.shares(shares, desk.t("plot.missed"), desk.t), key=key, alt=desk.t("plot.missed"))
    return bars


def figures(rate: ElementRate) -> dict[str, str | int]:
    """Return a rate in percent and the number it rests on."""
    return {"rate": desk_plots.percent(rate.rate or 0), "n": rate.asked - rate.unsure}


def _examples(desk: Desk, scope: Scope, bars: list[ElementRate]) -> None:
    if not bars:
        return
    names = Names(desk)
    element = st.selectbox(
        desk.t("dashboard.examples_of"), [r.element for r in bars], format_func=names.element, key="example"
    )
    found = desk.training.dashboard.missed(desk.person, scope, element)
    st.html(html("desk_examples.html", words=list(dict.fromkeys(e.words for e in found))))


def _violations(desk: Desk, scope: Scope) -> None:
    counts = desk.training.dashboard.violations(desk.person, scope)
    if not counts:
        st.info(desk.t("dashboard.no_violations"), icon=":material/sentiment_satisfied:")
        return
    names = Names(desk)
    top = counts[0]
    st.subheader(
        desk.t("dashboard.violation_finding", what=names.violation(top.violation), n=top.count, people=top.people)
    )
    st.html(html("desk_violations.html", lines=[_line(desk, count) for count in counts]))
    desk_download.csv(desk, "violations", **desk_scope.asked(scope))


def elements_file(desk: Desk, query: QueryParams) -> Table:
    """Return how often each element was missed in the scope of an address."""
    rates = desk.training.dashboard.elements(desk.person, desk_scope.of(query))
    return ReportTables(desk.t, desk.services.rubric).elements(rates)


def violations_file(desk: Desk, query: QueryParams) -> Table:
    """Return how often each violation occurred in the scope of an address."""
    counts = desk.training.dashboard.violations(desk.person, desk_scope.of(query))
    return ReportTables(desk.t, desk.services.rubric).violations(counts)


def _line(desk: Desk, count: ViolationCount) -> dict[str, object]:
    return {
        "label": Names(desk).violation(count.violation),
        "critical": count.severity == "critical",
        "figures": desk.t("dashboard.violation_line", n=count.count, people=count.people),
        "examples": list(dict.fromkeys(_tidy(example.words) for example in count.examples if example.words)),
    }


def _tidy(words: str) -> str:
    """Return a quote without the punctuation that the clause before it left over."""
    return words.lstrip("，。！？；、 ") or words
