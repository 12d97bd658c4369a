"""The trainers' plots: axes with units, Chinese tooltips with n, colours that everybody can tell apart."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from simulator.domain.dashboard import HeatCell, Lift, RowTiming, TrendPoint
from simulator.i18n import Catalogue
from simulator.ui.parts.desk_names import Names

Chart = alt.Chart | alt.LayerChart | alt.FacetChart
_SCORES = alt.Scale(domain=[0, 100])
_SHADES = alt.Scale(scheme="viridis", domain=[0, 100])
_PALE = "rgba(138, 148, 160, 0.35)"
_FIRST, _BEST = "#8a94a0", "#2a75bd"
_LABEL_PIXELS = 260


def heat(cells: Sequence[HeatCell], order: Sequence[str], names: Names) -> Chart:
    """Return rows of the guide × people; a cell with too few replies is pale.

    Args:
        cells: The cells.
        order: Names of the people, left to right.
        names: Names rows.
    """
    t = names.desk.t
    frame = pd.DataFrame(
        [
            {"name": c.name, "row": names.row(c.situation), "mean": c.mean_score, "n": c.replies, "passed": c.passed}
            for c in cells
        ]
    )
    rows = [names.row(situation.key) for situation in names.desk.services.rubric.by_row]
    base = (
        alt.Chart(frame)
        .mark_rect(stroke="white", strokeWidth=1, strokeOpacity=0.6)
        .encode(
            x=alt.X(
                "name:N",
                sort=list(order),
                title=t("plot.trainee"),
                axis=alt.Axis(labelAngle=-45, labelLimit=110, labelOverlap=False),
            ),
            y=alt.Y("row:N", sort=rows, title=None, axis=alt.Axis(labelLimit=_LABEL_PIXELS)),
            tooltip=_cell_hint(t),
        )
    )
    # Two layers: one mark would either drop a cell without a mean or paint it as if it were 0.
    few = base.transform_filter("!isValid(datum.mean)").encode(color=alt.value(_PALE))
    rated = base.transform_filter("isValid(datum.mean)").encode(
        color=alt.Color("mean:Q", scale=_SHADES, title=t("plot.mean"))
    )
    return alt.layer(few, rated).properties(height=alt.Step(22))


def _cell_hint(t: Catalogue) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title=t("plot.trainee")),
        alt.Tooltip("row:N", title=t("plot.row")),
        alt.Tooltip("mean:Q", title=t("plot.mean"), format=".0f"),
        alt.Tooltip("n:Q", title=t("plot.n")),
        alt.Tooltip("passed:Q", title=t("plot.passed")),
    ]


def trend(points: Sequence[TrendPoint], t: Catalogue) -> Chart:
    """Return the mean score week by week, a line for each class or person; the size of a dot is n."""
    frame = pd.DataFrame(
        [
            {"week": f"{p.week:%m-%d}", "day": p.week.toordinal(), "who": p.name, "mean": p.mean_score, "n": p.replies}
            for p in points
            if p.mean_score is not None
        ]
    )
    weeks = list(dict.fromkeys(frame.sort_values("day")["week"])) if len(frame) else []
    base = alt.Chart(frame).encode(
        x=alt.X("week:O", sort=weeks, title=t("plot.week"), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("mean:Q", scale=alt.Scale(zero=False, nice=True), title=t("plot.mean")),
        color=alt.Color("who:N", title=None, scale=alt.Scale(scheme="tableau10")),
    )
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=alt.Shape("who:N", title=None),
        tooltip=[
            alt.Tooltip("who:N", title=t("plot.who")),
            alt.Tooltip("week:O", title=t("plot.week")),
            alt.Tooltip("mean:Q", title=t("plot.mean"), format=".1f"),
            alt.Tooltip("n:Q", title=t("plot.n")),
        ],
    )
    return alt.layer(base.mark_line(strokeWidth=2), dots).properties(height=340)


def lifts(lines: Sequence[Lift], t: Catalogue) -> Chart:
    """Return everybody's first and best call as two dots and the way between them, most won on top."""
    known = [(line.name, line.first, line.best, line.gain, line.calls) for line in lines if line.gain is not None]
    frame = pd.DataFrame(known, columns=["name", "first", "best", "gain", "calls"])
    y = alt.Y("name:N", sort=alt.SortField("gain", order="descending"), title=None)
    base = alt.Chart(frame).encode(
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title=t("plot.trainee")),
            alt.Tooltip("first:Q", title=t("plot.first")),
            alt.Tooltip("best:Q", title=t("plot.best")),
            alt.Tooltip("gain:Q", title=t("plot.gain")),
            alt.Tooltip("calls:Q", title=t("plot.calls")),
        ],
    )
    way = base.mark_rule(strokeWidth=3, color="#b9c6d2").encode(
        x=alt.X("first:Q", scale=_SCORES, title=t("plot.score")), x2="best:Q"
    )
    first = base.mark_point(filled=True, size=80, shape="square", color=_FIRST, opacity=1).encode(x="first:Q")
    best = base.mark_point(filled=True, size=90, shape="circle", color=_BEST, opacity=1).encode(x="best:Q")
    return alt.layer(way, first, best).properties(height=alt.Step(22))


def shares(rates: Mapping[str, tuple[float, int]], axis: str, t: Catalogue) -> Chart:
    """Return a bar for each thing's share (0–1) with its n beside it, in the order given.

    Args:
        rates: Name -> (share, n).
        axis: Title of the axis.
        t: Messages.
    """
    frame = pd.DataFrame(
        [
            {"name": name, "share": share, "n": n, "label": t("plot.share_n", share=round(share * 100), n=n)}
            for name, (share, n) in rates.items()
        ]
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=list(rates), title=None, axis=alt.Axis(labelLimit=_LABEL_PIXELS)),
        x=alt.X("share:Q", scale=alt.Scale(zero=True), title=axis, axis=alt.Axis(format="%", tickCount=5)),
        tooltip=[
            alt.Tooltip("name:N", title=t("plot.what")),
            alt.Tooltip("share:Q", title=axis, format=".0%"),
            alt.Tooltip("n:Q", title=t("plot.n")),
        ],
    )
    words = base.mark_text(align="left", dx=5).encode(text="label:N")
    return alt.layer(base.mark_bar(color=_BEST, height=14), words).properties(height=alt.Step(24))


def seconds(rows: Sequence[RowTiming], names: Names) -> Chart:
    """Return how long owners waited for the first words, longest on top, with the ten seconds that are too long."""
    t = names.desk.t
    frame = pd.DataFrame(
        [
            {"row": names.row(r.situation), "seconds": r.mean_seconds, "slow": r.slow, "n": r.replies}
            for r in rows
            if r.mean_seconds is not None
        ]
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("row:N", sort="-x", title=None, axis=alt.Axis(labelLimit=_LABEL_PIXELS)),
        x=alt.X("seconds:Q", title=t("plot.seconds")),
        tooltip=[
            alt.Tooltip("row:N", title=t("plot.row")),
            alt.Tooltip("seconds:Q", title=t("plot.seconds"), format=".1f"),
            alt.Tooltip("slow:Q", title=t("plot.slow"), format=".0%"),
            alt.Tooltip("n:Q", title=t("plot.n")),
        ],
    )
    words = base.mark_text(align="left", dx=5).encode(text=alt.Text("seconds:Q", format=".1f"))
    return alt.layer(base.mark_bar(color=_BEST, height=14), words).properties(height=alt.Step(24))
