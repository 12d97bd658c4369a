"""How far machine and trainers agree: open to everybody who is signed in, with n and interval, nothing under three."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st
from starlette.datastructures import QueryParams

from simulator.domain.agreement import Agreement
from simulator.domain.base import utc_now
from simulator.domain.dashboard import Table
from simulator.domain.summaries import FEWEST_REPLIES
from simulator.services.review_agreement import AgreementReport, Source
from simulator.ui.desk import Desk
from simulator.ui.parts import desk_download, desk_intervals, desk_table
from simulator.ui.parts.choice import one_of
from simulator.ui.parts.desk_names import Names
from simulator.ui.parts.plot import plot
from simulator.ui.templating import html

_WHO = ("machine", "trainers")
_SOURCES: tuple[Source, ...] = ("all", "blind")
_DAYS = {"all": None, "90": 90, "30": 30}
_BANDS = ((0.8, "high"), (0.6, "good"), (0.4, "fair"))
_BAND_SYMBOLS = {"high": "●●●●", "good": "●●●○", "fair": "●●○○", "low": "●○○○", "none": ""}
_BY = ("row", "element", "violation")
_HEADERS = ("what", "n", "share", "interval", "kappa", "ac1", "difference", "band")


def render(desk: Desk) -> None:
    """Draw the page."""
    t = desk.t
    st.title(t("page.agreement"))
    chosen = _choose(desk)
    report = _report(desk, chosen)
    st.caption(t("agree.note_trainers" if chosen["who"] == "trainers" else "agree.note_machine", **report.decisions))
    if report.elements.share is None and report.violations.share is None:
        st.info(t("agree.empty", fewest=FEWEST_REPLIES, **report.decisions), icon=":material/balance:")
        return
    st.html(html("desk_agreement.html", lines=_overall(desk, report), replies=report.replies))
    by = one_of(t("agree.by"), _BY, lambda key: t(f"agree.by_{key}"), "per")
    parts = _parts(desk, report)[by]
    _plot(desk, parts)
    table = _table(desk, parts)
    desk_table.draw(pd.DataFrame(table.rows, columns=table.headers), "agreement", t("page.agreement"))
    desk_download.csv(desk, "agreement", by=by, **chosen)
    st.caption(t("agree.note", fewest=FEWEST_REPLIES))


def file(desk: Desk, query: QueryParams) -> Table:
    """Return the table of an address: `by` which parts, the rest as `_choose` returns it."""
    parts = _parts(desk, _report(desk, query))
    return _table(desk, parts.get(query.get("by", ""), parts["row"]))


def _choose(desk: Desk) -> dict[str, str]:
    """Draw the choices, and return those that count."""
    t = desk.t
    with st.container(horizontal=True):
        who = one_of(t("agree.who"), _WHO, lambda key: t(f"agree.who_{key}"), "who")
        days = one_of(t("agree.window"), list(_DAYS), lambda key: t(f"agree.days_{key}"), "days")
        chosen = {"who": who, "days": days}
        if who == "trainers":
            return chosen
        source = one_of(t("agree.source"), _SOURCES, lambda key: t(f"agree.source_{key}"), "source")
        return {**chosen, "source": source}


def _report(desk: Desk, chosen: Mapping[str, str]) -> AgreementReport:
    """Return what the choices ask for; what is none of them counts as the first."""
    study, since = desk.training.agreement, _since(_DAYS.get(chosen.get("days", "all")))
    if chosen.get("who") == "trainers":
        return study.trainers(desk.person, since)
    return study.machine_and_trainers(desk.person, since, "blind" if chosen.get("source") == "blind" else "all")


def _since(days: int | None) -> datetime | None:
    return None if days is None else utc_now() - timedelta(days=days)


def _overall(desk: Desk, report: AgreementReport) -> list[dict[str, str]]:
    parts = (("elements", report.elements), ("violations", report.violations))
    return [{"what": desk.t(f"agree.{name}"), **_words(desk, found)} for name, found in parts]


def _words(desk: Desk, found: Agreement) -> dict[str, str]:
    return {
        "n": str(found.n),
        "share": _percent(found.share),
        "interval": _interval(found),
        "kappa": _figure(found.kappa),
        "ac1": _figure(found.ac1),
        "difference": _points(found.difference),
        "band": f"{_BAND_SYMBOLS[_band(found)]} {desk.t(f'agree.band_{_band(found)}')}".strip(),
    }


def _band(found: Agreement) -> str:
    """Return how good an agreement is, judged by AC1: κ collapses where one answer is rare."""
    if found.ac1 is None:
        return "none"
    return next((name for least, name in _BANDS if found.ac1 >= least), "low")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _interval(found: Agreement) -> str:
    return "–" if found.low is None or found.high is None else f"{found.low:.0%}–{found.high:.0%}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:+.0f}"


def _parts(desk: Desk, report: AgreementReport) -> dict[str, Mapping[str, Agreement]]:
    names = Names(desk)
    of_row = {situation.row: names.row(situation.key) for situation in desk.services.rubric.by_row}
    return {
        "row": {of_row.get(row, str(row)): found for row, found in report.by_row.items()},
        "element": {names.element(key): found for key, found in report.by_element.items()},
        "violation": {names.violation(key): found for key, found in report.by_violation.items()},
    }


def _table(desk: Desk, parts: Mapping[str, Agreement]) -> Table:
    rows = [{"what": what, **_words(desk, found)} for what, found in parts.items()]
    return Table(
        title=desk.t("file.agreement"),
        headers=tuple(desk.t(f"agree.head_{name}") for name in _HEADERS),
        rows=tuple((*(row[name] if name != "n" else int(row["n"]) for name in _HEADERS),) for row in rows),
    )


def _plot(desk: Desk, parts: Mapping[str, Agreement]) -> None:
    """Draw each part's share with its interval, least agreement on top."""
    t = desk.t
    known = {what: found for what, found in parts.items() if found.share is not None}
    if not known:
        st.caption(t("agree.few", fewest=FEWEST_REPLIES))
        return
    what, worst = min(known.items(), key=lambda part: part[1].share or 0)
    st.subheader(t("agree.finding", what=what, share=_percent(worst.share), n=worst.n))
    bands = {name: t(f"agree.band_{name}") for name in ("high", "good", "fair", "low", "none")}
    lines = [(name, found, bands[_band(found)]) for name, found in known.items()]
    plot(desk_intervals.intervals(lines, list(bands.values()), t), key="interval", alt=t("agree.axis"))
