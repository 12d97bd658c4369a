"""What was done, and in which order: the action log alone decides, never the words."""

from simulator.domain.grade import ElementGrade, State
from simulator.domain.reply import Action, Reply
from simulator.domain.rubric import Element

LEAST_WAIT_SECONDS = 5.0
"""Rows 2, 4 and 5 of the guide: 稍停五秒."""


def action_grades(required: tuple[str, ...], elements: dict[str, Element], reply: Reply) -> dict[str, ElementGrade]:
    """Return the grade of every required `do` element."""
    return {
        key: ElementGrade(state=State.MET if is_done(key, reply) else State.NOT_MET, by="actions")
        for key in required
        if elements[key].kind == "do"
    }


def is_done(key: str, reply: Reply) -> bool:
    """True if the actions of the reply do what the element asks for."""
    match key:
        case "wait_5s":
            return longest_wait_seconds(reply.actions) >= LEAST_WAIT_SECONDS
        case "stay_silent":
            return not says_anything(reply.text)
        case "record_ticket":
            return any(
                action.do == "record_ticket" and action.fields.about.strip() and action.fields.contact.strip()
                for action in reply.actions
            )
        case _:
            return any(action.do == key for action in reply.actions)


def longest_wait_seconds(actions: tuple[Action, ...]) -> float:
    """Return the longest pause before the call was ended; waits in a row add up."""
    longest = in_a_row = 0.0
    for action in actions:
        if action.do == "hang_up":
            break
        in_a_row = in_a_row + action.seconds if action.do == "wait" else 0.0
        longest = max(longest, in_a_row)
    return longest


def says_anything(text: str) -> bool:
    """True if the words hold a letter, a digit or a character: dots alone are silence."""
    return any(sign.isalnum() for sign in text)


def is_premature(required: tuple[str, ...], reply: Reply, said: int, words: int) -> bool:
    """True if the reply hangs up where it must not (row 4 and others: 不可以直接挂机).

    Args:
        required: Every element that the step asks for.
        reply: Words and actions.
        said: How many of the required words were said or may have been.
        words: How many words the step requires.
    """
    if not any(action.do == "hang_up" for action in reply.actions):
        return False
    too_soon = "wait_5s" in required and longest_wait_seconds(reply.actions) < LEAST_WAIT_SECONDS
    return "hang_up" not in required or too_soon or 2 * said < words
