"""The plot of agreement: each part's share with its interval, how good it is told by colour and by shape."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from simulator.domain.agreement import Agreement
from simulator.i18n import Catalogue

_COLOURS = ["#2a75bd", "#4f9bd9", "#b8860b", "#c4622d", "#8a94a0"]
_SHAPES = ["circle", "square", "triangle-up", "cross", "diamond"]
_LABEL_PIXELS = 260
Chart = alt.LayerChart | alt.FacetChart


def intervals(lines: Sequence[tuple[str, Agreement, str]], bands: Sequence[str], t: Catalogue) -> Chart:
    """Return a dot and a line for each part, least agreement on top.

    Args:
        lines: Name, what was found, and the word for how good it is.
        bands: All such words, best first.
        t: Messages.
    """
    what, n, share, band = t("plot.what"), t("plot.n"), t("agree.head_share"), t("agree.head_band")
    low, high = t("agree.low"), t("agree.high")
    frame = pd.DataFrame(
        [(name, x.n, x.share, x.low, x.high, word) for name, x, word in lines],
        columns=[what, n, share, low, high, band],
    ).round(4)
    present = [word for word in bands if word in set(frame[band])]
    numbers = [bands.index(word) for word in present]
    colours = alt.Scale(domain=present, range=[_COLOURS[number] for number in numbers])
    shapes = alt.Scale(domain=present, range=[_SHAPES[number] for number in numbers])
    legend = alt.Legend(orient="top", columns=3)
    base = alt.Chart(frame).encode(
        y=alt.Y(f"{what}:N", sort=alt.SortField(share), title=None, axis=alt.Axis(labelLimit=_LABEL_PIXELS)),
        color=alt.Color(f"{band}:N", title=None, legend=legend, scale=colours),
        tooltip=[
            f"{what}:N",
            *(alt.Tooltip(f"{share_of}:Q", format=".0%") for share_of in (share, low, high)),
            f"{n}:Q",
            f"{band}:N",
        ],
    )
    axis = alt.Axis(format="%", tickCount=5)
    scale = alt.Scale(domain=[0, 1])
    way = base.mark_rule(strokeWidth=3).encode(
        x=alt.X(f"{low}:Q", title=t("agree.axis"), scale=scale, axis=axis), x2=f"{high}:Q"
    )
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=f"{share}:Q", shape=alt.Shape(f"{band}:N", title=None, legend=legend, scale=shapes)
    )
    return alt.layer(way, dots).properties(height=alt.Step(24))
