"""Draws a chart on the page, named in the reader's language for those who hear it."""

import altair
import streamlit as st

Chart = altair.Chart | altair.LayerChart | altair.FacetChart
_INKS = {"light": "#52606d", "dark": "#a9b4bf"}
"""Colours of a chart's words; Streamlit's own grey stands out from the page by less than 4.5 to 1."""

_PADDING = {"left": 0, "top": 4, "right": 8, "bottom": 8}
"""In pixels; words at the right end may be a little wider than Vega reckons."""


def plot(chart: Chart, key: str, alt: str) -> None:
    """Draw a chart.

    The labels that Vega writes for screen readers exist in English only; `alt` stands for the picture, and the
    button “show data” above it opens its figures as a table: their columns bear the names that the chart gives them.

    Args:
        chart: Any chart.
        key: Key of the element, unique on its page.
        alt: What the chart shows, in one phrase.
    """
    ink = _INKS["dark" if st.context.theme.type == "dark" else "light"]
    dressed = (
        chart.properties(padding=_PADDING)
        .configure(aria=False)
        .configure_axis(labelColor=ink, titleColor=ink, labelFlush=False)
        .configure_legend(labelColor=ink, titleColor=ink)
        .configure_text(color=ink, fontSize=12)
    )
    st.altair_chart(dressed, key=key, alt=alt)
