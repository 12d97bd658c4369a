"""Charts: titles say what is to be seen, axes have units, tooltips are Chinese, colours are safe for everybody."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from simulator.domain.call import Turn
from simulator.domain.grade import Grade, Verdict
from simulator.domain.summaries import RowScore
from simulator.i18n import Catalogue

_SHAPES: dict[Verdict | None, str] = {"pass": "circle", "partial": "triangle-up", "fail": "cross", None: "square"}
Chart = alt.LayerChart | alt.FacetChart
_VERDICT_COLOURS = ["#2a75bd", "#b8860b", "#c62f2f", "#8a94a0"]
_SCORES = alt.Scale(domain=[0, 100])
_MOODS = alt.Scale(domain=[-5, 5])


def timeline(points: Sequence[tuple[Turn, Grade | None]], t: Catalogue) -> Chart:
    """Return the score of every reply over the owner's mood, turn by turn; a click on a dot leads to the turn."""
    names: dict[Verdict | None, str] = {v: t(f"verdict.{v or 'open'}") for v in _SHAPES}
    frame = pd.DataFrame([_point(turn, grade, names) for turn, grade in points])
    base = alt.Chart(frame).encode(x=alt.X("turn:O", title=t("chart.turn"), axis=alt.Axis(labelAngle=0)))
    mood = base.mark_line(interpolate="monotone", strokeDash=[4, 3], color="#8a94a0").encode(
        y=alt.Y("mood:Q", scale=_MOODS, title=t("chart.mood"))
    )
    order = list(names.values())
    dots = base.mark_point(filled=True, size=150, opacity=1).encode(
        y=alt.Y("score:Q", scale=_SCORES, title=t("chart.score")),
        shape=alt.Shape("verdict:N", title=None, scale=alt.Scale(domain=order, range=list(_SHAPES.values()))),
        color=alt.Color("verdict:N", title=None, scale=alt.Scale(domain=order, range=_VERDICT_COLOURS)),
        href="place:N",
        tooltip=[
            alt.Tooltip("turn:O", title=t("chart.turn")),
            alt.Tooltip("score:Q", title=t("chart.score")),
            alt.Tooltip("verdict:N", title=t("chart.verdict")),
            alt.Tooltip("mood:Q", title=t("chart.mood")),
            alt.Tooltip("owner:N", title=t("console.owner")),
        ],
    )
    layers: Chart = alt.layer(mood, dots).resolve_scale(y="independent").properties(height=200)
    return layers


def _point(turn: Turn, grade: Grade | None, names: Mapping[Verdict | None, str]) -> dict[str, object]:
    return {
        "turn": turn.number,
        "score": grade.score if grade else None,
        "verdict": names[grade.verdict if grade else None],
        "mood": turn.caller.mood,
        "owner": turn.caller.text,
        "place": f"#turn-{turn.number}",
    }


def rows(scores: Sequence[RowScore], names: Mapping[str, str], t: Catalogue) -> Chart:
    """Return the mean score of every row that has enough replies, weakest first."""
    frame = pd.DataFrame(
        [
            {
                "row": t("chart.row", row=s.row, title=names.get(s.situation, s.situation)),
                "mean": s.mean_score,
                "replies": s.replies,
                "label": t("chart.label", mean=round(s.mean_score), n=s.replies),
            }
            for s in scores
            if s.mean_score is not None
        ]
    )
    base = alt.Chart(frame).encode(y=alt.Y("row:N", sort=alt.SortField("mean"), title=None))
    bars = base.mark_bar().encode(
        x=alt.X("mean:Q", scale=_SCORES, title=t("chart.mean")),
        color=alt.Color("mean:Q", scale=alt.Scale(scheme="blues", domain=[0, 100]), legend=None),
        tooltip=[
            alt.Tooltip("row:N", title=t("chart.situation")),
            alt.Tooltip("mean:Q", title=t("chart.mean"), format=".0f"),
            alt.Tooltip("replies:Q", title=t("chart.replies")),
        ],
    )
    text = base.mark_text(align="left", dx=4).encode(x="mean:Q", text="label:N")
    return alt.layer(bars, text).properties(height=alt.Step(26))
