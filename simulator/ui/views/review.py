"""Reviews: what waits for a trainer, and one reply at a time."""

from typing import get_args

import streamlit as st
from pydantic import ValidationError

from simulator.domain.errors import NotFound
from simulator.domain.review import REASONS, GradeRef, QueueItem, Reason
from simulator.ui.desk import Desk
from simulator.ui.parts.choice import one_of
from simulator.ui.parts.desk_names import Names
from simulator.ui.templating import html
from simulator.ui.views import review_blind, review_item

_SHOWN = 40
_SECOND = "second"
_PARTS = 3


def render_reply(desk: Desk) -> None:
    """Draw the reply that the address names: a page of its own, for a link within one page leaves the address alone.

    The address may ask for a blind grading; whether one is owed is for the service to say.

    Raises:
        NotFound: ``grade_unknown``.
    """
    ref = ref_of(st.query_params.get("reply", ""))
    reviewed = desk.training.review.open(desk.person, ref, blind="blind" in st.query_params)
    st.page_link(desk.pages["review"], label=desk.t("review.back"), icon=":material/arrow_back:")
    if reviewed.machine is None or reviewed.in_force is None:
        review_blind.draw(desk, reviewed)
    else:
        review_item.draw(desk, reviewed, reviewed.machine, reviewed.in_force)


def ref_of(address: str) -> GradeRef:
    """Return the grade that an address names: call, turn, place.

    Raises:
        NotFound: ``grade_unknown``.
    """
    parts = address.split(".")
    try:
        if len(parts) != _PARTS:
            raise ValueError(address)
        return GradeRef(call_id=parts[0], turn=int(parts[1]), part=int(parts[2]))
    except (ValueError, ValidationError) as error:
        raise NotFound("grade_unknown") from error


def address_of(ref: GradeRef) -> str:
    """Return how the address names a grade."""
    return f"{ref.call_id}.{ref.turn}.{ref.part}"


def render(desk: Desk) -> None:
    """Draw the queue."""
    t, review = desk.t, desk.training.review
    st.title(t("page.review"))
    waiting = review.waiting(desk.person)
    reasons = ["", *(r for r in REASONS if waiting.get(r)), _SECOND]
    chosen = one_of(t("review.reason"), reasons, lambda key: _label(desk, key, waiting), "reason", quiet=True)
    if chosen == _SECOND:
        st.caption(t("review.second_note"))
        items = review.second_opinions(desk.person, _SHOWN)
    else:
        items = review.queue(desk.person, next((r for r in get_args(Reason) if r == chosen), None), _SHOWN)
    if not items:
        st.info(t("review.empty_second" if chosen == _SECOND else "review.empty"), icon=":material/task_alt:")
    for item in items:
        _line(desk, item, blind=chosen == _SECOND or item.blind)
    if len(items) == _SHOWN:
        st.caption(t("review.first", n=_SHOWN))


def _label(desk: Desk, key: str, waiting: dict[Reason, int]) -> str:
    if key == _SECOND:
        return desk.t("review.second")
    if not key:
        return desk.t("review.all")
    return desk.t("review.reason_n", reason=desk.t(f"review.reason_{key}"), n=waiting[key])  # type: ignore[index]


def _line(desk: Desk, item: QueueItem, *, blind: bool) -> None:
    names, address = Names(desk), address_of(item.ref)
    with st.container(horizontal=True, vertical_alignment="center", key=f"wait-{address}"):
        st.html(
            html(
                "desk_wait.html",
                when=names.when(item.at),
                trainee=item.trainee_name,
                row=names.row(item.situation),
                reasons=[desk.t(f"review.reason_{r}") for r in item.reasons],
                score=item.score,
                blind=blind,
            )
        )
        query = {"reply": address, "blind": "1"} if blind else {"reply": address}
        label = desk.t("review.grade_blindly" if blind else "review.open")
        st.page_link(desk.pages["reply"], label=label, query_params=query)
