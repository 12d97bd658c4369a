"""The caller that needs no network: it says lines of the script, drawn by the seed."""

from random import Random

from simulator.callers.line import as_heard
from simulator.domain.speech import Brief, Candidate, Hear, Part, Spoken


class ScriptedCaller:
    """Implements `simulator.domain.speech.Caller`; the same brief always gives the same words."""

    def speak(self, brief: Brief, hear: Hear | None = None) -> Spoken:
        """Return one line for each part of the brief, as the line lets it through."""
        draw = Random(f"{brief.seed}:{brief.turn}")
        chosen = lines_for(brief, draw)
        text = "".join(line.text for _, line in chosen)
        return Spoken(
            text=as_heard(text, brief.line, brief.noises, draw),
            gloss=_gloss(chosen),
            told=tuple(part.fact for part in brief.parts if part.fact),
            lines=tuple(line.id for _, line in chosen),
        )


def lines_for(brief: Brief, draw: Random) -> list[tuple[Part, Candidate]]:
    """Return the line drawn for each part, none of them twice."""
    chosen: list[tuple[Part, Candidate]] = []
    for part in brief.parts:
        said = {line.id for _, line in chosen}
        left = [line for line in part.candidates if line.id not in said]
        chosen.append((part, draw.choice(left or part.candidates)))
    return chosen


def _gloss(chosen: list[tuple[Part, Candidate]]) -> str:
    """Where one line needs a gloss, the whole turn is given in Mandarin."""
    if not any(line.gloss for _, line in chosen):
        return ""
    return "".join(line.gloss or line.text for _, line in chosen)
