"""One of several, kept in the address of the page: a reload and a shared link show the same."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

Option = TypeVar("Option")


def one_of(
    label: str,
    options: Sequence[Option],
    name: Callable[[Option], str],
    key: str,
    *,
    default: Option | None = None,
    quiet: bool = False,
) -> Option:
    """Draw the choice and return what is chosen.

    Args:
        label: What is chosen, for those who hear the page too.
        options: All that can be chosen.
        name: Returns the name of an option.
        key: Of the element, and of the choice in the address.
        default: What is chosen at first; the first option if None.
        quiet: Show no label.
    """
    return st.segmented_control(
        label,
        options,
        default=options[0] if default is None else default,
        required=True,
        format_func=name,
        key=key,
        bind="query-params",
        label_visibility="collapsed" if quiet else "visible",
    )
