"""Asks which calls a dashboard is to look at: class, period, mode; kept in the address, so that it can be shared."""

from datetime import date, timedelta
from functools import partial

import streamlit as st
from pydantic import ValidationError
from starlette.datastructures import QueryParams

from simulator.domain.base import utc_now
from simulator.domain.dashboard import Scope
from simulator.domain.errors import Refused
from simulator.domain.events import Mode
from simulator.ui.desk import Desk
from simulator.ui.parts.choice import one_of
from simulator.ui.parts.desk_names import Names

_WEEKS = {"4": 4, "12": 12, "all": None}
_MODES: dict[str, Mode | None] = {"any": None, "drill": "drill", "practice": "practice", "exam": "exam"}


def choose(desk: Desk) -> Scope:
    """Draw the three filters and return what was chosen."""
    t = desk.t
    names = {"": t("scope.every_class")} | {c.id: c.name for c in desk.training.classes.classes(desk.person)}
    with st.container(horizontal=True, vertical_alignment="bottom", key="scope"):
        class_id = st.selectbox(
            t("scope.class"), list(names), format_func=names.__getitem__, key="class", bind="query-params", width=220
        )
        weeks = one_of(t("scope.period"), list(_WEEKS), lambda key: t(f"scope.weeks_{key}"), "period", default="12")
        mode = one_of(t("scope.mode"), list(_MODES), partial(_mode, desk), "kind")
    return Scope(class_id=class_id or None, mode=_MODES[mode], since=_since(desk, _WEEKS[weeks]))


def asked(scope: Scope) -> dict[str, str]:
    """Return a scope as part of an address."""
    return {key: str(value) for key, value in scope.model_dump(exclude_none=True).items()}


def of(query: QueryParams) -> Scope:
    """Return the scope of an address.

    Raises:
        Refused: ``file_address`` if it was changed by hand into something that is none.
    """
    try:
        return Scope.model_validate_strings({key: query[key] for key in Scope.model_fields if key in query})
    except ValidationError as error:
        raise Refused("file_address") from error


def _mode(desk: Desk, key: str) -> str:
    return desk.t("scope.mode_any" if key == "any" else f"mode.{key}")


def _since(desk: Desk, weeks: int | None) -> date | None:
    today = utc_now().astimezone(Names(desk).zone).date()
    return None if weeks is None else today - timedelta(weeks=weeks)
