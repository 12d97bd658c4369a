"""Buttons that hand out files; a file is made when it is fetched, by the routes of `simulator.ui.files`.

Streamlit's own deferred download forgets the finished file at the second run of anybody else's page.
"""

import base64
from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from simulator.domain.dashboard import Table
from simulator.services.reports_export import to_csv
from simulator.ui.desk import Desk
from simulator.ui.templating import html

PREFIX = "/files/"
Asked = str | Sequence[str]


def csv(desk: Desk, name: str, **asked: Asked) -> None:
    """Draw a button for one table as CSV.

    Args:
        desk: Whose page it is.
        name: Of the file: its address, and a key of the catalogue under `file.`.
        asked: What the file is about, as its maker reads it from the address.
    """
    _draw(_address(name, asked), f"{desk.t(f'file.{name}')}.csv", desk.t("desk.csv"), quiet=True)


def excel(desk: Desk, name: str, **asked: Asked) -> None:
    """Draw a button for several tables as one workbook."""
    _draw(_address(name, asked), f"{desk.t(f'file.{name}')}.xlsx", desk.t("desk.excel"))


def data(name: str, file_name: str, label: str, **asked: Asked) -> None:
    """Draw a button for a file with a name of its own."""
    _draw(_address(name, asked), file_name, label)


def at_hand(desk: Desk, table: Table, name: str) -> None:
    """Draw a button for a table that can be had only now: the file is in the page itself, and nowhere else."""
    content = base64.b64encode(to_csv(table)).decode()
    _draw("#", f"{desk.t(f'file.{name}')}.csv", desk.t("desk.csv"), content=content, quiet=True)


def _address(name: str, asked: dict[str, Asked]) -> str:
    query = urlencode(asked, doseq=True)
    return f"{PREFIX}{name}?{query}" if query else f"{PREFIX}{name}"


def _draw(address: str, file_name: str, label: str, *, content: str = "", quiet: bool = False) -> None:
    st.html(html("file.html", address=address, name=file_name, label=label, content=content, quiet=quiet))
