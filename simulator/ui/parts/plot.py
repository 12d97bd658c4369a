"""Draws a chart on the page, named in the reader's language for those who hear it."""

import altair
import streamlit as st

Chart = altair.Chart | altair.LayerChart | altair.FacetChart


def plot(chart: Chart, key: str, alt: str) -> None:
    """Draw a chart.

    The labels that Vega writes for screen readers exist in English only; `alt` stands for the picture, and the
    button “show data” above it opens its figures as a table.

    Args:
        chart: Any chart.
        key: Key of the element, unique on its page.
        alt: What the chart shows, in one phrase.
    """
    st.altair_chart(chart.configure(aria=False), key=key, alt=alt)
