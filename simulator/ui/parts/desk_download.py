"""Buttons that hand out tables as files; a file is made when it is asked for."""

from collections.abc import Callable, Sequence

import streamlit as st

from simulator.domain.dashboard import Table
from simulator.services.reports_export import to_csv, to_xlsx
from simulator.ui.desk import Desk

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv(desk: Desk, make: Callable[[], Table], name: str) -> None:
    """Draw a button for one table as CSV; `name` is a key of the catalogue under `file.`, and the button's key."""
    st.download_button(
        desk.t("desk.csv"),
        data=lambda: to_csv(make()),
        file_name=f"{desk.t(f'file.{name}')}.csv",
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def excel(desk: Desk, make: Callable[[], Sequence[Table]], name: str) -> None:
    """Draw a button for several tables as one workbook."""
    st.download_button(
        desk.t("desk.excel"),
        data=lambda: to_xlsx(make()),
        file_name=f"{desk.t(f'file.{name}')}.xlsx",
        mime=_EXCEL,
        key=f"excel-{name}",
        on_click="ignore",
        icon=":material/download:",
    )
