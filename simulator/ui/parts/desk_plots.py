"""The trainers' plots: axes with units, Chinese tooltips with n, colours that everybody can tell apart.

Columns bear the names that readers see: a plot's figures can be opened and downloaded as a table.
"""

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
_HALF_PERCENT = 0.005
_ROOM = 1.7
_TREND_PIXELS = 320
_LEGEND_COLUMNS, _LEGEND_PIXELS = 2, 26
"""Two names side by side fit on a telephone."""
_FEW_TICKS = alt.Axis(tickCount=5)
_CANVAS = {"embedOptions": {"renderer": "canvas"}}
"""For a plot of many hundred marks: drawn as SVG, each is an element of the page and costs the browser time."""


def heat(cells: Sequence[HeatCell], order: Sequence[str], names: Names) -> Chart:
    """Return rows of the guide × people; a cell with too few replies is pale.

    Args:
        cells: The cells.
        order: Names of the people, left to right.
        names: Names rows.
    """
    t = names.desk.t
    trainee, row, mean, n, passed = (t(f"plot.{name}") for name in ("trainee", "row", "mean", "n", "passed"))
    frame = pd.DataFrame(
        [
            {trainee: c.name, row: names.row(c.situation), mean: _rounded(c.mean_score), n: c.replies, passed: c.passed}
            for c in cells
        ]
    )
    rows = [names.row(situation.key) for situation in names.desk.services.rubric.by_row]
    # On a narrow screen names that do not fit are left out rather than written over each other.
    people = alt.Axis(labelAngle=-90, labelLimit=110, labelOverlap="greedy")
    # One mark for all cells. Vega drops a cell whose shade is no number or paints it as 0, whatever a condition says.
    rated = alt.Color("shade:Q", title=mean, scale=_SHADES, legend=alt.Legend(orient="top"))
    painted: Chart = (
        alt.Chart(frame)
        .transform_calculate(shade=f"datum['{mean}'] || 0")
        .mark_rect(stroke="white", strokeWidth=1, strokeOpacity=0.6)
        .encode(
            x=alt.X(f"{trainee}:N", sort=list(order), axis=people),
            y=alt.Y(f"{row}:N", sort=rows, title=None, axis=alt.Axis(labelLimit=_LABEL_PIXELS)),
            color=alt.condition(f"isValid(datum['{mean}'])", rated, alt.value(_PALE)),
            tooltip=[f"{trainee}:N", f"{row}:N", alt.Tooltip(f"{mean}:Q", format=".0f"), f"{n}:Q", f"{passed}:Q"],
        )
        .properties(height=alt.Step(22), usermeta=_CANVAS)
    )
    return painted


def trend(points: Sequence[TrendPoint], t: Catalogue) -> Chart:
    """Return the mean score week by week, a line for each class or person."""
    who, week, mean, n = (t(f"plot.{name}") for name in ("who", "week", "mean", "n"))
    in_order = sorted((p for p in points if p.mean_score is not None), key=lambda p: p.week)
    frame = pd.DataFrame(
        [{who: p.name, week: f"{p.week:%m-%d}", mean: _rounded(p.mean_score), n: p.replies} for p in in_order],
        columns=[who, week, mean, n],
    )
    lines = frame[who].nunique()
    legend = alt.Legend(orient="top", columns=_LEGEND_COLUMNS) if lines > 1 else None
    base = alt.Chart(frame).encode(
        x=alt.X(f"{week}:O", sort=list(dict.fromkeys(frame[week])), axis=alt.Axis(labelAngle=0, labelOverlap="greedy")),
        y=alt.Y(f"{mean}:Q", scale=alt.Scale(zero=False, nice=True)),
        color=alt.Color(f"{who}:N", title=None, scale=alt.Scale(scheme="tableau10"), legend=legend),
    )
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        shape=alt.Shape(f"{who}:N", title=None, legend=legend),
        tooltip=[f"{who}:N", f"{week}:O", alt.Tooltip(f"{mean}:Q", format=".1f"), f"{n}:Q"],
    )
    return alt.layer(base.mark_line(strokeWidth=2), dots).properties(
        height=_TREND_PIXELS + _LEGEND_PIXELS * lines // _LEGEND_COLUMNS
    )


