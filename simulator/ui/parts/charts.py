"""The timeline of a call: axes have units, columns and tooltips are named in the reader's language."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from simulator.domain.call import Turn
from simulator.domain.dashboard import Table
from simulator.domain.grade import Grade, Verdict
from simulator.i18n import Catalogue

_SHAPES: dict[Verdict | None, str] = {"pass": "circle", "partial": "triangle-up", "fail": "cross", None: "square"}
Chart = alt.LayerChart | alt.FacetChart
Points = Sequence[tuple[Turn, Grade | None]]
_VERDICT_COLOURS = ["#2a75bd", "#b8860b", "#c62f2f", "#8a94a0"]
_SCORES = alt.Scale(domain=[0, 100])
_MOODS = alt.Scale(domain=[-5, 5])


def timeline(points: Points, t: Catalogue) -> Chart:
    """Return the score of every reply over the owner's mood, turn by turn; a click on a dot leads to the turn."""
    table = timeline_table(points, t)
    turn, score, verdict, mood, owner = table.headers
    base = alt.Chart(pd.DataFrame(table.rows, columns=table.headers)).encode(
        x=alt.X(f"{turn}:O", axis=alt.Axis(labelAngle=0, labelOverlap="greedy"))
    )
    moods = base.mark_line(interpolate="monotone", strokeDash=[4, 3], color="#8a94a0").encode(
        y=alt.Y(f"{mood}:Q", scale=_MOODS, axis=alt.Axis(tickCount=3))
    )
    names = list(_names(t).values())
    legend = alt.Legend(orient="top")
    dots = (
        base.transform_calculate(place=f"'#turn-' + datum['{turn}']")
        .mark_point(filled=True, size=150, opacity=1)
        .encode(
            y=alt.Y(f"{score}:Q", scale=_SCORES, axis=alt.Axis(tickCount=3)),
            shape=alt.Shape(
                f"{verdict}:N", title=None, legend=legend, scale=alt.Scale(domain=names, range=list(_SHAPES.values()))
            ),
            color=alt.Color(
                f"{verdict}:N", title=None, legend=legend, scale=alt.Scale(domain=names, range=_VERDICT_COLOURS)
            ),
            href="place:N",
            tooltip=[f"{turn}:O", f"{score}:Q", f"{verdict}:N", f"{mood}:Q", f"{owner}:N"],
        )
    )
    layers: Chart = alt.layer(moods, dots).resolve_scale(y="independent").properties(height=220)
    return layers


def timeline_table(points: Points, t: Catalogue) -> Table:
    """Return a line for every turn: its number, score, verdict, the owner's mood and words."""
    names = _names(t)
    return Table(
        title=t("file.timeline"),
        headers=(t("chart.turn"), t("chart.score"), t("chart.verdict"), t("chart.mood"), t("console.owner")),
        rows=tuple(
            (
                turn.number,
                grade.score if grade else None,
                names[grade.verdict if grade else None],
                turn.caller.mood,
                turn.caller.text,
            )
            for turn, grade in points
        ),
    )


def _names(t: Catalogue) -> Mapping[Verdict | None, str]:
    return {verdict: t(f"verdict.{verdict or 'open'}") for verdict in _SHAPES}
