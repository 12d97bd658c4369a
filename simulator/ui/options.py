"""Streamlit's options, set by the program so that they hold from any working directory and from a wheel."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from streamlit import config

PACKAGE_DIR = Path(__file__).parent.parent


def options_file() -> Path:
    """Return the checkout's `.streamlit/config.toml`, else its copy in the wheel."""
    checkout = PACKAGE_DIR.parent / ".streamlit" / "config.toml"
    return checkout if checkout.is_file() else PACKAGE_DIR / "_data" / "streamlit.toml"


def options() -> dict[str, object]:
    """Return the options by dotted name."""
    return dict(_dotted(tomllib.loads(options_file().read_text(encoding="utf-8"))))


def apply_options() -> None:
    """Set every option of the file, over what a user's own file or the environment says.

    Streamlit only warns of an option that it no longer knows; a test asserts that it knows them all.
    """
    for name, value in options().items():
        config.set_option(name, value)


def _dotted(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
