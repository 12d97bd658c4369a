"""Draws what was said and done in a call so far."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from simulator.domain.call import Call, Turn
from simulator.domain.grade import Grade
from simulator.domain.reply import Action
from simulator.domain.rubric import Rubric
from simulator.i18n import Catalogue
from simulator.ui.parts.marks import Stretch, stretches
from simulator.ui.templating import html

_STAGE = re.compile(r"(（[^）]*）)")
_MOODS = ("furious", "angry", "annoyed", "even", "pleased", "happy")


@dataclass(frozen=True)
class Said:
    """One side of a turn, ready to be drawn.

    Attributes:
        spoken: (text, is a stage direction) of the owner's words.
        words: The trainee's words, marked.
        acts: What the trainee did, in order.
        notes: Short remarks under the owner's words.
        mood, mood_percent: The owner's mood as a word and as a share of the best; "" while it may not be seen.
        score: Of the reply; None while it may not be shown or there is none.
    """

    turn: int
    spoken: tuple[tuple[str, bool], ...] = ()
    words: tuple[Stretch, ...] = ()
    acts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mood: str = ""
    mood_percent: int = 0
    gloss: str = ""
    score: str = ""
    critical: bool = False


def draw(call: Call, rubric: Rubric, t: Catalogue, *, tells_grades: bool) -> None:
    """Draw the transcript.

    Args:
        call: The call so far.
        rubric: Labels of elements and violations.
        t: Messages.
        tells_grades: Whether marks, scores and the owner's mood may be seen by now.
    """
    lines = tuple(_lines(call, rubric, t, tells_grades))
    st.html(html("transcript.html", lines=lines, over=_ending(call, t), empty=t("console.transcript_empty")))


def _lines(call: Call, rubric: Rubric, t: Catalogue, tells: bool) -> Iterator[Said]:
    stood_in = False
    for turn in call.turns:
        remark = t("console.stand_in") if turn.caller.stand_in and not stood_in else ""
        stood_in = turn.caller.stand_in
        yield _owner(turn, t, tells, call.is_over, remark)
        if turn.reply.text or turn.reply.actions:
            yield _trainee(turn, rubric, t, tells)


def _owner(turn: Turn, t: Catalogue, tells: bool, over: bool, remark: str) -> Said:
    caller = turn.caller
    spoken = tuple((part, bool(_STAGE.fullmatch(part))) for part in _STAGE.split(caller.text) if part)
    line = "" if caller.line == "clear" else t(f"line.{caller.line}")
    return Said(
        turn=turn.number,
        spoken=spoken,
        notes=tuple(note for note in (line, remark) if note),
        mood=mood_word(caller.mood, t) if tells else "",
        mood_percent=(caller.mood + 5) * 10,
        gloss=caller.gloss if over and tells else "",
    )


def _trainee(turn: Turn, rubric: Rubric, t: Catalogue, tells: bool) -> Said:
    grades = turn.grades if tells else ()
    return Said(
        turn=turn.number,
        words=stretches(turn.reply.text, grades, rubric),
        acts=tuple(action_words(action, t) for action in turn.reply.actions),
        score=score_words(grades[0], t) if grades else "",
        critical=any(grade.critical for grade in grades),
    )


def score_words(grade: Grade, t: Catalogue) -> str:
    """Return the score in words, with a remark while a trainer has yet to confirm what only the judge found."""
    if grade.score is None:
        return t("grade.ungraded")
    points = t("grade.points", n=grade.score)
    return f"{points} · {t('grade.pending')}" if grade.provisional else points


def action_words(action: Action, t: Catalogue) -> str:
    """Return what was done, in a few words."""
    if action.do == "wait":
        return t("act.waited", n=f"{action.seconds:.1f}")
    return t(f"act.{action.do}_done")


def mood_word(mood: int, t: Catalogue) -> str:
    """Return a word for a mood from -5 to 5."""
    steps = (-4, -2, -1, 1, 3)
    return t(f"mood.{_MOODS[sum(mood > step for step in steps)]}")


def _ending(call: Call, t: Catalogue) -> str:
    return t(f"ended.{call.end_reason}") if call.is_over else ""
