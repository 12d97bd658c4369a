"""Draws a table whose lower edge never cuts a row in two."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

_ROW_PIXELS = 35
_BORDER_PIXELS = 2


def draw(
    rows: Sequence[Mapping[str, object]] | pd.DataFrame,
    key: str,
    alt: str,
    *,
    most_rows: int = 12,
    column_config: Mapping[str, Any] | None = None,
) -> None:
    """Draw a table; the rest of a longer one is scrolled to.

    Args:
        rows: A line each, by the names of the columns.
        key: Key of the element.
        alt: What the table holds, for those who hear it.
        most_rows: How many rows are seen at once.
        column_config: As of `st.dataframe`.
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
    st.dataframe(
        frame,
        hide_index=True,
        key=key,
        alt=alt,
        placeholder="–",
        height=_ROW_PIXELS * (min(len(frame), most_rows) + 1) + _BORDER_PIXELS,
        column_config=column_config,
    )
