"""What is typed in the terminal as commands, and a grade as lines of text."""

from collections.abc import Iterator

from simulator.domain.base import Frozen
from simulator.domain.errors import Refused
from simulator.domain.grade import ElementGrade, Grade, State
from simulator.domain.reply import Action, Escalate, HangUp, RaiseVoice, RecordTicket, TicketFields, Transfer
from simulator.domain.rubric import Rubric
from simulator.i18n import Catalogue
from simulator.services.views import Contrast

DEFAULT_WAIT_SECONDS = 5.0

COMMANDS = ("wait", "raise_voice", "transfer", "escalate", "ticket", "hang_up", "go_on")
"""The catalogue says how each is typed: ``play.command.wait`` …"""


class Command(Frozen):
    """A line that begins with a slash.

    Attributes:
        action: What is done; None lets the owner speak.
        wait_seconds: Length of a pause, None if it is none.
    """

    action: Action | None = None
    wait_seconds: float | None = None


def read_command(line: str, t: Catalogue) -> Command | None:
    """Return the command that a line gives; None if there is no such command.

    Args:
        line: What was typed, e.g. ``/等 5``.
        t: Names the commands.

    Raises:
        Refused: If a pause is shorter than nothing or no number.
    """
    name, _, rest = line.strip().partition(" ")
    match next((key for key in COMMANDS if name == t(f"play.command.{key}")), None):
        case "wait":
            return Command(wait_seconds=_seconds(rest))
        case "raise_voice":
            return Command(action=RaiseVoice())
        case "transfer":
            return Command(action=Transfer())
        case "escalate":
            return Command(action=Escalate())
        case "ticket":
            about, _, contact = rest.strip().rpartition(" ")
            fields = TicketFields(about=about.strip(), contact=contact.strip())
            return Command(action=RecordTicket(fields=fields))
        case "hang_up":
            return Command(action=HangUp())
        case "go_on":
            return Command()
        case _:
            return None


def _seconds(text: str) -> float:
    try:
        seconds = float(text) if text.strip() else DEFAULT_WAIT_SECONDS
    except ValueError:
        raise Refused("wait_no_number", text=text.strip()) from None
    if not 0 <= seconds <= 3600:
        raise Refused("wait_negative")
    return seconds


def grade_lines(grade: Grade, contrast: Contrast, rubric: Rubric, t: Catalogue) -> Iterator[str]:
    """Return a grade as lines: score, elements with the words that earned them, violations, approved wording.

    What only the judge found is marked, and the score that counts it: a trainer has yet to look.
    """
    yield t("play.grade", score=_score(grade, t), title=contrast.title, step=grade.step)
    missed = {label: _missed(label, looked_for, wording, t) for label, looked_for, wording in contrast.missed}
    for key in grade.required:
        yield _element(rubric.elements[key].label, grade.elements[key], missed, t)
    for violation, (label, _, instead, quote) in zip(grade.violations, contrast.violations, strict=True):
        said = "play.violation" if quote else "play.violation_done"  # an act has no words to quote
        yield _marked(t(said, label=label, quote=quote, instead=instead), violation.pending_review, t)
    if grade.verdict != "pass":
        for wording in contrast.approved:
            yield t("play.approved", wording=wording)


def _score(grade: Grade, t: Catalogue) -> str:
    return t("play.no_score") if grade.score is None else _marked(str(grade.score), grade.provisional, t)


def _marked(text: str, is_provisional: bool, t: Catalogue) -> str:
    return t("play.pending", text=text) if is_provisional else text


def _missed(label: str, looked_for: str, wording: str, t: Catalogue) -> str:
    """Words that were missed come with a wording to say; an act has none, and is explained."""
    return t("play.missed", label=label, wording=wording) if wording else t("play.not_done", looked_for=looked_for)


def _element(label: str, element: ElementGrade, missed: dict[str, str], t: Catalogue) -> str:
    if element.state is State.MET:
        met = t("play.met", label=label, quote=element.quote) if element.quote else t("play.done", label=label)
        return _marked(met, element.provisional, t)
    if element.state is State.NOT_MET:
        return missed[label]
    return t("play.unsure", label=label)
