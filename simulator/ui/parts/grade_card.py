"""Draws the grade of one reply: what was met, what was missed, what must not be said, and the approved wording."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from simulator.domain.grade import ElementGrade, Grade, State
from simulator.domain.rubric import Rubric
from simulator.i18n import Catalogue
from simulator.services.views import Contrast
from simulator.ui.templating import html

SYMBOLS = {State.MET: "✓", State.NOT_MET: "○", State.UNSURE: "?", State.NOT_ASSESSED: "–"}


@dataclass(frozen=True)
class Item:
    """One line of the card.

    Attributes:
        symbol: ✓ met, ○ missed, ? unsure, – not assessed, ✕ violation; read out as `state`.
        detail: The trainee's words, or what was looked for.
    """

    symbol: str
    state: str
    label: str
    detail: str
    quoted: bool = False
    tags: tuple[str, ...] = ()


def draw(grade: Grade, contrast: Contrast, rubric: Rubric, t: Catalogue) -> None:
    """Draw the card.

    Args:
        grade: The grade.
        contrast: The guide's contrast pair for it.
        rubric: Labels.
        t: Messages.
    """
    st.html(
        html(
            "grade.html",
            row=contrast.row,
            title=contrast.title,
            score="" if grade.score is None else str(grade.score),
            provisional=grade.provisional,
            violations=tuple(_violations(grade, contrast, rubric, t)),
            items=tuple(_items(grade, rubric, t)),
            approved=contrast.approved,
            unsure=not grade.decided,
        )
    )


def _items(grade: Grade, rubric: Rubric, t: Catalogue) -> Iterator[Item]:
    for key in grade.required:
        found, element = grade.elements[key], rubric.elements[key]
        detail = found.quote or ("" if found.state is State.MET else element.looked_for)
        yield Item(
            symbol=SYMBOLS[found.state],
            state=t(f"state.{found.state.value}"),
            label=element.label,
            detail=detail,
            quoted=found.quote is not None,
            tags=tuple(_tags(found, t)),
        )


def _tags(found: ElementGrade, t: Catalogue) -> Iterator[str]:
    if found.homophone:
        yield t("grade.homophone")
    if found.by == "judge":
        yield t("grade.by_judge")
    if found.provisional:
        yield t("grade.provisional")


def _violations(grade: Grade, contrast: Contrast, rubric: Rubric, t: Catalogue) -> Iterator[Item]:
    for violation, (label, why, instead, _) in zip(grade.violations, contrast.violations, strict=True):
        severity = (t(f"severity.{violation.severity}"),)
        pending = (t("grade.pending"),) if violation.pending_review else ()
        yield Item("✕", t("state.violation"), label, f"{why}{instead}", tags=(*severity, *pending))