def lifts(lines: Sequence[Lift], t: Catalogue) -> Chart:
    """Return everybody's first and best call as two dots and the way between them, most won on top."""
    trainee, first, best, gain, calls = (t(f"plot.{name}") for name in ("trainee", "first", "best", "gain", "calls"))
    known = [(line.name, line.first, line.best, line.gain, line.calls) for line in lines if line.gain is not None]
    base = alt.Chart(pd.DataFrame(known, columns=[trainee, first, best, gain, calls])).encode(
        y=alt.Y(f"{trainee}:N", sort=alt.SortField(gain, order="descending"), title=None),
        tooltip=[f"{trainee}:N", f"{first}:Q", f"{best}:Q", f"{gain}:Q", f"{calls}:Q"],
    )
    way = base.mark_rule(strokeWidth=3, color="#b9c6d2").encode(
        x=alt.X(f"{first}:Q", scale=_SCORES, title=t("plot.score"), axis=_FEW_TICKS), x2=f"{best}:Q"
    )
    squares = base.mark_point(filled=True, size=80, shape="square", color=_FIRST, opacity=1).encode(x=f"{first}:Q")
    circles = base.mark_point(filled=True, size=90, shape="circle", color=_BEST, opacity=1).encode(x=f"{best}:Q")
    return alt.layer(way, squares, circles).properties(height=alt.Step(22))


def shares(rates: Mapping[str, tuple[float, int]], axis: str, t: Catalogue) -> Chart:
    """Return a bar for each thing's share (0–1) with its n beside it, in the order given.

    Args:
        rates: Name -> (share, n).
        axis: Title of the axis.
        t: Messages.
    """
    what, n, label = (t(f"plot.{name}") for name in ("what", "n", "label"))
    frame = pd.DataFrame(
        [
            {what: name, axis: round(share, 4), n: count, label: t("plot.share_n", share=percent(share), n=count)}
            for name, (share, count) in rates.items()
        ]
    )
    base = alt.Chart(frame).encode(
        y=alt.Y(f"{what}:N", sort=list(rates), title=None, axis=alt.Axis(labelLimit=_LABEL_PIXELS)),
        x=alt.X(f"{axis}:Q", scale=_with_room(frame[axis]), axis=alt.Axis(format="%", tickCount=5)),
        tooltip=[f"{what}:N", alt.Tooltip(f"{axis}:Q", format=".0%"), f"{n}:Q"],
    )
    return _labelled_bars(base, label)


def seconds(rows: Sequence[RowTiming], names: Names) -> Chart:
    """Return how long owners waited for the first words, with n beside each bar, longest on top."""
    t = names.desk.t
    row, wait, slow, n, label = (t(f"plot.{name}") for name in ("row", "seconds", "slow", "n", "label"))
    frame = pd.DataFrame(
        [
            {
                row: names.row(r.situation),
                wait: round(r.mean_seconds, 1),
                slow: None if r.slow is None else round(r.slow, 3),
                n: r.replies,
                label: t("plot.seconds_n", seconds=f"{r.mean_seconds:.1f}", n=r.replies),
            }
            for r in sorted(rows, key=lambda r: -(r.mean_seconds or 0))
            if r.mean_seconds is not None
        ]
    )
    base = alt.Chart(frame).encode(
        y=alt.Y(f"{row}:N", sort=list(frame[row]), title=None, axis=alt.Axis(labelLimit=_LABEL_PIXELS)),
        x=alt.X(f"{wait}:Q", scale=_with_room(frame[wait]), axis=_FEW_TICKS),
        tooltip=[f"{row}:N", alt.Tooltip(f"{wait}:Q", format=".1f"), alt.Tooltip(f"{slow}:Q", format=".0%"), f"{n}:Q"],
    )
    return _labelled_bars(base, label)


def _with_room(lengths: "pd.Series[float]") -> alt.Scale:
    """Return a scale that leaves room for the words beside the longest bar, on a telephone as well."""
    return alt.Scale(domain=[0, float(lengths.max()) * _ROOM])


def _labelled_bars(base: alt.Chart, label: str) -> Chart:
    words = base.mark_text(align="left", dx=5).encode(text=f"{label}:N")
    return alt.layer(base.mark_bar(color=_BEST, height=14), words).properties(height=alt.Step(24))


def percent(share: float) -> str:
    """Return a share as a whole number of percent; what is not quite nothing is not called 0."""
    return "<1" if 0 < share < _HALF_PERCENT else str(round(share * 100))


def _rounded(mean: float | None) -> float | None:
    return None if mean is None else round(mean, 1)
